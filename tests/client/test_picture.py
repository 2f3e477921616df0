"""The picture of the exam screen: it can be made again, and loads nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree

from client.terminal_support import REPOSITORY

PICTURE = REPOSITORY / "docs" / "pictures" / "exam-screen.svg"
SCRIPT = REPOSITORY / "scripts" / "draw_exam_screen"


def words(file):
    """Return the texts of a picture, with ordinary blanks."""
    texts = ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}text")
    return [(text.text or "").replace("\N{NO-BREAK SPACE}", " ") for text in texts]


def test_the_script_draws_the_exam_screen(tmp_path):
    made = tmp_path / "made.svg"
    subprocess.run([sys.executable, str(SCRIPT), "--out", str(made)], check=True, timeout=60)
    for wanted in ("Question 17", "Problem management", "34 min left", "✓ saved"):
        assert wanted in words(made)


def test_the_picture_that_is_kept_loads_nothing():
    assert "Question 17" in words(PICTURE)
    elsewhere = r"https?://(?!www\.w3\.org/2000/svg\")|url\(|@font-face|@import|href|<script|<image"
    assert not re.search(elsewhere, PICTURE.read_text())
