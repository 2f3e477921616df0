"""LOFT, linear on the fly testing: a form of one's own for each candidate, frozen before the day.

Solving a programme for each candidate would be slow, and the solver's taste would show: some items
would stand on most forms. So the work is split. ``plan`` finds, once, the way of dealing under
which two forms have as few items in common as the requirements allow, and proves how few that is.
``deal`` then deals forms, each of which keeps exactly to every row, in well under a millisecond.

``classes`` collapses items that no row tells apart; ``hull`` finds the best mixture of class
counts; ``aim`` tilts the exposure of items so that forms meet their targets on average; ``decks``,
``window`` and ``walk`` make one form; ``capacity`` says how many forms a bank supports.
"""

from exam_engine.assembly.loft.capacity import Capacity, capacity
from exam_engine.assembly.loft.dealing import deal
from exam_engine.assembly.loft.planning import plan
from exam_engine.assembly.loft.recipe import LoftPlan

__all__ = ["Capacity", "LoftPlan", "capacity", "deal", "plan"]
