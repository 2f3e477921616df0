"""Pages: what the console shows, and what keys do there."""
