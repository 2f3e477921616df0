"""Several processes behind one port: they are replaced when they die, and nothing is lost."""

import http.client
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import PASSPHRASE
from exam_engine.clock import Stopwatch, SystemClock
from exam_engine.delivery.replay import replay
from exam_engine.model.attempt import TimeGranted
from exam_engine.model.candidate import Candidate
from exam_engine.office.roster_file import lines_for
from exam_engine.office.sittings import SittingOrder, schedule
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import places_of_sitting
from exam_engine.vault.tls_certificate import make_tls_certificate
from seats import HOUR_MS
from service.test_tls import write

pytestmark = [pytest.mark.journey]
NUMBERS = [f"W-{n}" for n in range(1, 7)]


class Terminal:
    """A candidate's terminal that sends every answer until it is acknowledged."""

    def __init__(self, port, number):
        self.port, self.number = port, number
        self.acknowledged = 0
        self.head = {}
        self.connection = None

    def ask(self, method, path, message=None):
        body = None if message is None else json.dumps(message)
        for _ in range(200):
            try:
                if self.connection is None:
                    self.connect()
                self.connection.request(method, f"/api/v1{path}", body, self.head)
                reply = self.connection.getresponse()
                content = json.loads(reply.read())
                if reply.status == 503:
                    raise ConnectionError
            except (OSError, http.client.HTTPException):
                self.close()
                time.sleep(0.05)
            else:
                return reply.status, content
        raise AssertionError("the service did not come back")

    def connect(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=10, context=context
        )

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def begin(self, code):
        _, admitted = self.ask("POST", "/admission", {"candidate": self.number, "code": code})
        self.head = {"authorization": f"Bearer {admitted['token']}"}
        self.session = admitted["progress"]["session"]
        statement = {"statement": admitted["front_page"]["statement"]}
        self.ask("POST", "/attempt/agreement", statement)
        assert self.ask("POST", "/attempt/start")[0] == 200

    def answer(self):
        n = self.acknowledged + 1
        event = {"type": "responded", "n": n, "options": [n % 4 + 1], "elapsed_ms": n}
        message = {"session": self.session, "first_seq": n, "events": [event]}
        status, told = self.ask("POST", "/attempt/events", message)
        assert status == 200, told
        assert told["last_seq"] == n
        self.acknowledged = n


def workers_of(server):
    """The processes that the parent made, as the system lists them."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return [int(pid) for pid in children.read_text().split()]


def serve(body, tmp_path, *options):
    certificate, private = write(tmp_path, make_tls_certificate(["127.0.0.1"], 2, 10**12))
    passphrase = tmp_path / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_bytes(PASSPHRASE.reveal())
    command = [sys.executable, "-m", "exam_engine", "serve", "--home", str(body.home.path)]
    command += ["--identity", "centre", "--passphrase-file", str(passphrase)]
    command += ["--listen", "127.0.0.1:0", "--tls-certificate", str(certificate)]
    command += ["--tls-key-file", str(private), "--until-stdin-closes", *options]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def open_now(body):
    """Schedule a sitting that is open by the machine's clock; return the codes."""
    now_ms = SystemClock().now_ms()
    order = SittingOrder("now", (body.form.id,), now_ms - 1, now_ms + HOUR_MS, delivery="centre")
    lines = lines_for([Candidate(number=n, name=f"Candidate {n}") for n in NUMBERS])
    issued = schedule(body.home, order, lines, body.people["editor"])
    return {one.candidate.number: one.code for one in issued}


@pytest.mark.postgresql_only
def test_workers_are_killed_one_after_another_and_no_acknowledged_answer_is_lost(body, tmp_path):
    """Promises 1 and 2: kill -9 under way; the others go on, so nobody is given time either."""
    codes = open_now(body)
    server = serve(body, tmp_path, "--workers", "2")
    try:
        ready = server.stdout.readline()
        assert re.search(r"ready: 1 sittings, https://127.0.0.1:\d+, pin [0-9a-f]{64}$", ready)
        port = int(ready.split(",")[1].rpartition(":")[2])
        terminals = [Terminal(port, number) for number in NUMBERS]
        for terminal in terminals:
            terminal.begin(codes[terminal.number])
        for round_ in range(30):
            if round_ in (10, 20):
                os.kill(workers_of(server)[0], signal.SIGKILL)
            for terminal in terminals:
                terminal.answer()
        assert len(workers_of(server)) == 2
        for terminal in terminals:
            path, message = "/attempt/submission", {"session": terminal.session, "last_seq": 30}
            assert terminal.ask("POST", path, message)[1]["answered"] == 30
            terminal.close()
    finally:
        server.stdin.close()
        assert server.wait(20) == 0
    assert server.stderr.read().count("and is replaced") == 2
    server.stdout.close(), server.stderr.close()
    assert_on_record(body, 30)


def assert_on_record(body, answers):
    with reading(body.home.engine) as connection:
        for place in places_of_sitting(connection, "now"):
            found = recorded_events(connection, place.attempt_id)
            state = replay(found)
            assert (state.last_seq, len(state.responses)) == (answers, answers)
            assert not [e for e in found if isinstance(e.event, TimeGranted)]
            assert place.end is not None


@pytest.mark.postgresql_only
def test_workers_end_with_a_parent_that_is_killed(body, tmp_path):
    open_now(body)
    server = serve(body, tmp_path, "--workers", "2")
    assert server.stdout.readline().startswith("ready")
    workers = workers_of(server)
    assert len(workers) == 2
    server.kill()
    server.wait()
    for stream in (server.stdin, server.stdout, server.stderr):
        stream.close()
    watch = Stopwatch()
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert watch.elapsed_s() < 20, "a worker outlived its parent"
        time.sleep(0.05)


@pytest.mark.sqlite_only
def test_several_workers_on_sqlite_are_refused_in_words(body, tmp_path):
    server = serve(body, tmp_path, "--workers", "2")
    _, said = server.communicate()
    assert server.returncode == 2
    assert "a SQLite database is served by one process" in said
