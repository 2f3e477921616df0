"""``exam-engine serve``: deliver sittings to terminals."""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path

import click

from exam_engine.cli.common import home_option, identity_options, open_identity, say
from exam_engine.clock import SystemClock
from exam_engine.errors import StoreError
from exam_engine.office import sittings
from exam_engine.office.home import Home
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.service.server import bind_loopback, bind_unix, run
from exam_engine.store.database import reading
from exam_engine.store.events import last_pulse_ms


@click.command()
@click.option(
    "--unix",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Listen on this Unix socket, which only its owner may use.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option(
    "--port",
    default=8020,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one.",
)
@click.option(
    "--until-stdin-closes",
    is_flag=True,
    help="Stop when standard input is closed, so that a parent's end is this one's too.",
)
@identity_options
@home_option
def command(
    unix: Path | None,
    host: str,
    port: int,
    until_stdin_closes: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Deliver every scheduled sitting, with the papers that --identity can open.

    The identity is the delivery host's: it opens papers and no answer keys. Stop with Ctrl-C; what
    was acknowledged is on disk, and candidates get the time of the stop back.

    Example: exam-engine serve --identity centre --unix /run/exam-engine/engine.sock
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    host_identity = open_identity(home, identity, passphrase_file)
    papers = sittings.open_papers(home, host_identity)
    if not papers:
        raise StoreError(
            "there are no sittings to deliver; schedule one with: exam-engine sitting schedule"
        )
    with reading(home.engine) as connection:
        clock = SystemClock(last_pulse_ms(connection) or 0)
    listener = bind_unix(unix) if unix else bind_loopback(host, port)
    address = f"unix:{unix}" if unix else f"http://{host}:{listener.getsockname()[1]}"
    app = create_app(ExamRoom(home.engine, clock, papers))
    if until_stdin_closes:
        threading.Thread(target=_stop_when_stdin_closes, daemon=True).start()
    run(app, listener, lambda: say(f"ready: {len(papers)} papers, {address}"))


def _stop_when_stdin_closes() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
