"""``exam-engine tls``: the certificate by which terminals know the engine on a network."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import json_option, print_json, say
from exam_engine.clock import SystemClock
from exam_engine.errors import VaultError
from exam_engine.office.files import write_file
from exam_engine.vault.tls_certificate import make_tls_certificate, pin_of

_LARGEST_FILE_BYTES = 100_000


@click.group()
def command() -> None:
    """TLS: the certificate that terminals pin.

    A terminal is given the pin, 64 digits, with its installation, and talks to no other engine.
    """


@command.command("new")
@click.option(
    "--name",
    "names",
    multiple=True,
    required=True,
    metavar="HOST",
    help="A name or address under which terminals reach the engine; may be given several times.",
)
@click.option(
    "--folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where certificate.pem and key.pem are put.",
)
@click.option(
    "--days", default=825, show_default=True, help="How long it is valid, for those who look."
)
def new(names: tuple[str, ...], folder: Path, days: int) -> None:
    """Make a certificate, signed by itself, and its private key.

    Example: exam-engine tls new --name engine.example --name 192.0.2.10 --folder tls
    """
    public, private = folder / "certificate.pem", folder / "key.pem"
    for path in (public, private):
        if path.exists():
            raise VaultError(
                f"{path}: is there already; terminals pin it, so it is never overwritten"
            )
    made = make_tls_certificate(names, days, SystemClock().now_ms())
    write_file(private, made.private_key.reveal())
    write_file(public, made.certificate)
    say(f"pin {pin_of(made.certificate)}")
    say(f"  secret, never to leave this machine: {private}")
    say(f"  for exam-engine serve:               {public}")


@command.command("show")
@click.argument("certificate", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def show(certificate: Path, as_json: bool) -> None:
    """Show the pin of a certificate, to be compared with what a terminal was given.

    Example: exam-engine tls show tls/certificate.pem
    """
    with certificate.open("rb") as stream:
        content = stream.read(_LARGEST_FILE_BYTES)
    try:
        pin = pin_of(content)
    except VaultError as error:
        raise VaultError(f"{certificate}: {error}") from None
    if as_json:
        print_json({"pin": pin})
    else:
        say(f"pin {pin}")
