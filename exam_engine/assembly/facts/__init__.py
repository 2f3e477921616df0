"""What can be said of finished forms: pure, and independent of how they were built.

Nothing here imports the programme or a solver: what a certificate states is counted again from the
form, its blueprint, its order's rules and the bank's catalogue.
"""
