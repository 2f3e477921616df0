"""What the nouns share: options, identities, tables, progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from exam_engine.errors import VaultError
from exam_engine.office.home import ENVIRONMENT, Home, default_home
from exam_engine.vault.identity import Identity
from exam_engine.vault.secret import Secret, read_passphrase_file

PASSPHRASE_FILE = "EXAM_ENGINE_PASSPHRASE_FILE"  # noqa: S105  (a name, not a passphrase)
F = TypeVar("F", bound=Callable[..., Any])


def home_option(command: F) -> F:
    """Add ``--home``; the command receives ``home``, a :class:`Home`."""
    return click.option(
        "--home",
        envvar=ENVIRONMENT,
        default=default_home,
        show_default="the platform's data folder",
        type=click.Path(file_okay=False, path_type=Path),
        callback=_home,
        help=f"The engine's folder (or {ENVIRONMENT}).",
    )(command)


def identity_options(command: F) -> F:
    """Add ``--identity`` and ``--passphrase-file``, for :func:`open_identity`."""
    command = click.option(
        "--passphrase-file",
        envvar=PASSPHRASE_FILE,
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"A file (mode 600) with the passphrase (or {PASSPHRASE_FILE}); asked for otherwise.",
    )(command)
    return click.option(
        "--identity",
        metavar="NAME",
        help="Which of this home's identities acts; may be left out if there is just one.",
    )(command)


def json_option(command: F) -> F:
    """Add ``--json``; the command receives ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")(
        command
    )


def _home(context: click.Context, _: click.Parameter, path: Path) -> Home:
    home = Home(path)
    context.call_on_close(home.close)
    return home


def open_identity(home: Home, name: str | None, passphrase_file: Path | None) -> Identity:
    """Return an identity of this home, asking for its passphrase unless a file gives it.

    :raises VaultError: if there is none, or none was named among several.
    """
    name = name or _only_identity(home)
    if passphrase_file is not None:
        return home.identity(name, read_passphrase_file(passphrase_file))
    return home.identity(name, ask_passphrase(f"Passphrase of {name}"))


def ask_passphrase(prompt: str, *, twice: bool = False) -> Secret:
    """Ask for a passphrase on the terminal, without echo."""
    entered: str = click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True)
    return Secret(entered.encode())


def _only_identity(home: Home) -> str:
    names = sorted(path.stem for path in home.identities.glob("*.identity"))
    if len(names) == 1:
        return names[0]
    if not names:
        raise VaultError(
            f"there is no identity in {home.identities}; make one with: "
            "exam-engine identity new NAME"
        )
    raise VaultError(f"name an identity with --identity; there are: {', '.join(names)}")


def say(text: str = "") -> None:
    """Print a line for people."""
    click.echo(text)


def print_json(value: Any) -> None:
    """Print a value as JSON for programs."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a plain table: columns as wide as their longest cell, numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return
    widths = [
        max(len(heading), *(len(row[at]) for row in cells)) for at, heading in enumerate(headings)
    ]
    numeric = [all(_is_number(row[at]) for row in cells) for at in range(len(headings))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()

    # In one piece: a reader that stops early (head) must not make the command fail.
    say("\n".join(line(row) for row in [headings, ["-" * width for width in widths], *cells]))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


class Steps:
    """Progress of long work: a line a step, and a counter that moves only on a terminal."""

    def __init__(self) -> None:
        self._moving = sys.stderr.isatty()

    def step(self, text: str) -> None:
        """Say what begins."""
        click.echo(f"• {text}", err=True)

    def counter(self, label: str) -> Callable[[int, int], None]:
        """Return a function of (done, total) that shows how far the work is."""
        shown = -1

        def show(done: int, total: int) -> None:
            nonlocal shown
            percent = 100 * done // total if total else 100
            if percent == shown:
                return
            shown = percent
            if self._moving:
                click.echo(f"\r  {label}: {done} of {total} ({percent} %) ", nl=False, err=True)
                if done == total:
                    click.echo(err=True)
            elif percent % 25 == 0:
                click.echo(f"  {label}: {done} of {total}", err=True)

        return show


@contextmanager
def private_file(path: Path) -> Iterator[TextIO]:
    """Make a file that only its owner can read; it is removed again if the work on it fails.

    :raises click.BadParameter: if it exists already.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.BadParameter(f"{path} exists already; it is never replaced") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
