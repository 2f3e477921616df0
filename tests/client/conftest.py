"""A hall with one candidate, and the same hall served on a Unix socket."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from client.terminal_support import Hall


@pytest.fixture
def hall(tmp_path):
    made = Hall(tmp_path)
    made.enter()
    yield made
    made.close()


@pytest.fixture
def socket(hall):
    # Not tmp_path: the path of a socket may have 107 bytes at most.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engine.sock"
        with hall.served(path):
            yield path
