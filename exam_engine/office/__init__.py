"""The back office: what the body's staff do, each act joined once.

An act reads files and the database, calls the pure rooms, writes, and leaves an entry in the audit
log. The command line is a thin shell over these functions, and so is the demonstration.
"""
