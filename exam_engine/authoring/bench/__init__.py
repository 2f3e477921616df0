"""A bank folder on the bench: read, watched, held against the rules, sorted, filtered."""
