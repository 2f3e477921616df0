"""Text files of Moodle's plain formats: bytes to lines, safely."""

from __future__ import annotations

from exam_engine.errors import FileRefused
from exam_engine.exchange.limits import LARGEST_FILE_BYTES, LONGEST_TEXT

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def text_of(raw: bytes) -> str:
    """Return the text of a file, its line ends as newlines.

    :raises FileRefused: if it is too large, not UTF-8, binary, or has an endless line.
    """
    if len(raw) > LARGEST_FILE_BYTES:
        raise FileRefused(f"larger than {LARGEST_FILE_BYTES // 1_000_000} MB; divide it")
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8-sig")
    try:
        text = raw.decode(encoding)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise FileRefused(f"byte {at} is not UTF-8; save it as UTF-8") from None
    if "\0" in text:
        raise FileRefused("holds NUL characters, so it is no text file")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(len(line) > LONGEST_TEXT for line in text.split("\n")):
        raise FileRefused(f"has a line of more than {LONGEST_TEXT} characters")
    return text
