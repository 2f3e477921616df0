"""What people write: TOML files read strictly into nouns, with errors an author can act on.

Every problem in a file is reported at once, each on its own line, naming the file, the place in
it, what stands there and what is allowed.
"""
