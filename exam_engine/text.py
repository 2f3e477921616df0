"""Text from outside, made harmless for a terminal.

Item texts, candidates' names and messages all end on a terminal, where control characters are
commands: an escape sequence in a name can repaint the screen, write the clipboard or answer a
query. ``clean_text`` is applied where text enters (authoring, the service) and again in the
terminal's driver.
"""

from __future__ import annotations

import re
import unicodedata

# C0 controls apart from newline and tab, DEL, C1, bidirectional overrides and isolates, and the
# line and paragraph separators, which terminals and logs read differently.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
# Format characters and fillers that show nothing: zero-width spaces, soft hyphens, Hangul and
# braille blanks, variation selectors, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
_LOOSE_JOINER = re.compile("(?<!\\w)[\u200c\u200d]|[\u200c\u200d](?!\\w)")


def harmful_characters(text: str) -> list[str]:
    """Return the code points in ``text`` that no item, name or message may hold, as ``U+001B``."""
    return [f"U+{ord(character):04X}" for character in dict.fromkeys(_HARMFUL.findall(text))]


def clean_text(text: str) -> str:
    """Return ``text`` in Unicode NFC without harmful characters."""
    return unicodedata.normalize("NFC", _HARMFUL.sub("", text))


def clean_line(text: str) -> str:
    """Return ``text`` as one clean line with single spaces."""
    return " ".join(clean_text(text).split())


def visible_line(text: str) -> str:
    """Return ``text`` as one clean line without characters that nobody sees.

    Joiners between two letters stay, because Persian and Indian names are written with them.
    """
    line = clean_line(_INVISIBLE.sub("", text))
    return _LOOSE_JOINER.sub("", line)
