"""``exam-engine sitting minutes`` and ``verify-minutes``: the signed account of a session."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    say,
)
from exam_engine.office.files import write_file
from exam_engine.office.home import Home
from exam_engine.office.minutes import doubts_about, make_minutes, minutes_file, read_minutes

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("minutes")
@click.argument("sitting_id", metavar="SITTING")
@click.option(
    "--out",
    "outs",
    required=True,
    multiple=True,
    type=_FILE,
    help="Where to write them (mode 600): .json is what can be verified, .pdf what is filed. "
    "Repeat it for both of one making.",
)
@identity_options
@home_option
def minutes(
    sitting_id: str,
    outs: tuple[Path, ...],
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> int:
    """Write the minutes of a sitting: who sat where, clocks, time granted, incidents, digests.

    They are signed, and hold a checkpoint of the audit log: kept elsewhere, they show whether
    anything was changed afterwards. Exit code 1 if an attempt's end is not to be believed.

    Example: exam-engine sitting minutes spring --out spring.json --out spring.pdf --identity ines
    """
    _require_new(outs)
    signed = make_minutes(home, sitting_id, open_identity(home, identity, passphrase_file))
    for out in outs:
        if out.suffix == ".json":
            write_file(out, minutes_file(signed))
        else:
            # Typesetting takes a moment to load.
            from exam_engine.report.minutes import minutes_pdf

            write_file(out, minutes_pdf(signed))
        say(f"{out}: {len(signed.minutes.seats)} candidates, signed by {signed.signer.name}")
    doubts = [seat for seat in signed.minutes.seats if seat.doubt]
    for seat in doubts:
        say(f"candidate {seat.candidate}: {seat.doubt}")
    waiting = [
        seat.candidate for seat in signed.minutes.seats if seat.started_ms and not seat.ending
    ]
    if waiting:
        say(f"still under way: {', '.join(waiting)}; make the minutes again at the end")
    return 1 if doubts else 0


@click.command("verify-minutes")
@click.argument("file", type=_FILE)
@click.option("--pdf", type=_FILE, help="A PDF that is to say just the same.")
@home_option
@json_option
def verify_minutes(file: Path, pdf: Path | None, home: Home, as_json: bool) -> int:
    """Verify minutes: the signature, and the record of the sitting where it is here.

    Exit code 1 if anything was altered, in the minutes, in the PDF or on record.

    Example: exam-engine sitting verify-minutes spring.json --pdf spring.pdf
    """
    signed = read_minutes(file)
    doubts, compared = doubts_about(home, signed)
    if pdf is not None:
        from exam_engine.report.minutes import minutes_pdf

        if pdf.read_bytes() != minutes_pdf(signed):
            doubts.append(f"{pdf}: does not say just what the minutes say")
    if as_json:
        print_json(
            {
                "sitting": signed.minutes.sitting,
                "signer": signed.signer.name,
                "compared_with_record": compared,
                "doubts": doubts,
            }
        )
        return 1 if doubts else 0
    for doubt in doubts:
        say(doubt)
    held = "the record here agrees" if compared else "the sitting is not on record here"
    verdict = "NOT GENUINE" if doubts else f"genuine, signed by {signed.signer.name}; {held}"
    say(f"{signed.minutes.sitting}: {verdict}")
    return 1 if doubts else 0


def _require_new(outs: tuple[Path, ...]) -> None:
    for out in outs:
        if out.suffix not in (".json", ".pdf"):
            raise click.BadParameter(f"{out}: write a name that ends in .json or .pdf")
        if out.exists():
            raise click.BadParameter(f"{out} exists already; it is never replaced")
    if not any(out.suffix == ".json" for out in outs):
        raise click.BadParameter("a PDF alone cannot be verified; add --out FILE.json")
