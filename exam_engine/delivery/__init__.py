"""Attempts as pure functions of (state, event, now): no I/O, no clock, no database."""
