"""Screens: what is on them, and what a key does there."""
