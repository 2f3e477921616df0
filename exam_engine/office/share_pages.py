"""Printed shares as pages: plain text and HTML, one page a share. Pages hold secrets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from exam_engine.clock import iso_utc
from exam_engine.office.share_sets import Ceremony
from exam_engine.vault.shares import ShareSet

_COLUMNS = 3
_ADVICE = (
    "Keep this page where only you can reach it. Do not copy, photograph or send it.",
    "By itself it opens nothing; whoever has {needed} of the {count} pages can open the bank.",
    "Report a page that is lost: the set is then removed from the bank and made anew.",
    "When it is needed, type the words in their order; the first four letters of each are enough.",
)
_STYLE = (
    "@page{size:A4;margin:20mm}body{font:12pt serif;color:#000;background:#fff}"
    "section{break-after:page}h1{font-size:18pt}table{border-collapse:collapse;margin:8mm 0}"
    "td{font:14pt monospace;padding:1.5mm 8mm 1.5mm 0;white-space:pre}"
    "dt{font-weight:bold;float:left;clear:left;width:40mm}dd{margin-left:42mm}"
)


def text_pages(ceremony: Ceremony, made: ShareSet) -> Iterator[str]:
    """Yield each share as a page of text, for a printer or a pen."""
    for number, words in _shares(made):
        lines = [f"SHARE {number} OF {len(made.shares)}", ""]
        lines += [f"{name + ':':<14}{value}" for name, value in _facts(ceremony, made)]
        lines.append("")
        lines += ["   ".join(f"{at:>2} {word:<10}" for at, word in row) for row in _rows(words)]
        lines.append("")
        lines += [line.format(needed=made.threshold, count=len(made.shares)) for line in _ADVICE]
        yield "\n".join(line.rstrip() for line in lines) + "\n"


def html_pages(ceremony: Ceremony, made: ShareSet) -> str:
    """Return all shares as one HTML document that prints one page a share."""
    sections = []
    for number, words in _shares(made):
        facts = "".join(
            Markup("<dt>{}</dt><dd>{}</dd>").format(name, value)
            for name, value in _facts(ceremony, made)
        )
        cells = "".join(
            "<tr>" + "".join(f"<td>{at:>2} {escape(word)}</td>" for at, word in row) + "</tr>"
            for row in _rows(words)
        )
        advice = "".join(
            Markup("<p>{}</p>").format(line.format(needed=made.threshold, count=len(made.shares)))
            for line in _ADVICE
        )
        sections.append(
            f"<section><h1>Share {number} of {len(made.shares)}</h1><dl>{facts}</dl>"
            f"<table>{cells}</table>{advice}</section>"
        )
    title = escape(f"Shares of {ceremony.set_name}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(sections)}</body></html>\n"
    )


def _shares(made: ShareSet) -> Iterator[tuple[int, list[str]]]:
    for number, words in enumerate(made.shares, start=1):
        yield number, words.reveal().decode().split()


def _facts(ceremony: Ceremony, made: ShareSet) -> list[tuple[str, str]]:
    return [
        ("Bank", f"{ceremony.bank}: {ceremony.title}"),
        ("Opens", ", ".join(ceremony.compartments)),
        ("Set", ceremony.set_name),
        ("Fingerprint", ceremony.fingerprint),
        ("Made", iso_utc(ceremony.made_ms)),
        ("Needed", f"any {made.threshold} of {len(made.shares)} shares, together"),
    ]


def _rows(words: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Return numbered words in columns, to be read down."""
    numbered = list(enumerate(words, start=1))
    height = -(-len(numbered) // _COLUMNS)
    return [numbered[row::height] for row in range(height)]
