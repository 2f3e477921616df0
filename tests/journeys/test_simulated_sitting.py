"""The main job in one command, with simulated candidates: reproducible, and its figures right.

The statistics are computed once more with pandas and scipy from the exported response matrix.
"""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.stats

CANDIDATES = 80


def demo(folder, out):
    (folder / "temporary").mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "EXAM_ENGINE_HOME": str(folder / "home"),
        "TMPDIR": str(folder / "temporary"),
    }
    command = [sys.executable, "-m", "exam_engine", "demo", "--candidates", str(CANDIDATES)]
    done = subprocess.run(
        [*command, "--seed", "1", "--out", str(out)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    done = demo(folder, folder / "one")
    return folder, done


@pytest.fixture(scope="module")
def out(run):
    return run[0] / "one"


@pytest.fixture(scope="module")
def scores(out):
    """The exported matrix: a row a candidate, a column an item, 1 or 0."""
    return pd.read_csv(out / "scores.csv", index_col="candidate")


@pytest.mark.journey
def test_twice_the_same_seed_leaves_the_same_files_to_the_byte(run):
    folder, _ = run
    demo(folder, folder / "two")
    names = sorted(path.name for path in (folder / "one").iterdir())
    assert names == sorted(path.name for path in (folder / "two").iterdir())
    assert {"form.json", "results.csv", "responses.csv", "report.html"} <= set(names)
    for name in names:
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes(), name


def test_its_progress_is_shown_and_its_result_told(run):
    _, done = run
    for step in ("making identities", "sealing", "building a form", "sitting", "marking"):
        assert step in done.stderr
    assert f"candidates finished: {CANDIDATES} of {CANDIDATES}" in done.stderr
    assert f"{CANDIDATES} results," in done.stdout
    assert "alpha" in done.stdout


def test_it_leaves_nothing_behind_but_its_files(run):
    """The body that it made, with its passphrase and its answers, is gone."""
    folder, _ = run
    assert list((folder / "temporary").iterdir()) == []
    assert not (folder / "home").exists()


def test_p_is_the_mean_of_the_column(out, scores):
    found = pd.read_csv(out / "item_statistics.csv", index_col="item")["p"]
    assert np.allclose(found[scores.columns[:40]], scores.iloc[:, :40].mean(), atol=5e-7)


def test_corrected_point_biserials_are_scipys(out, scores):
    found = pd.read_csv(out / "item_statistics.csv", index_col="item")["r_rest"]
    items = scores.iloc[:, :40]
    total = items.sum(axis=1)
    for item in items:
        expected = scipy.stats.pointbiserialr(items[item], total - items[item]).statistic
        assert found[item] == pytest.approx(expected, abs=5e-7), item


def test_alpha_and_sem_are_those_of_the_formulas(out, scores):
    found = pd.read_csv(out / "test_statistics.csv", index_col="name")["value"]
    items = scores.iloc[:, :40]
    total = items.sum(axis=1)
    alpha = 40 / 39 * (1 - items.var(ddof=1).sum() / total.var(ddof=1))
    assert found["alpha"] == pytest.approx(alpha, abs=5e-7)
    assert found["sem"] == pytest.approx(total.std(ddof=1) * np.sqrt(1 - alpha), abs=5e-7)
    assert found["mean"] == pytest.approx(total.mean(), abs=5e-7)


def test_results_are_the_totals_against_26(out, scores):
    with (out / "results.csv").open() as stream:
        results = {row["candidate"]: row for row in csv.DictReader(stream)}
    total = scores.iloc[:, :40].sum(axis=1)
    assert set(results) == set(total.index)
    for candidate, row in results.items():
        assert int(row["raw_score"]) == total[candidate]
        assert row["passed"] == ("yes" if total[candidate] >= 26 else "no")
        assert (row["cut_score"], row["revision"]) == ("26", "1")


def test_the_page_opens_without_a_network(out):
    page = Path(out / "report.html").read_text()
    assert "default-src 'none'" in page
    assert "<svg" in page
    assert 'src="http' not in page
    assert "<script" not in page
