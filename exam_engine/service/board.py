"""The board: how every attempt of a sitting stands, for its invigilators.

It is read from the states that the ledger keeps in memory; an attempt that has ended is replayed
once, beside the event loop. A console waits for the next version of the board and gets it the
moment anything changed; one board serves all consoles that ask in the same moment.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from sqlalchemy import Engine

from exam_engine.clock import Clock
from exam_engine.delivery.chronicle import chronicle
from exam_engine.delivery.presentation import pause_view
from exam_engine.delivery.timing import remaining_ms
from exam_engine.errors import AdmissionRefused, StoreError
from exam_engine.model.attempt import AttemptState, Phase
from exam_engine.service.news import LONGEST_WAIT_S
from exam_engine.service.reception import Hall
from exam_engine.service.room import ExamRoom
from exam_engine.store import roster
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import Place
from exam_engine.store.staging import replayed
from exam_engine.wire.invigilator import Board, LogLine, SeatDetails, SeatView

LOOK_EVERY_S = 0.2
"""How often a waiting console's board is looked at, in memory: no database is asked."""
_FRESH_MS = 100


class Standing(NamedTuple):
    """A place with the state of its attempt, None if its record is damaged."""

    place: Place
    state: AttemptState | None


class BoardDesk:
    """Boards of the sittings of one room."""

    def __init__(self, room: ExamRoom, engine: Engine, clock: Clock) -> None:
        self._room = room
        self._engine = engine
        self._clock = clock
        self._places: dict[str, list[Place]] = {}
        self._over: dict[int, AttemptState | None] = {}
        self._last: dict[str, Board] = {}

    def places(self, hall: Hall) -> list[Place]:
        """Return the roster of a sitting; it is signed and does not change."""
        sitting = hall.sitting.id
        if sitting not in self._places:
            with reading(self._engine) as connection:
                self._places[sitting] = roster.places_of_sitting(connection, sitting)
        return self._places[sitting]

    async def standings(self, hall: Hall) -> list[Standing]:
        """Return every place of a sitting with its state."""
        places, states = self.places(hall), self._room.states()
        numbers = (place.attempt_id for place in places)
        missing = [one for one in numbers if one not in states and one not in self._over]
        if missing:
            states |= await asyncio.to_thread(self._replayed, missing)
        return [
            Standing(place, states.get(place.attempt_id, self._over.get(place.attempt_id)))
            for place in places
        ]

    async def next_board(self, hall: Hall, after: int) -> Board:
        """Return the board once its version is another than ``after``, or after a while."""
        for _ in range(int(LONGEST_WAIT_S / LOOK_EVERY_S)):
            if _version(await self.standings(hall)) != after or not self._room.is_open:
                break
            await asyncio.sleep(LOOK_EVERY_S)
        return await self.board(hall)

    async def board(self, hall: Hall) -> Board:
        """Return the board as it stands."""
        now_ms, standings = self._clock.now_ms(), await self.standings(hall)
        version, last = _version(standings), self._last.get(hall.sitting.id)
        if last and last.version == version and 0 <= now_ms - last.now_ms < _FRESH_MS:
            return last
        board = Board(
            sitting=hall.sitting.id,
            version=version,
            now_ms=now_ms,
            seats=tuple(_seat(hall, standing, now_ms) for standing in standings),
        )
        self._last[hall.sitting.id] = board
        return board

    def details(self, hall: Hall, candidate: str) -> SeatDetails:
        """Return what happened in one attempt.

        :raises AdmissionRefused: if the candidate is not on the roster.
        """
        for place in self.places(hall):
            if place.candidate.number == candidate:
                with reading(self._engine) as connection:
                    happened = chronicle(recorded_events(connection, place.attempt_id))
                log = tuple(LogLine(at_ms=at_ms, words=words) for at_ms, words in happened)
                return SeatDetails(candidate=candidate, log=log)
        raise AdmissionRefused(f"candidate {candidate} is not on the roster of {hall.sitting.id}")

    def _replayed(self, attempts: list[int]) -> dict[int, AttemptState]:
        """Return attempts that are not in memory: they have ended, or their record is damaged."""
        found = {}
        for attempt_id in attempts:
            try:
                with reading(self._engine) as connection:
                    state = replayed(connection, attempt_id).state
            except StoreError:
                self._over[attempt_id] = None
                continue
            found[attempt_id] = state
            if state.phase is Phase.ENDED:
                self._over[attempt_id] = state
        return found


def _version(standings: list[Standing]) -> int:
    """Return a number that grows with every event of a sitting."""
    return 1 + sum(standing.state.events for standing in standings if standing.state)


def seat_of(hall: Hall, standing: Standing) -> str:
    """Return where a candidate sits: where they were checked in, else as the roster has it."""
    if standing.state and standing.state.seat:
        return standing.state.seat
    entry = hall.roster[standing.place.candidate.number]
    return f"{entry.room}/{entry.seat}" if entry.room else entry.seat


def _seat(hall: Hall, standing: Standing, now_ms: int) -> SeatView:
    place, state = standing
    paper = hall.paper_of(place)
    known = state or AttemptState()
    begun = known.started_ms > 0
    return SeatView(
        candidate=place.candidate.number,
        name=place.candidate.name,
        seat=seat_of(hall, standing),
        phase=known.phase.value if state else "damaged",
        answered=len(known.responses),
        questions=paper.answerable,
        current=known.current,
        remaining_ms=remaining_ms(known, now_ms) if begun else None,
        extra_ms=place.accommodation.extra_time_ms,
        granted_ms=known.granted_ms,
        stopped_ms=known.stopped_ms,
        heard_ms=now_ms - known.heard_ms if known.heard_ms else None,
        checked_in=known.checked_in,
        calls_help=known.calls_help,
        unread=len(known.unread),
        comments=tuple(sorted(known.comments)),
        incidents=known.incidents,
        terminal=known.terminal,
        ending=known.ending.value if known.ending else None,
        pause=pause_view(known, now_ms),
    )
