"""What one run of plain mode was started with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exam_engine.client.admission_file import Entry
from exam_engine.client.log import TerminalLog
from exam_engine.client.state import StateFolder
from exam_engine.clock import Clock

if TYPE_CHECKING:
    from exam_engine.client.gateway import Gateway


@dataclass(frozen=True, slots=True)
class PlainPlan:
    """What one run was started with; ``connect`` imports the HTTP library."""

    server: str
    state: StateFolder
    log: TerminalLog
    clock: Clock
    connect: Callable[[], Gateway]
    entry: Entry
    terminal: str = ""
