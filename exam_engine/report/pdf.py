"""Typesetting: a Typst template and what it is told become PDF; the one place that knows Typst.

The bytes are the same for the same words with the same version of Typst: no date and no id of
chance enters them, and only the fonts that come with it are used unless a text needs others.
Templates get their words as data, so that nothing in a text is ever read as markup. No package is
fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import typst
from markupsafe import Markup

from exam_engine.errors import ExamEngineError

_NAMESPACE = "http://www.w3.org/2000/svg"
_FONT = "Libertinus Serif"
_VARIABLE = re.compile(r"var\((--[a-z0-9-]+)\)")
_DEFINED = re.compile(r"(--[a-z0-9-]+):\s*(#[0-9a-f]{6})")
_FAMILY = re.compile(r'font-family="[^"]*"')
# What Libertinus Serif has glyphs for: Latin, Greek, Cyrillic, Hebrew, punctuation, signs.
_BEYOND = re.compile("[^\u0000-\u05ff\u1d00-\u25ff\u2713\u2717\ufb00-\ufb4f]")


def typeset(template: str, told: Mapping[str, Any], language: str = "en") -> bytes:
    """Return the PDF of a template that is told ``told``.

    :raises ExamEngineError: if Typst refuses: a defect of the template.
    """
    words = json.dumps({**told, "language": language}, ensure_ascii=False, sort_keys=True)
    source = files("exam_engine.report").joinpath("templates", template).read_bytes()
    try:
        made = typst.compile(
            source,
            sys_inputs={"told": words},
            ignore_system_fonts=not _BEYOND.search(words),
            format="pdf",
            timestamp=0,
        )
    except typst.TypstError as error:
        raise ExamEngineError(f"{template}: cannot be typeset: {error.message}") from None
    assert isinstance(made, bytes)
    return made


def picture_for_pdf(svg: Markup) -> str:
    """Return a picture of a page as a file of its own: colours and fonts stated, not inherited."""
    coloured = _VARIABLE.sub(lambda found: _colours()[found.group(1)], str(svg))
    named = _FAMILY.sub(f'font-family="{_FONT}"', coloured)
    return named.replace("<svg ", f'<svg xmlns="{_NAMESPACE}" ', 1)


@cache
def _colours() -> dict[str, str]:
    """Return the colours of the page in daylight, by name."""
    style = files("exam_engine.report").joinpath("templates", "report.css").read_text("utf-8")
    return dict(_DEFINED.findall(style.partition("}")[0]))
