"""Seating: who sits where with which form, so that neighbours sit different ones.

``graph`` is what the other files speak of; ``colouring`` gives forms to seats, with ``search``
where that is hard, ``obstacle`` where it is impossible and ``balance`` for even use; ``places``
chooses seats for candidates; ``plan`` joins them.
"""
