"""A sitting that is open, its service in this process, and candidates who talk to it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx

from conftest import NINE_O_CLOCK
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.office import sittings
from exam_engine.office.roster_file import RosterLine
from exam_engine.office.sittings import SittingOrder
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
        self.session = 0
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
            self._new_session(reply.json()["progress"])
        return reply

    async def enter(self):
        """Go on with the token, as a terminal does that was started again."""
        reply = await self.post("/attempt/entry")
        if reply.status_code == 200:
            self._new_session(reply.json()["progress"])
        return reply

    def _new_session(self, progress):
        self.session = progress["session"]
        self.seq = progress["last_seq"]

    async def begin(self, code):
        """Admission, agreement, start; returns the last reply."""
        front = (await self.admit(code)).json()["front_page"]
        await self.post("/attempt/agreement", {"statement": front["statement"]})
        return await self.post("/attempt/start")

    async def answer(self, n, position, changes=None):
        """Send one response with the next number."""
        event = {"type": "responded", "n": n, "options": [position], "elapsed_ms": 0}
        return await self.say(event | (changes or {}))

    async def open(self, n):
        """Say that a question came on the screen."""
        return await self.say({"type": "opened", "n": n, "elapsed_ms": 0})

    async def say(self, event):
        """Send one event with the next number."""
        self.seq += 1
        message = {"session": self.session, "first_seq": self.seq, "events": [event]}
        return await self.post("/attempt/events", message)

    async def submit(self):
        return await self.post(
            "/attempt/submission", {"session": self.session, "last_seq": self.seq}
        )


class Centre:
    """A body with a scheduled sitting."""

    def __init__(self, body):
        self.body = body
        lines = [
            RosterLine(
                Candidate(number=number, name=f"Candidate {number}"),
                Accommodation(extra_time_ms=EXTRA_MINUTES.get(number, 0) * 60_000),
            )
            for number in CANDIDATES
        ]
        order = SittingOrder(
            "spring", (body.form.id,), NINE_O_CLOCK, NINE_O_CLOCK + HOUR_MS, delivery="centre"
        )
        issued = sittings.schedule(body.home, order, lines, body.people["editor"])
        self.codes = {one.candidate.number: one.code for one in issued}
        self.host = body.people["centre"]
        self.planned = sittings.open_papers(body.home, self.host).planned
        self.clock = body.clock
        self.engine = body.home.engine

    def room(self, *, sweeps=False):
        """A service that has not been entered yet."""
        return ExamRoom(self.engine, self.clock, self.planned, self.host, sweeps=sweeps)

    @asynccontextmanager
    async def open(self, *, sweeps=False):
        """The service as a client in this process reaches it; yields (room, client)."""
        async with self.room(sweeps=sweeps) as room:
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
