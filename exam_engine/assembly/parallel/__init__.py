"""Parallel forms: classes, the cheapest selection proven, the nearest to a target searched for.

``cheapest`` serves problems without targets, by way of the few columns that can be in an optimum
(``core``). ``nearest`` serves problems with targets: a ``start`` over classes of items, ``swaps``
while rows are kept, and where these do not reach, a ``neighbourhood`` of two forms in the solver.
``verify`` counts every answer again.
"""
