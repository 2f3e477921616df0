"""``exam-engine serve``: deliver sittings to terminals."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from exam_engine.cli.common import home_option, identity_options, open_identity, say
from exam_engine.clock import SystemClock, iso_utc
from exam_engine.errors import StoreError
from exam_engine.office import sittings
from exam_engine.office.home import Home
from exam_engine.office.sittings import Deliverable
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.service.server import bind_loopback, bind_port, bind_unix, require_loopback, run
from exam_engine.service.tls import ServerTls, load_tls
from exam_engine.service.workers import MOST_WORKERS, run_workers
from exam_engine.store.database import is_postgresql, reading
from exam_engine.store.events import last_pulse_ms
from exam_engine.vault.identity import Identity

_CLOCK_TOLERANCE_S = 5
_FILE = click.Path(dir_okay=False, path_type=Path)


class _Place(NamedTuple):
    """Where the service listens."""

    listener: socket.socket
    address: str
    tls: ServerTls | None

    def __str__(self) -> str:
        return self.address if self.tls is None else f"{self.address}, pin {self.tls.pin}"


@click.command()
@click.option("--unix", type=_FILE, help="Listen on this Unix socket, for its owner only.")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option(
    "--port",
    default=8020,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one.",
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    help="Listen here instead, with TLS; 0.0.0.0 is every address of this machine.",
)
@click.option("--tls-certificate", type=_FILE, help="The certificate that terminals pin (PEM).")
@click.option("--tls-key-file", type=_FILE, help="Its private key (PEM, mode 600).")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, MOST_WORKERS),
    help="Processes that serve side by side; more than one needs PostgreSQL.",
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
    listen: str | None,
    tls_certificate: Path | None,
    tls_key_file: Path | None,
    workers: int,
    until_stdin_closes: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Deliver every scheduled sitting, with the papers that --identity can open.

    The identity is the delivery host's: it opens papers and no answer keys. Stop with Ctrl-C; what
    was acknowledged is on disk, and candidates get the time of the stop back.

    Example: exam-engine serve --identity centre --unix /run/exam-engine/engine.sock

    Example: exam-engine serve --identity centre --workers 2 --listen 0.0.0.0:8443
    --tls-certificate tls/certificate.pem --tls-key-file tls/key.pem
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    tls = _tls(tls_certificate, tls_key_file)
    if listen is not None:
        if unix:
            raise click.UsageError("--listen and --unix are two places; name one")
        host, port = _host_and_port(listen)
    if tls is None and not unix:
        require_loopback(host)  # before anybody types a passphrase
    if workers > 1 and not is_postgresql(home.engine):
        raise StoreError(
            "a SQLite database is served by one process; for several, keep the records in "
            "PostgreSQL: exam-engine database --help"
        )
    host_identity = open_identity(home, identity, passphrase_file)
    with home.lock("service"):
        found = _deliverable(home, host_identity)
        clock = _clock(home, found.begun)
        place = _bind(unix, host, port, tls)

        def serve(ready: Callable[[], None]) -> None:
            room = ExamRoom(home.engine, clock, found.planned, host_identity)
            app = create_app(room, trusted=home.trusted())
            run(app, place.listener, ready, tls.context if tls else None, room.dismiss)

        def work(ready: Callable[[], None]) -> None:
            # The parent's connections are the parent's.
            home.engine.dispose(close=False)
            serve(ready)

        def say_ready() -> None:
            say(f"ready: {len(found.planned)} sittings, {place}")

        if workers > 1:
            run_workers(workers, work, say_ready, until_stdin_closes=until_stdin_closes)
            return
        if until_stdin_closes:
            threading.Thread(target=_stop_when_stdin_closes, daemon=True).start()
        serve(say_ready)


def _tls(certificate: Path | None, key_file: Path | None) -> ServerTls | None:
    if certificate is None and key_file is None:
        return None
    if certificate is None or key_file is None:
        raise click.UsageError("--tls-certificate and --tls-key-file belong together; name both")
    return load_tls(certificate, key_file)


def _host_and_port(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise click.UsageError(f"--listen {listen}: write HOST:PORT, for example 0.0.0.0:8443")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _bind(unix: Path | None, host: str, port: int, tls: ServerTls | None) -> _Place:
    if unix:
        if tls is not None:
            raise click.UsageError("a Unix socket needs no TLS; leave the certificate out")
        return _Place(bind_unix(unix), f"unix:{unix}", None)
    listener = bind_loopback(host, port) if tls is None else bind_port(host, port)
    name = f"[{host}]" if ":" in host else host
    scheme = "http" if tls is None else "https"
    return _Place(listener, f"{scheme}://{name}:{listener.getsockname()[1]}", tls)


def _deliverable(home: Home, host: Identity) -> Deliverable:
    found = sittings.open_papers(home, host)
    for sitting, reason in found.skipped:
        click.echo(f"not delivered: {sitting}: {reason}", err=True)
    if not found.planned:
        raise StoreError(
            "there are no sittings to deliver; schedule one with: exam-engine sitting schedule"
        )
    return found


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
