"""What has to be closed before Textual is even imported.

1. Signals that a keyboard can send are ignored from the first moment on.
2. Environment variables that steer Textual or Python are taken out of this process: among them are
   hatches (a driver of one's own, signals allowed, keys pressed by themselves, an interpreter
   prompt after the end).
3. The profile decides what is asked of the terminal: the kitty keyboard protocol, which not every
   console reads past, is never used.
"""

from __future__ import annotations

import os
import signal
import threading

KEYBOARD_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
_PREFIXES = ("TEXTUAL", "PYTHON")
_NAMES = ("ESCDELAY", "COLUMNS", "LINES", "BROWSER", "EDITOR", "FORCE_COLOR", "TTY_COMPATIBLE")


def ignore_keyboard_signals() -> None:
    """Step 1: nothing on a keyboard interrupts, stops or dumps this process."""
    if threading.current_thread() is not threading.main_thread():
        return  # embedded in another program's thread, where signals are that program's
    for number in KEYBOARD_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def clean_environment() -> None:
    """Steps 2 and 3."""
    for name in list(os.environ):
        if name.startswith(_PREFIXES) or name in _NAMES:
            del os.environ[name]
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
