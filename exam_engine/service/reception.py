"""The reception: who may enter which attempt, by one-time code or by token."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Engine

from exam_engine.clock import Clock
from exam_engine.delivery.presentation import PresentedPaper
from exam_engine.delivery.timing import allowance_ms
from exam_engine.errors import AdmissionRefused, AttemptRefused, Refusal
from exam_engine.model.candidate import Accommodation
from exam_engine.model.sitting import PlannedSitting, RosterEntry, Sitting
from exam_engine.service.throttle import Throttle
from exam_engine.store import roster
from exam_engine.store.database import reading
from exam_engine.store.roster import Place
from exam_engine.vault.admission import code_digest, codes_match, token_digest

_log = logging.getLogger(__name__)


class Hall(NamedTuple):
    """One sitting with its papers as they are presented, and its signed roster by number."""

    sitting: Sitting
    papers: dict[str, PresentedPaper]
    roster: dict[str, RosterEntry]

    def paper_of(self, place: Place) -> PresentedPaper:
        """Return the paper that the signed roster gives to a candidate."""
        return self.papers[self.roster[place.candidate.number].form]


class Admission(NamedTuple):
    """A terminal that is admitted: to which attempt, as its how many-th, with which paper."""

    place: Place
    terminal: int
    hall: Hall

    @property
    def paper(self) -> PresentedPaper:
        """Return the paper of this attempt."""
        return self.hall.paper_of(self.place)

    @property
    def allowance_ms(self) -> int:
        """Return the time that the attempt starts with."""
        return allowance_ms(self.paper.time_allowed_ms, self.accommodation.extra_time_ms)

    @property
    def accommodation(self) -> Accommodation:
        """Return what the signed roster arranges for the candidate."""
        return self.hall.roster[self.place.candidate.number].accommodation


class Reception:
    """Knows the sittings of this service and the terminals that were admitted to them."""

    def __init__(self, engine: Engine, clock: Clock, planned: Iterable[PlannedSitting]) -> None:
        self._engine = engine
        self._throttle = Throttle(clock)
        self._admissions: dict[bytes, Admission] = {}
        self.halls = {
            sitting.id: Hall(
                sitting,
                {form: PresentedPaper(paper) for form, paper in papers.items()},
                {entry.number: entry for entry in sitting.roster},
            )
            for sitting, papers in planned
        }

    def place_for(self, number: str, code: str) -> Place:
        """Return the place that this candidate number and code open.

        :raises AdmissionRefused: if they open none.
        """
        with reading(self._engine) as connection:
            places = roster.places_of_candidate(connection, number)
        for place in places:
            found = code_digest(place.sitting_id, number, code)
            if place.code_digest is not None and codes_match(place.code_digest, found):
                self._throttle.succeeded(number)
                return place
        raise self._wrong_pair(number)

    def hall(self, place: Place) -> Hall:
        """Return the sitting of a place, which has to stand on its signed roster as it is.

        :raises AdmissionRefused: if it does not, or the sitting is not delivered here.
        """
        hall = self.halls.get(place.sitting_id)
        if hall is None:
            raise AdmissionRefused(
                f"sitting {place.sitting_id} is not delivered by this engine; call the invigilator"
            )
        if not place.is_as_signed(hall.roster.get(place.candidate.number)):
            _log.error("attempt %d is not as its signed roster has it", place.attempt_id)
            raise AdmissionRefused("the record of this candidate was altered; call the invigilator")
        return hall

    def admitted(self, token: str, admission: Admission) -> None:
        """Remember who holds a token."""
        self._admissions[token_digest(token)] = admission

    def holder(self, token: str) -> Admission:
        """Return who holds a token.

        :raises AttemptRefused: if nobody does.
        """
        digest = token_digest(token)
        found = self._admissions.get(digest)
        if found is None:
            found = self._on_record(digest)
            self._admissions[digest] = found
        return found

    def _on_record(self, digest: bytes) -> Admission:
        with reading(self._engine) as connection:
            found = roster.find_session(connection, digest)
            if found is None:
                raise AttemptRefused(
                    Refusal.UNAUTHORISED, "this terminal is not admitted; enter number and code"
                )
            attempt_id, terminal = found
            place = roster.place(connection, attempt_id)
        return Admission(place, terminal, self.hall(place))

    def _wrong_pair(self, number: str) -> AdmissionRefused:
        wait_s = self._throttle.failed(number)
        if wait_s:
            return AdmissionRefused(
                f"too many wrong codes; wait {wait_s} s, or call the invigilator",
                retry_after_s=wait_s,
            )
        return AdmissionRefused(
            "this candidate number and code do not fit together, or the code was used; "
            "check both, or ask the invigilator for a new code"
        )
