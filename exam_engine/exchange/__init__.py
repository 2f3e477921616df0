"""Foreign formats: QTI 3.0, 2.2 and 2.1, Moodle XML, GIFT and Aiken in; four of them out.

Every reader fills the one neutral model (``foreign.ForeignItem``) and every writer reads it, so
that a new format is one reader and one writer. Nothing is turned into something else in silence:
what a format or this engine cannot hold is refused by its name, and the import ends in a report.
"""
