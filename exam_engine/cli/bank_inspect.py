"""``exam-engine bank inspect``: what a sealed bank says of itself."""

from __future__ import annotations

import click

from exam_engine.bank.sealed import SealedBank
from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.office.home import Home


@click.command("inspect")
@click.argument("bank")
@home_option
@json_option
def command(bank: str, home: Home, as_json: bool) -> None:
    """Verify a sealed bank's signature and show what it says of itself; opens nothing.

    Example: exam-engine bank inspect iso20000-foundation
    """
    path = home.find_bank(bank)
    with SealedBank(path, None, home.trusted()) as sealed:
        header, signer = sealed.header, sealed.signer
    if as_json:
        print_json(
            {
                "file": str(path),
                "id": header.id,
                "about": header.about,
                "suite": header.suite,
                "signer": {"name": signer.name, "fingerprint": signer.fingerprint},
                "recipients": [
                    {
                        "name": reader.name,
                        "fingerprint": reader.fingerprint,
                        "compartments": sorted(reader.wrapped),
                    }
                    for reader in header.recipients
                ],
            }
        )
        return
    say(f"{path}: genuine, every byte as signed by {signer.name} ({signer.fingerprint})")
    say(f"  {header.id}: " + ", ".join(f"{name} {text}" for name, text in header.about.items()))
    say(f"  {header.suite}")
    say()
    print_table(
        ["recipient", "fingerprint", "may open"],
        [
            (reader.name, reader.fingerprint, ", ".join(sorted(reader.wrapped)))
            for reader in header.recipients
        ],
    )
