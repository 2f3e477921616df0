"""A centre with two invigilators, and a console as the protocol sees it."""

from __future__ import annotations

import base64
from contextlib import asynccontextmanager

import httpx
import msgspec

from conftest import CHEAP, NINE_O_CLOCK, PASSPHRASE
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.office import sittings
from exam_engine.office.roster_file import RosterLine
from exam_engine.office.sittings import SittingOrder
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.vault.identity import Identity, save_identity
from exam_engine.vault.sign_in import new_nonce, prove
from exam_engine.wire.invigilator import SIGN_IN, Board, Challenge, finish_purpose
from seats import HOUR_MS, Seat

NAMES = ("ines", "ivan")


class Console:
    """One invigilator's console."""

    def __init__(self, client, identity):
        self.client = client
        self.identity = identity
        self.token = ""

    async def post(self, path, message=None):
        headers = {"authorization": f"Bearer {self.token}"}
        url = f"/api/v1/invigilator{path}"
        return await self.client.post(url, json=message, headers=headers)

    async def get(self, path, **query):
        headers = {"authorization": f"Bearer {self.token}"}
        url = f"/api/v1/invigilator{path}"
        return await self.client.get(url, params=query, headers=headers)

    async def proof(self, purpose=SIGN_IN, identity=None):
        signer = identity or self.identity
        asked = {"invigilator": signer.fingerprint, "asked": new_nonce()}
        challenge = msgspec.convert((await self.post("/challenge", asked)).json(), Challenge)
        return proof_message(signer, challenge, purpose)

    async def sign_in(self):
        reply = await self.post("/session", await self.proof())
        if reply.status_code == 200:
            self.token = reply.json()["token"]
        return reply

    async def act(self, tag, *numbers, sitting="spring", meant=None, **fields):
        message = {"sitting": sitting, "act": {"type": tag, **fields}, "candidates": numbers}
        return await self.post("/act", message | (meant or {}))

    async def done(self, tag, *numbers, **fields):
        """Do something and return the answers by candidate, all of which say done."""
        reply = await self.act(tag, *numbers, **fields)
        assert reply.status_code == 200, reply.text
        answers = {answer["candidate"]: answer for answer in reply.json()["answers"]}
        assert all(answer["done"] for answer in answers.values()), answers
        return answers

    async def board(self, after=0, sitting="spring"):
        """Return the board's version and its seats by candidate."""
        reply = await self.get("/board", sitting=sitting, after=after)
        assert reply.status_code == 200, reply.text
        board = msgspec.json.decode(reply.content, type=Board)
        return board.version, {seat.candidate: msgspec.structs.asdict(seat) for seat in board.seats}

    async def finish(self, second, *numbers, reason="fell ill", but=None):
        """Finish for candidates with a second person, who agreed to it, ``but`` for something."""
        agreed = {"numbers": numbers, "reason": reason, "sitting": "spring"} | (but or {})
        purpose = finish_purpose(
            agreed["sitting"], agreed["numbers"], agreed["reason"], self.identity.fingerprint
        )
        proof = await self.proof(purpose, second)
        return await self.act("finish", *numbers, reason=reason, second=proof)


def proof_message(signer, challenge, purpose):
    value = base64.b64encode(prove(signer, challenge, purpose)).decode()
    return {"challenge": msgspec.to_builtins(challenge), "value": value}


class Watched:
    """A body with a sitting that names two invigilators, and one that names nobody."""

    def __init__(self, body):
        self.body = body
        self.people = {name: Identity.generate(name) for name in (*NAMES, "stranger")}
        for name, identity in self.people.items():
            if name != "stranger":
                save_identity(identity, body.home.identities, PASSPHRASE, CHEAP)
        self.codes = self._schedule("spring", NAMES, ("C-1", "C-2", "C-3"))
        self._schedule("autumn", (), ("C-9",))
        self.host = body.people["centre"]
        self.planned = sittings.open_papers(body.home, self.host).planned
        self.clock = body.clock

    def _schedule(self, sitting, invigilators, numbers):
        lines = [
            RosterLine(Candidate(number=number, name=f"Candidate {number}"), Accommodation())
            for number in numbers
        ]
        order = SittingOrder(
            sitting,
            (self.body.form.id,),
            NINE_O_CLOCK,
            NINE_O_CLOCK + HOUR_MS,
            "centre",
            tuple(invigilators),
        )
        issued = sittings.schedule(self.body.home, order, lines, self.body.people["editor"])
        return {one.candidate.number: one.code for one in issued}

    @asynccontextmanager
    async def open(self):
        """The service, with every candidate of spring admitted and running; yields consoles."""
        home = self.body.home
        room = ExamRoom(home.engine, self.clock, self.planned, self.host, sweeps=False)
        async with room:
            app = create_app(room, enters_room=False, trusted=home.trusted())
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://engine") as client:
                yield Floor(self, client)


class Floor:
    """The service as people reach it."""

    def __init__(self, watched, client):
        self.watched = watched
        self.client = client

    async def console(self, name="ines", *, signs_in=True):
        made = Console(self.client, self.watched.people[name])
        if signs_in:
            reply = await made.sign_in()
            assert reply.status_code == 200, reply.text
        return made

    async def seat(self, number="C-1"):
        """A candidate whose clock runs."""
        made = Seat(self.client, number)
        reply = await made.begin(self.watched.codes[number])
        assert reply.status_code == 200, reply.text
        return made
