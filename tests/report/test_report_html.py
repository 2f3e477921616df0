"""The page: one file that opens without a network, escapes texts and says everything in words."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exam_engine.psychometrics.figures import interval, short
from exam_engine.report.html import render_html, write_html
from exam_engine.report.input import Report

VOID = {"meta", "br", "img", "link"}


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return render_html(report)


class Outline(HTMLParser):
    """Collects tags and addresses, and checks that what opens is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in {"href", "src", "srcset", "action", "data", "xlink:href"}:
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            assert not name.startswith("on")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _outline(page: str) -> Outline:
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    return outline


def test_nothing_comes_from_outside(page: str) -> None:
    assert not re.search(r"https?://|//\w+\.\w+|@import|url\(", page)
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    outline = _outline(page)
    assert outline.tags.isdisjoint({"script", "link", "iframe", "img", "object", "base", "form"})
    assert all(address.startswith("#") for address in outline.addresses)


def test_every_link_has_its_card(page: str) -> None:
    outline = _outline(page)
    assert {address[1:] for address in outline.addresses} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))
    assert {f"item-{n}" for n in range(1, 7)} <= set(outline.ids)


def test_texts_from_outside_are_escaped(page: str) -> None:
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in page
    assert "<b>" not in page
    assert "Foundation &lt;in&gt; service management" in page
    assert "Quality &amp; specifications" in page
    assert "\x1b" not in page


def test_no_candidate_is_named(page: str) -> None:
    assert "cand-0" not in page
    assert "HYPERLINK" not in page


def test_figures_stand_with_interval_and_n(page: str, report: Report) -> None:
    statistics = report.analysis.statistics
    assert statistics is not None
    text = re.sub(r"<[^>]+>", " ", page)
    alpha = statistics.scores.alpha
    assert re.search(
        rf"alpha\s+{re.escape(short(alpha.value))}\s+"
        rf"{re.escape(interval(alpha.low, alpha.high))}",
        text,
    )
    assert text.count("n = 80") >= 6
    assert page.count("<svg ") == 8
    assert page.count('role="img"') == 8


def test_nothing_is_told_by_colour_alone(page: str) -> None:
    assert page.count("✓&nbsp;answer") == 6
    assert "Suspected miskey." in page
    for word in ("stop", "review", "note"):
        assert re.search(rf"</span> {word}</span>", page)
    assert "stroke-dasharray" in page


def test_confidential_pages_say_so(page: str, public_report: Report) -> None:
    assert "<strong>Confidential.</strong>" in page
    public = render_html(public_report)
    assert "<strong>Confidential.</strong>" not in public
    assert "would make this page" in public


def test_below_the_minimum_there_are_texts_and_no_figures(refused_report: Report) -> None:
    page = render_html(refused_report)
    _outline(page)
    assert page.count("refused: n = 12, at least 50 needed") == 7
    assert "<svg" not in page
    assert 'class="share"' not in page
    assert page.count("✓&nbsp;answer") == 6


def test_another_process_writes_the_same_bytes(page: str, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from harmful_report import make_input\n"
        "from exam_engine.report.html import write_html\n"
        "from exam_engine.report.input import make_report\n"
        "write_html(Path(sys.argv[2]), make_report(make_input()))\n"
    )
    path = tmp_path / "page.html"
    subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent), str(path)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(page.encode()).digest()


def test_an_earlier_page_is_replaced_whole(refused_report: Report, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("earlier")
    write_html(path, refused_report)
    assert path.read_text().startswith("<!doctype html>")
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]
