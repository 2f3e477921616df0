"""Widgets: each paints lines made by a pure layout, and repaints only those that differ."""
