"""Marking: responses against the answer key, exactly, by named rules."""
