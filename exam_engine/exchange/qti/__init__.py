"""QTI 3.0, 2.2 and 2.1: one reader and one writer, since the versions differ in names alone."""
