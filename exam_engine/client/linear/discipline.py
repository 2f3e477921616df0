"""The terminal's line discipline in plain mode: whole lines, and no key that means anything else.

1. The kernel edits the line (Backspace, and Ctrl-U for the whole of it) and hands it over at Enter.
2. No key sends a signal (ISIG), stops the output (IXON) or ends the input (VEOF). Control
   characters are echoed as two printed ones (ECHOCTL): an ESC that is typed does not come back.
"""

from __future__ import annotations

import contextlib
import termios
from types import TracebackType

LONGEST_LINE_BYTES = 4_096
"""What Linux keeps of one line, its end included; the rest of a longer one is lost."""

_IUTF8 = 0o40000  # erases whole characters; a constant of Linux that termios does not name
_DISABLED = b"\0"
_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6


class LineDiscipline:
    """Sets the terminal up, and back again at the end. Use as a context manager."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._before = termios.tcgetattr(handle)

    def __enter__(self) -> None:
        settings = termios.tcgetattr(self._handle)
        flow = termios.IXON | termios.IXOFF | termios.INLCR | termios.IGNCR | termios.ISTRIP
        settings[_INPUT] = settings[_INPUT] & ~flow | termios.ICRNL | _IUTF8
        closed = termios.ISIG | termios.IEXTEN | termios.NOFLSH | termios.TOSTOP
        opened = termios.ICANON | termios.ECHO | termios.ECHOE | termios.ECHOK | termios.ECHOCTL
        settings[_LOCAL] = settings[_LOCAL] & ~closed | opened
        for place in (termios.VEOF, termios.VEOL, termios.VEOL2):
            settings[_CHARACTERS][place] = _DISABLED
        termios.tcsetattr(self._handle, termios.TCSANOW, settings)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(self._handle, termios.TCSANOW, self._before)
