"""The terminal's driver: nothing reaches the terminal that is not on a list.

Textual writes control sequences and content in one stream. Texts are cleaned where they enter; here
whatever is no known control sequence is cleaned once more, so that no defect elsewhere lets a
text command the terminal (write its clipboard, answer its queries, repaint it).
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import sys
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from exam_engine.client.lockdown import ignore_keyboard_signals

if TYPE_CHECKING:
    from exam_engine.client.locked_app import LockedApp

# Colours and positions; the alternate screen, cursor, line wrap, bracketed paste and synchronised
# output; the query for the last; the cursor's shape.
_ALLOWED = r"\x1b\[(?:[0-9;]*[mHJK]|\?(?:1049|25|7|2004|2026)[hl]|\?2026\$p|[0-6] q)"
# Strings that command a terminal (OSC, DCS, SOS, PM, APC), with their text.
_COMMAND = r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
_HARMFUL = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_OTHER_CONTROL = r"\x1b\[[0-?]*[ -/]*[@-~]"
_FILTER = re.compile(f"({_ALLOWED})|{_COMMAND}|{_OTHER_CONTROL}|{_HARMFUL}")
_READ_BYTES = 4096
MOST_KEYS_WAITING = 1_000
"""More keys than a person types before one is shown: what comes beyond them was pasted.

A terminal emulator without marks for pasting types what it pastes, key by key. Without an end to
that, a long text would take memory without end, and keep the keyboard for minutes.
"""
_SHOW_CURSOR = "\x1b[?25h"
# A thin bar: on the cursor glyph of an option it does not hide anything.
_BAR, _DEFAULT_SHAPE = "\x1b[6 q", "\x1b[0 q"


def only_allowed(output: str) -> str:
    """Return ``output`` without control sequences and characters that are not on the list."""
    return _FILTER.sub(r"\1", output)


class LockedDriver(LinuxDriver):
    """A driver without suspending, links, files or a clipboard, that ends with its terminal."""

    def __init__(self, app: LockedApp, **options: Any) -> None:
        options["mouse"] = False
        super().__init__(app, **options)
        self._locked_app = app
        self._keys_given = 0
        self._overrun = False
        self._file = _Lasting(sys.__stderr__)  # type: ignore[assignment]
        ignore_keyboard_signals()  # Textual has just put handlers of its own in place
        signal.signal(signal.SIGCONT, signal.SIG_DFL)

    @property
    def can_suspend(self) -> bool:
        return False

    def suspend_application_mode(self) -> None:
        """Do nothing: the terminal is never given back while an attempt runs."""

    def resume_application_mode(self) -> None:
        """Do nothing."""

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Do nothing."""

    def deliver_binary(self, binary: BinaryIO | TextIO, **_: Any) -> None:
        """Do nothing: no file leaves the terminal."""
        binary.close()

    def write(self, data: str) -> None:
        super().write(only_allowed(data))

    def process_message(self, message: Message) -> None:
        """Pass keys on, that something was pasted, and the answer on synchronised output.

        What was pasted ends here.
        Other answers can be typed, too: one that reports a size would resize the screen.
        """
        if isinstance(message, Key):
            self._give(message)
        elif isinstance(message, TerminalSupportsSynchronizedOutput):
            super().process_message(message)
        elif isinstance(message, Paste):
            super().process_message(Paste(""))

    def _give(self, key: Key) -> None:
        """Pass a key on, unless too many wait: then say so, and drop what comes until none does."""
        # Each thread writes a count of its own: this one what was given, the other what it took.
        waiting = self._keys_given - self._locked_app.keys_taken
        if self._overrun and waiting:
            return
        self._overrun = waiting >= MOST_KEYS_WAITING
        if self._overrun:
            super().process_message(Paste(""))
        else:
            self._keys_given += 1
            super().process_message(key)

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        ignore_keyboard_signals()
        self.write(_SHOW_CURSOR)  # screen readers follow the terminal's own cursor
        if not self._locked_app.look.is_console:
            self.write(_BAR)

    def stop_application_mode(self) -> None:
        if not self._locked_app.look.is_console:
            self.write(_DEFAULT_SHAPE)
        super().stop_application_mode()

    def _request_terminal_sync_mode_support(self) -> None:
        if not self._locked_app.look.is_console:  # older consoles print part of the query
            super()._request_terminal_sync_mode_support()

    def _run_input_thread(self) -> None:
        """Read keys until the end, the application's or the terminal's."""
        try:
            self.run_input_thread()
        except OSError:
            self._loop.call_soon_threadsafe(self._locked_app.terminal_closed)
        except BaseException as error:
            self._loop.call_soon_threadsafe(self._locked_app.fail, error)

    def run_input_thread(self) -> None:
        """As Textual's, except that the end of input is an end and not a reason to spin."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    received = os.read(self.fileno, _READ_BYTES)
                    if not received:
                        raise OSError("the terminal was closed")
                    for event in parser.feed(decode(received)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        try:
            list(parser.feed(""))
        except (EOFError, ParseError):
            return


class _Lasting:
    """A file that goes on when its terminal is gone: the thread that writes must not die of it."""

    def __init__(self, file: TextIO | None) -> None:
        assert file is not None
        self._file = file

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()

    def write(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError:
            return

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError:
            return
