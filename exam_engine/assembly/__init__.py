"""Building forms: a mixed-integer programme over a bank's catalogue, then order and positions.

Constraints are one kind a file (``constraints/``); ``programme`` puts their rows together;
``solver`` is the only import of a solver; ``infeasible`` says what a bank lacks; ``positions``
puts options and questions in order; ``check`` holds every finished form against the blueprint once
more, in whole numbers and without the solver.
"""
