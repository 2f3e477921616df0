"""What a TOML text would cost to read, bounded before it is read.

A parser's time grows faster than a hostile text: with the square of the parts of a dotted name, and
with a table or an entry for every few bytes. Everything that costs is counted here in a copy of the
text without its strings and comments, which cost no more than their length. Each expression passes
over the text once, whatever stands in it: a string cannot fail to match once it has begun (one that
never ends ends with its line, or with the file), so nothing is ever tried again. Groups are not
possessive: Python before 3.11.5 matches these wrongly.
"""

from __future__ import annotations

import re

DEEPEST_TABLES = 20
LONGEST_WORD = 200
MOST_ENTRIES = 100_000
"""Tables, names and arrays in one file; three plain values in an array count as one of them."""
MOST_ESCAPES = 200_000

_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:[^"\\]+|\\(?:.|\Z)|"{1,2}(?!"))*(?:"{3,5}|\Z)'
    r"|'''(?:[^']+|'{1,2}(?!'))*(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]+|\\[^\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*",
    re.DOTALL,
)
_WORD = r"[A-Za-z0-9_+-]"
_DEEP_NAME = re.compile(rf"(?<!{_WORD}){_WORD}++(?:[ \t]*+\.[ \t]*+{_WORD}++){{{DEEPEST_TABLES}}}")
_LONG_WORD = re.compile(rf"(?<!{_WORD}){_WORD}{{{LONGEST_WORD + 1}}}")


def too_costly(text: str) -> str:
    """Return what in a TOML text would cost too much to read, or an empty text.

    A single number or name may have LONGEST_WORD characters, a dotted name DEEPEST_TABLES parts.
    """
    if text.count("\\") > MOST_ESCAPES:
        return f"has more than {MOST_ESCAPES} backslashes; divide it into several files"
    bare = _STRINGS_AND_COMMENTS.sub(_stand_in, text)
    found = _DEEP_NAME.search(bare)
    if found:
        return f"line {_line(bare, found)}: names are nested too deeply"
    found = _LONG_WORD.search(bare)
    if found:
        return f"line {_line(bare, found)}: a number or name has over {LONGEST_WORD} characters"
    entries = sum(map(bare.count, "=[{")) + bare.count(",") // 3
    if entries > MOST_ENTRIES:
        return f"has more than {MOST_ENTRIES} tables and entries; divide it into several files"
    return ""


def _stand_in(found: re.Match[str]) -> str:
    """Return what stands for a string: a word, and its lines, so that lines keep their numbers."""
    text = found.group()
    return "" if text[0] == "#" else "s" + "\n" * text.count("\n")


def _line(bare: str, found: re.Match[str]) -> int:
    return bare.count("\n", 0, found.start()) + 1
