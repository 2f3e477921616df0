"""The documents tell the truth: commands and code shown in them are run here."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from exam_engine.cli.main import NOUNS

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(document, language):
    return re.findall(rf"^```{language}\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL)


def environment(folder):
    """A clean one: an empty home, and the engine's own commands first on the path."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return kept | {"HOME": str(folder), "PATH": path}


@pytest.mark.journey
def test_the_tour_runs_as_written(tmp_path):
    tour = "\n".join(blocks(ROOT / "docs" / "tour.md", "sh"))
    assert tour.count("exam-engine ") >= 12
    done = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", tour],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the bank cannot carry 4 forms" in done.stderr
    assert "intact" in done.stdout


def test_the_code_on_statistics_runs_as_written(tmp_path, monkeypatch, capsys):
    rng = np.random.default_rng(1)
    rows = [f"C-{n}," + ",".join(rng.choice(list("ABCD"), 40)) for n in range(60)]
    header = "candidate," + ",".join(f"q{n}" for n in range(1, 41))
    (tmp_path / "responses.csv").write_text("\n".join([header, *rows]) + "\n")
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(ROOT / "docs" / "statistics.md", "python")
    exec(compile(code, "statistics.md", "exec"), {})
    assert "n=60" in capsys.readouterr().out


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_noun_named_exists(document):
    for noun in re.findall(r"`exam-engine ([a-z]+)", document.read_text()):
        assert noun in NOUNS


def test_the_readmes_two_commands_are_there():
    (shown,) = blocks(ROOT / "README.md", "sh")
    commands = [line.split("#")[0].strip() for line in shown.splitlines()]
    assert commands == ["scripts/demo", "scripts/test"]
    for command in commands:
        assert os.access(ROOT / command, os.X_OK)


def test_nothing_under_version_control_names_a_package_host():
    """Locks pin versions and hashes; where packages come from is each site's own choice."""
    hosts = re.compile(r"pythonhosted\.org|pypi\.(org|python)|--(extra-)?index-url|npmjs")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path == Path(__file__) or path.suffix in (".png", ".svg") or not path.is_file():
            continue
        assert not hosts.search(path.read_text(encoding="utf-8")), name
