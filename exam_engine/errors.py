"""The error tree, grouped by who can act on an error.

::

    ExamEngineError
    ├── AuthoringError            an author or form editor mends a file
    ├── ExchangeError             another system's file is mended or left out
    │   ├── FileRefused           the whole file: unsafe to read, or of no known format
    │   └── NotSupported          one item holds something that this engine does not take
    ├── VaultError                the holder of an identity acts
    │   ├── PassphraseWrong
    │   ├── ShareWrong            a printed share was entered wrongly, or is of another set
    │   └── SealBroken            a sealed file; each cause is its own class
    │       ├── SealMalformed     not a sealed file at all
    │       ├── SealTruncated     the end is missing
    │       ├── SealDowngraded    a format or cipher suite we do not accept
    │       ├── SealTampered      bytes were changed after sealing
    │       ├── EntrySwapped      an entry stands in another entry's place
    │       ├── SignerUnknown     sealed by somebody the reader does not trust
    │       └── NotARecipient     sealed, but not to this identity
    ├── BankNotFound              the custodian fetches or seals the bank
    ├── LifeRefused               a reviewer, an author or the custodian acts
    ├── AssemblyError             the form editor changes blueprint, bank or order
    │   └── FormInfeasible        with the shortages in the author's words
    ├── AttemptRefused            the candidate or the invigilator acts
    ├── AdmissionRefused          the candidate or the invigilator acts
    ├── MarkingError              the marking officer acts
    ├── EstimationError           the psychometrician acts
    ├── StoreError                the operator acts
    └── GatewayError              the terminal tries again, or says so

A message says what happened, where, and what to do next. It never holds a secret and never a
byte of text that was not authenticated.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum


class ExamEngineError(Exception):
    """Root of the tree. ``str(error)`` is one line that a person can act on."""


class AuthoringError(ExamEngineError):
    """Something a person wrote is wrong: each problem names its file, place and what is allowed."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ExchangeError(ExamEngineError):
    """Something from another system cannot be taken in, or cannot be written in its format."""


class FileRefused(ExchangeError):
    """A whole file cannot be read safely, or is of no format known here."""


class NotSupported(ExchangeError):
    """One item cannot be taken or written; the message names what is not supported in it."""


class VaultError(ExamEngineError):
    """An identity, a seal or a signature could not be used."""


class PassphraseWrong(VaultError):
    """The passphrase does not open the identity file."""


class ShareWrong(VaultError):
    """A printed share is not as it was printed, or does not belong to the others."""


class SealBroken(VaultError):
    """A sealed file cannot be used; the subclass says why."""


class SealMalformed(SealBroken):
    """The file is not a sealed file of this engine, or its structure makes no sense."""


class SealTruncated(SealBroken):
    """The end of the file is missing."""


class SealDowngraded(SealBroken):
    """The header names a format or a cipher suite that this engine does not accept."""


class SealTampered(SealBroken):
    """The file was changed after it was signed."""


class EntrySwapped(SealBroken):
    """An entry is genuine but stands in the place of another one."""


class SignerUnknown(SealBroken):
    """The signature is good, but its signer is not among those the reader trusts."""


class NotARecipient(SealBroken):
    """The file, or this compartment of it, is not sealed to the reader's identity."""


class BankNotFound(ExamEngineError):
    """There is no sealed bank of that name, or not the revision that is needed."""


class LifeRefused(ExamEngineError):
    """A review or a step in the life of an item version is not open now, or not to this person."""


class AssemblyError(ExamEngineError):
    """A form could not be assembled."""


class FormInfeasible(AssemblyError):
    """The bank cannot carry the forms asked for; ``shortages`` says what is missing, how much."""

    def __init__(self, headline: str, shortages: Sequence[str]) -> None:
        self.shortages = tuple(shortages)
        super().__init__("\n".join([headline, *(f"  - {line}" for line in self.shortages)]))


class Refusal(Enum):
    """Why an act in an attempt is refused. The values cross the wire and never change."""

    NOT_YET_OPEN = "not-yet-open"
    WINDOW_CLOSED = "window-closed"
    NOT_STARTED = "not-started"
    ALREADY_STARTED = "already-started"
    NOT_AGREED = "not-agreed"
    PAUSED = "paused"
    NOT_PAUSED = "not-paused"
    NO_BREAK_LEFT = "no-break-left"
    TIME_EXPIRED = "time-expired"
    ALREADY_SUBMITTED = "already-submitted"
    OUT_OF_SEQUENCE = "out-of-sequence"
    UNKNOWN_QUESTION = "unknown-question"
    UNKNOWN_OPTION = "unknown-option"
    IMPOSSIBLE_RESPONSE = "impossible-response"
    SUPERSEDED = "superseded"
    UNAUTHORISED = "unauthorised"


class AttemptRefused(ExamEngineError):
    """An act in an attempt is refused, with a named reason."""

    def __init__(self, reason: Refusal, message: str, *, last_seq: int | None = None) -> None:
        self.reason = reason
        self.last_seq = last_seq
        super().__init__(message)


class AdmissionRefused(ExamEngineError):
    """A candidate is not admitted. The message never says which part of the pair was wrong."""

    def __init__(self, message: str, *, retry_after_s: int | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


class MarkingError(ExamEngineError):
    """Responses and answer keys do not fit together, or the record was altered."""


class EstimationError(ExamEngineError):
    """A statistic cannot be given: too few candidates, no variance, not converged."""


class StoreError(ExamEngineError):
    """The database cannot take or give a record."""


class GatewayError(ExamEngineError):
    """The terminal could not reach the engine, or did not understand it."""
