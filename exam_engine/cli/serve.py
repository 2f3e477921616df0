"""``exam-engine serve``: deliver sittings to terminals."""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path

import click

from exam_engine.cli.common import home_option, identity_options, open_identity, say
from exam_engine.clock import SystemClock, iso_utc
from exam_engine.errors import StoreError
from exam_engine.office import sittings
from exam_engine.office.home import Home
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.service.server import bind_loopback, bind_unix, run
from exam_engine.store.database import reading
from exam_engine.store.events import last_pulse_ms

_CLOCK_TOLERANCE_S = 5


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
    with home.lock("service"):
        found = sittings.open_papers(home, host_identity)
        for sitting, reason in found.skipped:
            click.echo(f"not delivered: {sitting}: {reason}", err=True)
        if not found.planned:
            raise StoreError(
                "there are no sittings to deliver; schedule one with: exam-engine sitting schedule"
            )
        clock = _clock(home, found.begun)
        listener = bind_unix(unix) if unix else bind_loopback(host, port)
        address = f"unix:{unix}" if unix else f"http://{host}:{listener.getsockname()[1]}"
        app = create_app(ExamRoom(home.engine, clock, found.planned, host_identity))
        if until_stdin_closes:
            threading.Thread(target=_stop_when_stdin_closes, daemon=True).start()
        run(app, listener, lambda: say(f"ready: {len(found.planned)} sittings, {address}"))


def _clock(home: Home, begun: int) -> SystemClock:
    """Return the machine's clock, which does not step back behind what attempts have on record."""
    with reading(home.engine) as connection:
        pulse_ms = last_pulse_ms(connection) or 0
    behind_s = (pulse_ms - SystemClock().now_ms()) // 1000
    if behind_s > _CLOCK_TOLERANCE_S:
        click.echo(
            f"warning: this machine's clock is {behind_s} s behind the last moment on record "
            f"({iso_utc(pulse_ms)}); set it right before anybody starts",
            err=True,
        )
    # Without an attempt that has begun nothing depends on the last run: a clock that ran ahead
    # then and was set right since is believed.
    return SystemClock(pulse_ms if begun else 0)


def _stop_when_stdin_closes() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
