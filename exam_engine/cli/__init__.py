"""The command line: one file per noun, a thin shell over the back office."""
