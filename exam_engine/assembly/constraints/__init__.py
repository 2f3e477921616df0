"""Kinds of constraints, one a file."""
