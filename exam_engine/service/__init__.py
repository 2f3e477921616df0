"""The engine's service: admission, attempts, time. It holds papers and never an answer key."""
