"""``exam-engine bank import``: take items over from other systems."""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from exam_engine.cli.common import json_option, print_json, say
from exam_engine.exchange.engine.folder import Settings
from exam_engine.exchange.reader import FORMATS, read_file
from exam_engine.exchange.report import FileReport, ItemReport, Report, report_of, report_on_file
from exam_engine.model.item_type import Level, Security
from exam_engine.office import exchange
from exam_engine.office.files import write_file

_PATH = click.Path(path_type=Path)


def _pair(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    exam, _sign, code = text.partition("=")
    if not exam or not code:
        raise click.BadParameter("write EXAM=CODE, such as tuv-sud/foundation=3.2")
    return exam, code


def _basis(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, str, str] | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 3 or not all(parts):
        raise click.BadParameter('write "STANDARD; EDITION; CLAUSE"')
    return parts[0], parts[1], parts[2]


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_PATH)
@click.option(
    "--into",
    "folder",
    type=_PATH,
    help="The bank folder to write drafts into, made if there is none. Left out: report only.",
)
@click.option(
    "--format",
    "text_format",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="What text files are, if they do not say it clearly; gift-strict takes no liberties.",
)
@click.option("--report", "report_file", type=_PATH, help="Write the report as JSON to this file.")
@click.option("--topic", metavar="CODE", help="The topic of all items, of topics.toml.")
@click.option(
    "--requirement",
    metavar="EXAM=CODE",
    callback=_pair,
    help="The requirement that all items test.",
)
@click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    help="The cognitive level of all items.",
)
@click.option(
    "--basis",
    metavar="STANDARD;EDITION;CLAUSE",
    callback=_basis,
    help="Where all the answer keys rest.",
)
@click.option(
    "--language", default="en", show_default=True, help="The language of a bank that is made."
)
@click.option(
    "--security",
    type=click.Choice([one.value for one in Security]),
    default="secure",
    show_default=True,
    help="Whether a bank that is made is public.",
)
@json_option
def command(
    files: tuple[Path, ...],
    folder: Path | None,
    text_format: str,
    report_file: Path | None,
    topic: str | None,
    requirement: tuple[str, str] | None,
    level: str | None,
    basis: tuple[str, str, str] | None,
    language: str,
    security: str,
    as_json: bool,
) -> int:
    """Take items over: QTI 3.0, 2.2, 2.1 (items, packages), Moodle XML, GIFT, Aiken.

    What the engine's items can hold is written as drafts into --into, with what their authors have
    to add named above each. Everything is in the report: taken, or refused by what is not
    supported. Exit code 1 if anything was refused or could not be written.

    Example: exam-engine bank import questions.xml --into item_banks/imported-items
    """
    reads = [read_file(path, text_format) for path in files]
    if folder is None:
        report = report_of(report_on_file(read) for read in reads)
    else:
        settings = Settings(topic, requirement, level, basis, language, Security(security))
        report = exchange.import_into(folder, reads, settings).report
    shown = msgspec.to_builtins(report)
    if report_file is not None:
        text = json.dumps(shown, indent=2, ensure_ascii=False) + "\n"
        write_file(report_file, text.encode())
    if as_json:
        print_json(shown)
    else:
        _show(report, folder)
    return 1 if report.has_findings else 0


def _show(report: Report, folder: Path | None) -> None:
    for file in report.files:
        say(f"{file.file}: refused: {file.refused}" if file.refused else _headline(file))
        for item in file.items:
            _show_item(item)
    say(", ".join(f"{count} {name}" for name, count in report.counts.items() if count))
    written = sum(1 for file in report.files for item in file.items if item.written)
    if folder is not None:
        say(f"{written} items written into {folder}; next: exam-engine bank lint {folder}")


def _headline(file: FileReport) -> str:
    return f"{file.file}: {file.format}, {len(file.items)} items"


def _show_item(item: ItemReport) -> None:
    name = item.id or item.place
    place = f" ({item.place})" if item.place and item.id else ""
    line = f"  {name}{place}: {item.verdict}"
    if item.reason:
        line += f": {item.reason}"
    if item.written:
        line += f" -> {item.written}"
    say(line)
    if item.not_written:
        say(f"      not written: {item.not_written}")
    for note in item.notes:
        say(f"      {note}")
    if item.missing:
        say(f"      missing: {', '.join(item.missing)}")
