"""``exam-engine NOUN VERB``: finds the noun, runs it, turns errors into exit codes.

Exit code 0 is success, 1 a finding (something that was checked is not right), 2 a command that
cannot run, 130 a stop by Ctrl-C. Nouns are imported when they are used, so that each starts fast.
"""

from __future__ import annotations

import os
import sys

import click

import exam_engine
from exam_engine.cli.lazy import LazyGroup
from exam_engine.errors import ExamEngineError

NOUNS = {
    "demo": "run a Foundation exam from item texts to results, alone or with simulated candidates",
    "identity": "make and show identities: who may open and sign",
    "blueprint": "check and show blueprints: the definitions of exams",
    "bank": "seal, inspect and open item banks",
    "form": "build and show forms: frozen papers",
    "venue": "take in venues: rooms, seats, machines",
    "candidate": "take in candidates and list them",
    "accommodation": "what is approved for candidates in every sitting",
    "booking": "book candidates for sittings, under retake rules",
    "sitting": "schedule sittings and look after rosters",
    "database": "keep the records in PostgreSQL, for several processes",
    "tls": "make the certificate that terminals pin",
    "serve": "deliver sittings to terminals",
    "sit": "sit an exam at this terminal",
    "invigilate": "watch over a sitting: board, pauses, time, messages",
    "kiosk": "try the ways out of a candidate's terminal",
    "results": "mark a sitting, show and recompute its results",
    "analyse": "item statistics of a sitting",
    "audit": "verify and show the audit log",
}


@click.group(
    cls=LazyGroup,
    modules={noun: (f"exam_engine.cli.{noun}", told) for noun, told in NOUNS.items()},
    help="Examinations from blueprint to item statistics.\n\n"
    "Start with: exam-engine demo. Every noun explains itself: exam-engine NOUN --help.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(exam_engine.__version__, prog_name="exam-engine")
def engine() -> None:
    """The root of all nouns."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    os.umask(0o077)  # what the engine writes is for its owner alone
    sys.exit(run_for_code(sys.argv[1:] if arguments is None else arguments))


def run_for_code(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    try:
        found = engine.main(arguments, prog_name="exam-engine", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        print("\nstopped", file=sys.stderr)
        return 130
    except Exception as error:
        said = _what_to_say(error)
        if said is None:  # a defect of ours: nothing to hide
            raise
        print(f"error: {said}", file=sys.stderr)
        return 2
    return found if isinstance(found, int) else 0


def _what_to_say(error: Exception) -> str | None:
    """Return what a person is told of an error that is not a defect, or None if it is one."""
    if isinstance(error, ExamEngineError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    # Looked up, not imported: most commands start without the database library.
    database = sys.modules.get("sqlalchemy.exc")
    if database is not None and isinstance(error, database.DBAPIError):
        return f"the database cannot be used: {error.orig}"
    return None
