"""Peers in the same run: the plain programme given to HiGHS, to CBC through PuLP, to CP-SAT.

Each solves the same programme (all forms, least largest deviation) in a process of its own, since
two of them cannot be loaded together, with a time limit, CP-SAT with two workers (it searches by
several strategies at once), the others with one thread; the engine's own figure
beside them is of the same task. Peers that are missing are named. They can be installed apart, and
``EXAM_ENGINE_PEERS`` be set to the Python that has them: python -m venv peers, then
peers/bin/pip install highspy pulp ortools.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from measuring import REPOSITORY, Target

sys.path.insert(0, str(REPOSITORY))

from measure_assembly_pools import problem

from exam_engine.assembly.assemble import Effort, assemble
from exam_engine.assembly.flat import Flat, Writer, write_forms
from exam_engine.assembly.parallel.bound import write_deviation
from exam_engine.assembly.programme import MICRO, Problem
from exam_engine.assembly.stream import SeededStream

PEERS = {"highs": "highspy", "cbc": "pulp", "cpsat": "ortools"}
TARGETS: dict[str, Target] = {}


def measure(folder: Path, *, quick: bool) -> tuple[dict[str, float], dict[str, str]]:
    """Return figures by name, and a note for some."""
    figures: dict[str, float] = {}
    notes: dict[str, str] = {}
    seconds = 3 if quick else 10
    for forms in (2,) if quick else (2, 4, 8):
        parallel = problem(folder, forms)
        found = assemble(parallel, SeededStream("measure"), Effort(seconds=seconds))
        name = f"peers_{forms}_engine_deviation"
        figures[name] = found.deviation / MICRO
        notes[name] = f"{figures[name]:.4f} after {seconds} s at most"
        for peer, package in PEERS.items():
            reached = _run(peer, _programme(parallel), seconds)
            if isinstance(reached, str):
                print(f"{peer}: {package} {reached}; install it as measure_assembly_peers.py says")
            elif reached == float("inf"):
                print(f"{peer}: no answer for {forms} forms after {seconds} s")
            else:
                name = f"peers_{forms}_{peer}_deviation"
                figures[name], notes[name] = reached / MICRO, f"{reached / MICRO:.4f}"
    return figures, notes


def _programme(parallel: Problem) -> Flat:
    """Return all forms and the largest deviation as one programme."""
    assert parallel.targets is not None
    writer, column = Writer(), None
    write_forms(parallel, writer)
    for form, aims in enumerate(parallel.targets.aims):
        first = form * parallel.columns
        column = write_deviation(
            writer, first, parallel.targets.coefficients, aims.astype(float), 1.0, column
        )
    return writer.programme()


def _run(peer: str, programme: Flat, seconds: int) -> float | str:
    """Return the deviation that a peer reaches, in millionths, or why it could not run."""
    python = os.environ.get("EXAM_ENGINE_PEERS", sys.executable)
    worker = Path(__file__).with_name("measure_assembly_worker.py")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "programme.json"
        values = {name: np.asarray(each).tolist() for name, each in programme._asdict().items()}
        path.write_text(json.dumps(values))
        done = subprocess.run(
            [python, str(worker), peer, str(path), str(seconds)],
            check=False,
            capture_output=True,
            text=True,
        )
    if done.returncode == 3:
        return "is not installed"
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1:]}"
    return float(done.stdout.strip().splitlines()[-1])
