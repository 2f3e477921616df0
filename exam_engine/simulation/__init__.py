"""Simulated candidates who sit through the real service, for rehearsals and demonstrations."""
