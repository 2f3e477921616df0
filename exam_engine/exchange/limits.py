"""How much a foreign file may ask of this machine. Everything from outside has limits.

The limits are generous for real question banks and far below what hurts: a file at any of them is
read or refused within a second.
"""

from __future__ import annotations

LARGEST_FILE_BYTES = 5_000_000
"""Of one XML or text file, also inside a package."""

DEEPEST_ELEMENTS = 64
MOST_ELEMENTS = 60_000
MOST_ATTRIBUTES = 64
"""Of one element."""

LONGEST_VALUE = 10_000
"""Of one attribute's value, in characters."""

LONGEST_TEXT = 50_000
"""Of one paragraph, prompt, choice or reason, in characters."""

LONGEST_IDENTIFIER = 250
MOST_CHOICES = 200
"""Of one interaction; rows and columns of a match each."""

MOST_INTERACTIONS = 50
MOST_QUESTIONS = 5_000
"""In one Moodle, GIFT or Aiken file."""

LONGEST_QUESTION = 500_000
"""Of one GIFT question with its answers, in characters."""

LARGEST_PACKAGE_BYTES = 50_000_000
MOST_ENTRIES = 5_000
LARGEST_UNPACKED_BYTES = 200_000_000
"""Of a package's entries together, as its directory states them."""

HIGHEST_RATIO = 200
"""Unpacked to packed, of one entry above 100 kB."""

MOST_INCLUDES = 50
"""In one item; of shared stimuli too."""

MOST_INCLUDED_BYTES = 20_000_000
"""Of all the includes of a package together, as often as they are included."""

DEEPEST_INCLUDES = 3

LONGEST_NUMBER = 60
"""Digits of one number, its exponent written out."""

MOST_VALUES = 2_000
"""In one container of response processing, and of one response."""

MOST_MAPPED = 10_000
"""Entries of one mapping."""

MOST_LOOKED_UP = 2_000
"""Entries of one lookup table, each of which may be looked at by every rule."""

MOST_RULES = 20_000
"""Rules, operators and operands of one item's response processing."""

MOST_STEPS = 20_000
"""Operators evaluated while scoring one response, and the values that they look at."""

MOST_DIGITS = 200
"""Of a numerator or denominator, while scoring."""
