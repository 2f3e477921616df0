"""Between foreign items and the engine's own."""
