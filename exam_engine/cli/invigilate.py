"""``exam-engine invigilate``: the invigilators' console."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_engine.cli.common import home_option, identity_options, open_identity
from exam_engine.errors import GatewayError, VaultError
from exam_engine.office.home import Home

if TYPE_CHECKING:
    from exam_engine.console.gateway import ConsoleGateway


@click.command()
@click.option(
    "--server",
    default="http://127.0.0.1:8020",
    show_default=True,
    help="unix:PATH, http://127.0.0.1:PORT, or https://HOST:PORT#PIN.",
)
@click.option(
    "--delivery", default="", help="The delivery host's name, if only that one is to be trusted."
)
@identity_options
@home_option
def command(
    server: str, delivery: str, identity: str | None, passphrase_file: Path | None, home: Home
) -> int:
    """Watch over a sitting: the board of all seats, and one key for each act.

    The identity has to be named by the sitting (sitting schedule --invigilator). The delivery
    host's recipient has to be in this home. All by keyboard; F1 tells the keys.

    Example: exam-engine invigilate --identity ines --server unix:/run/exam-engine/engine.sock
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise VaultError("invigilate needs a terminal; for programs there is the engine's API")
    from exam_engine.client.address import parse_address

    address = parse_address(server)
    who = open_identity(home, identity, passphrase_file)
    # Here: Textual and httpx take their time, and --help does not need them.
    from exam_engine.client.transport import open_transport
    from exam_engine.console.gateway import ConsoleGateway

    gateway = ConsoleGateway(open_transport(address), who, home.trusted(), delivery)
    return asyncio.run(_run(gateway, home))


async def _run(gateway: ConsoleGateway, home: Home) -> int:
    from exam_engine.clock import SystemClock
    from exam_engine.console.app import InvigilatorApp
    from exam_engine.console.look import Look

    try:
        try:
            signed_in = await gateway.sign_in()
        except GatewayError as error:
            raise GatewayError(
                f"{error}; check --server, and that exam-engine serve runs"
            ) from None
        app = InvigilatorApp(gateway, signed_in, home.identity, Look(os.environ), SystemClock())
        await app.run_async(mouse=False)
    finally:
        await gateway.close()
    return app.return_code or 0
