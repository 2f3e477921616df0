"""Who may act as an invigilator here: signing in by proof, and the second person of one act.

A console asks for a challenge and signs it (vault/sign_in.py). What is checked, in this order:

1. The challenge was made by this host, so for this engine and no other.
2. The identity that it names is known here.
3. The proof is that identity's, over this challenge and for this purpose, and in time.
4. A sitting that is delivered here names the identity.
5. The challenge is taken, once: whoever heard the proof on its way cannot use it again.

Then a session is opened, by a token of which only the digest is kept. Every refused try is an entry
of the audit log; only when one identity's tries go on and on are they counted instead, so that a
stranger cannot fill the disk. A right proof is taken at any time: nobody locks an invigilator out.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

from sqlalchemy import Engine

from exam_engine.clock import Clock
from exam_engine.errors import AdmissionRefused, AttemptRefused, Refusal
from exam_engine.model.sitting import Sitting
from exam_engine.service.throttle import Throttle
from exam_engine.store import audit_log, invigilators
from exam_engine.store.database import reading, writing
from exam_engine.text import clean_line
from exam_engine.vault.admission import new_token, token_digest
from exam_engine.vault.identity import Identity
from exam_engine.vault.sign_in import is_from, make_challenge, proves
from exam_engine.vault.trust import TrustedSigners
from exam_engine.wire.invigilator import SIGN_IN, Challenge, ChallengeRequest, Proof

SESSION_MS = 12 * 3_600_000
_NOT_ADMITTED = (
    "this identity is not admitted as an invigilator here; check the name and the time, "
    "or ask who scheduled the sitting"
)


class Invigilator(NamedTuple):
    """Who acts, by name as known here and by fingerprint."""

    name: str
    fingerprint: str


class SignInDesk:
    """Knows whom the sittings of this service name as invigilators."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        host: Identity,
        trusted: TrustedSigners,
        sittings: Iterable[Sitting],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._host = host
        self._trusted = trusted
        self._named = {name for sitting in sittings for name in sitting.invigilators}
        self._throttle = Throttle(clock)
        self._turned_away: Counter[str] = Counter()

    def challenge(self, request: ChallengeRequest) -> Challenge:
        """Return a challenge, whoever asks: the reply does not tell who is known."""
        now_ms = self._clock.now_ms()
        return make_challenge(self._host, request.invigilator, request.asked, now_ms)

    async def sign_in(self, proof: Proof) -> tuple[str, Invigilator, int]:
        """Return a token, whose it is, and until when it counts.

        :raises AdmissionRefused: if the proof does not admit.
        """
        who = await self._checked(proof, SIGN_IN)
        token, until_ms = new_token(), self._clock.now_ms() + SESSION_MS
        taken = await asyncio.to_thread(self._open, proof.challenge, who, token, until_ms)
        if not taken:
            await self._refuse(proof, "the challenge was used before")
        return token, who, until_ms

    async def second_person(self, proof: Proof, purpose: str, first: Invigilator) -> Invigilator:
        """Return who consents to one act beside ``first``.

        :raises AdmissionRefused: if the proof is nobody's else, or not for this act.
        """
        who = await self._checked(proof, purpose)
        if who.fingerprint == first.fingerprint:
            raise AdmissionRefused("the second person has to be another one than the first")
        if not await asyncio.to_thread(self._take, proof.challenge):
            await self._refuse(proof, "the challenge was used before")
        return who

    def holder(self, token: str) -> Invigilator:
        """Return who holds a token.

        :raises AttemptRefused: if nobody does, or no longer.
        """
        with reading(self._engine) as connection:
            now_ms = self._clock.now_ms()
            found = invigilators.signed_in(connection, token_digest(token), now_ms)
        known = self._trusted.by_fingerprint(found) if found else None
        if known is None:
            raise AttemptRefused(Refusal.UNAUTHORISED, "this console is not signed in; sign in")
        return Invigilator(known.name, known.fingerprint)

    async def sign_out(self, token: str) -> None:
        """End the session of a token, if there is one."""
        await asyncio.to_thread(self._close, token, self.holder(token))

    # --- the steps ---

    async def _checked(self, proof: Proof, purpose: str) -> Invigilator:
        """Steps 1 to 4."""
        challenge = proof.challenge
        if not is_from(challenge, self._host.recipient):  # step 1
            await self._refuse(proof, "the challenge is not this engine's")
        known = self._trusted.by_fingerprint(challenge.invigilator)  # step 2
        if known is None:
            await self._refuse(proof, "the identity is not known here")
        if not proves(known, challenge, purpose, proof.value, self._clock.now_ms()):  # step 3
            await self._refuse(proof, "the proof is not right, or came too late")
        if known.fingerprint not in self._named:  # step 4
            await self._refuse(proof, "no sitting here names them")
        self._throttle.succeeded(known.fingerprint)
        return Invigilator(known.name, known.fingerprint)

    def _open(self, challenge: Challenge, who: Invigilator, token: str, until_ms: int) -> bool:
        """Step 5, and the session that follows from it, in one transaction."""
        now_ms = self._clock.now_ms()
        with writing(self._engine) as connection:
            if not invigilators.use_challenge(
                connection, challenge.nonce, challenge.until_ms, now_ms
            ):
                return False
            digest = token_digest(token)
            invigilators.open_session(connection, digest, who.fingerprint, until_ms, now_ms)
            audit_log.append(
                connection,
                at_ms=now_ms,
                actor=who.name,
                act="invigilator signed in",
                subject=self._host.name,
                details={"fingerprint": who.fingerprint},
            )
        return True

    def _take(self, challenge: Challenge) -> bool:
        """Step 5 alone."""
        with writing(self._engine) as connection:
            now_ms = self._clock.now_ms()
            return invigilators.use_challenge(
                connection, challenge.nonce, challenge.until_ms, now_ms
            )

    def _close(self, token: str, who: Invigilator) -> None:
        with writing(self._engine) as connection:
            if invigilators.close_session(connection, token_digest(token)):
                audit_log.append(
                    connection,
                    at_ms=self._clock.now_ms(),
                    actor=who.name,
                    act="invigilator signed out",
                    subject=self._host.name,
                )

    async def _refuse(self, proof: Proof, reason: str) -> NoReturn:
        """Refuse a proof, leave an entry of it, and slow down who goes on trying.

        :raises AdmissionRefused: always.
        """
        fingerprint = proof.challenge.invigilator
        known = self._trusted.by_fingerprint(fingerprint)
        # Strangers share one count: a new fingerprint for every try gains nothing.
        who = known.fingerprint if known else ""
        waiting = self._throttle.is_waiting(who)
        wait_s = self._throttle.failed(who)
        if waiting:
            self._turned_away[who] += 1
        else:
            await asyncio.to_thread(self._note, fingerprint, reason, self._turned_away.pop(who, 0))
        if wait_s:
            raise AdmissionRefused(
                f"too many tries that were not right; wait {wait_s} s", retry_after_s=wait_s
            )
        raise AdmissionRefused(_NOT_ADMITTED)

    def _note(self, fingerprint: str, reason: str, turned_away: int) -> None:
        audit_log.record(
            self._engine,
            at_ms=self._clock.now_ms(),
            actor=self._host.name,
            act="invigilator refused",
            subject=self._host.name,
            details={
                "fingerprint": clean_line(fingerprint),
                "reason": reason,
                **({"turned away before": str(turned_away)} if turned_away else {}),
            },
        )
