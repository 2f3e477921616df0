"""exam-engine: examinations from blueprint to item statistics."""

__version__ = "0.1.0"
