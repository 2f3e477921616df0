"""A sitting that is open, its service in this process, and candidates who talk to it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx

from conftest import NINE_O_CLOCK
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.sitting import Sitting
from exam_engine.office import sittings
from exam_engine.office.sittings import RosterLine
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom

HOUR_MS = 3_600_000
CANDIDATES = ("C-1", "C-2", "C-3", "C-4")
EXTRA_MINUTES = {"C-4": 15}


class Seat:
    """A terminal as the protocol sees it."""

    def __init__(self, client, number):
        self.client = client
        self.number = number
        self.token = ""
        self.seq = 0

    async def post(self, path, message=None, token=None):
        headers = {"authorization": f"Bearer {token or self.token}"}
        return await self.client.post(f"/api/v1{path}", json=message, headers=headers)

    async def get(self, path):
        headers = {"authorization": f"Bearer {self.token}"}
        return await self.client.get(f"/api/v1{path}", headers=headers)

    async def admit(self, code):
        message = {"candidate": self.number, "code": code}
        reply = await self.client.post("/api/v1/admission", json=message)
        if reply.status_code == 200:
            self.token = reply.json()["token"]
        return reply

    async def begin(self, code):
        """Admission, agreement, start; returns the last reply."""
        front = (await self.admit(code)).json()["front_page"]
        await self.post("/attempt/agreement", {"statement": front["statement"]})
        return await self.post("/attempt/start")

    async def answer(self, n, position, changes=None):
        """Send one response with the next number."""
        self.seq += 1
        event = {"type": "responded", "n": n, "options": [position], "elapsed_ms": 0}
        message = {"first_seq": self.seq, "events": [event | (changes or {})]}
        return await self.post("/attempt/events", message)

    async def submit(self):
        return await self.post("/attempt/submission", {"last_seq": self.seq})


class Centre:
    """A body with a scheduled sitting."""

    def __init__(self, body):
        self.body = body
        with body.open_bank("editor") as bank:
            paper = sittings.paper_for(body.form, body.blueprint, bank)
        lines = [
            RosterLine(
                Candidate(number=number, name=f"Candidate {number}"),
                Accommodation(extra_time_ms=EXTRA_MINUTES.get(number, 0) * 60_000),
            )
            for number in CANDIDATES
        ]
        self.sitting = Sitting(
            id="spring",
            form=body.form.id,
            form_digest=body.form.digest,
            opens_ms=NINE_O_CLOCK,
            closes_ms=NINE_O_CLOCK + HOUR_MS,
        )
        issued = sittings.schedule(
            body.home, self.sitting, paper, lines, body.people["editor"], "centre"
        )
        self.codes = {one.candidate.number: one.code for one in issued}
        self.papers = sittings.open_papers(body.home, body.people["centre"])
        self.clock = body.clock
        self.engine = body.home.engine

    @asynccontextmanager
    async def open(self, *, sweeps=False):
        """The service as a client in this process reaches it; yields (room, client)."""
        async with ExamRoom(self.engine, self.clock, self.papers, sweeps=sweeps) as room:
            app = create_app(room, enters_room=False)
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://engine") as client:
                yield room, client

    @asynccontextmanager
    async def running(self, number="C-1"):
        """The service and one seat whose clock runs; yields (room, seat)."""
        async with self.open() as (room, client):
            seat = Seat(client, number)
            reply = await seat.begin(self.codes[number])
            assert reply.status_code == 200, reply.text
            yield room, seat
