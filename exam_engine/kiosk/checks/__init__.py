"""The checks, one small function each; importing a module registers its checks."""
