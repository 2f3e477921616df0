"""Starting the terminal: arguments, what has to be closed first, exit codes."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from exam_engine.client.address import Address, parse_address
from exam_engine.client.admission_file import Entry, take_admission
from exam_engine.client.failures import CannotRun
from exam_engine.client.lockdown import clean_environment, ignore_keyboard_signals
from exam_engine.client.log import TerminalLog
from exam_engine.client.state import StateFolder
from exam_engine.clock import SystemClock

if TYPE_CHECKING:
    from exam_engine.client.gateway import Gateway
    from exam_engine.client.plan import Plan

_SCHEMES = ("dark", "light", "contrast", "mono")  # as look.py has them, without its imports
_SERVER = "unix:/path/to/engine.sock, http://127.0.0.1:PORT or https://HOST:PORT#PIN"
EXIT_CANNOT_RUN = 2
EXIT_FATAL = 70
_EXAMPLE = """example:
  python -I -m exam_engine.client --server unix:/run/exam-engine/engine.sock \\
      --state /var/lib/exam-terminal --terminal seat-14

exit codes: 0 the attempt has ended; 2 cannot run; 70 an error, see terminal.log in the state
folder; 129, 143 the terminal was closed or stopped (start it again to go on).
"""


def run(
    server: str,
    state: Path,
    admission: Path | None = None,
    terminal: str = "",
    *,
    profile: str | None = None,
    scheme: str = "dark",
    plain: bool = False,
) -> int:
    """Run the terminal until its attempt has ended; return the exit code.

    :raises CannotRun: if it was started wrongly.
    """
    ignore_keyboard_signals()
    clean_environment()
    address = parse_address(server)
    if address.pin:
        from exam_engine.client.pinning import refuse_impostor

        refuse_impostor(address)
    folder = StateFolder(state)
    folder.session(server)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CannotRun("this needs a terminal; standard input or error is none")
    entry = Entry() if admission is None else take_admission(admission)
    clock = SystemClock()
    log = TerminalLog(folder.log_file, clock)
    if plain:
        from exam_engine.client.linear.plan import PlainPlan
        from exam_engine.client.linear.start import run_plain

        connect = partial(_connect, address)
        return run_plain(PlainPlan(server, folder, log, clock, connect, entry, terminal))

    gc.disable()  # nothing of what an import makes is garbage; 8 % of the time to the first frame
    from exam_engine.client.look.look import choose_look
    from exam_engine.client.plan import Plan

    look = choose_look(profile, scheme, os.environ)
    plan = Plan(server, folder, log, look, clock, lambda: _connect(address), entry, terminal)
    return _run(plan)


def _run(plan: Plan) -> int:
    try:
        from exam_engine.client.app import ExamTerminal

        app = ExamTerminal(plan)
        app.run(mouse=False)
    except BaseException as error:
        plan.log.failure(error)
        return EXIT_FATAL
    return app.return_code if app.return_code is not None else EXIT_FATAL


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    options = _parser().parse_args(arguments)
    try:
        code = run(
            options.server,
            options.state,
            options.admission,
            options.terminal,
            profile=options.profile,
            scheme=options.scheme,
            plain=options.plain,
        )
    except CannotRun as error:
        print(f"exam terminal: {error}", file=sys.stderr)
        return EXIT_CANNOT_RUN
    if code == EXIT_FATAL:
        print("exam terminal: an error, see terminal.log; call the invigilator", file=sys.stderr)
    return code


def _connect(address: Address) -> Gateway:
    from exam_engine.client.gateway import Gateway
    from exam_engine.client.transport import open_transport

    gateway = Gateway(open_transport(address))
    gc.freeze()
    gc.enable()
    return gateway


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -I -m exam_engine.client",
        description="The candidate's terminal: sits one exam, and takes it up again after a stop.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--server", required=True, help=_SERVER)
    add("--state", required=True, type=Path, metavar="DIR", help="this terminal's folder, mode 700")
    add(
        "--admission",
        type=Path,
        metavar="FILE",
        help="two lines, number and one-time code, mode 600; read and deleted at once",
    )
    add("--terminal", default="", metavar="NAME", help="how the engine's log names this terminal")
    add("--plain", action="store_true", help="line by line, for screen readers and serial lines")
    add("--profile", choices=("full", "console"), help="glyphs and colours (default: by TERM)")
    add("--scheme", choices=_SCHEMES, default="dark", help="colours (F11 turns them)")
    return parser
