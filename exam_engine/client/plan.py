"""What one run of the terminal was started with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exam_engine.client.admission_file import Entry
from exam_engine.client.log import TerminalLog
from exam_engine.client.look.look import Look
from exam_engine.client.state import StateFolder
from exam_engine.clock import Clock

if TYPE_CHECKING:
    from exam_engine.client.gateway import Gateway


@dataclass(frozen=True, slots=True)
class Plan:
    """``connect`` is called in a thread after the first frame: it imports the HTTP library."""

    server: str
    state: StateFolder
    log: TerminalLog
    look: Look
    clock: Clock
    connect: Callable[[], Gateway]
    entry: Entry
    terminal: str = ""
