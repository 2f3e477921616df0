"""What stops a terminal, or one of its requests."""

from __future__ import annotations

from exam_engine.errors import ExamEngineError

_PASSING = frozenset({"not-written", "engine-error"})


class CannotRun(ExamEngineError):
    """The terminal was started wrongly; the message says what to change. Exit code 2."""


class Refused(ExamEngineError):
    """The engine refused a request, with a code of the wire and a sentence for people."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        last_seq: int | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        self.code = code
        self.last_seq = last_seq
        self.retry_after_s = retry_after_s
        super().__init__(message)

    @property
    def is_passing(self) -> bool:
        """Return whether the same request may succeed later (a full disk, a defect)."""
        return self.code in _PASSING
