"""The messages between console and engine, and the proof of who sits here.

Signing in, step by step (the engine's side is in service/sign_in.py):

1. Ask for a challenge, with a nonce of this console's own.
2. Hold it against the host's signature: it must come from a delivery host that is known here, and
   answer this nonce, so that no older challenge and no other machine passes for the engine.
3. Sign it together with the host's fingerprint. The engine answers with a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import msgspec

from exam_engine.errors import ExamEngineError, GatewayError, VaultError
from exam_engine.text import clean_text
from exam_engine.vault.identity import Identity
from exam_engine.vault.sign_in import is_from, new_nonce, prove
from exam_engine.vault.trust import TrustedSigners
from exam_engine.wire.candidate import RefusalView
from exam_engine.wire.invigilator import (
    SIGN_IN,
    Act,
    ActReply,
    ActRequest,
    Board,
    Challenge,
    ChallengeRequest,
    FinishFor,
    Proof,
    SeatDetails,
    SignedIn,
    SignedOut,
    finish_purpose,
)

_BASE = "/api/v1/invigilator"
_encode = msgspec.json.Encoder().encode
M = TypeVar("M", bound=msgspec.Struct)


class Transport(Protocol):
    """Carries requests to an engine."""

    async def exchange(
        self, method: str, path: str, body: bytes | None, token: str
    ) -> tuple[int, bytes]:
        """Return status and body of the reply.

        :raises GatewayError: if no reply comes.
        """
        ...

    async def close(self) -> None:
        """Let go of what the transport holds."""
        ...


class Refused(ExamEngineError):
    """The engine refused a request, with a code of the wire and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class ConsoleGateway:
    """One invigilator's way to the engine."""

    def __init__(
        self, transport: Transport, identity: Identity, trusted: TrustedSigners, delivery: str = ""
    ) -> None:
        """:param trusted: among them is the delivery host.

        :param delivery: the delivery host's name, if only that one will do.
        """
        self._transport = transport
        self._identity = identity
        self._trusted = trusted
        self._delivery = delivery
        self._token = ""
        self.host = ""

    async def sign_in(self) -> SignedIn:
        """Sign in, with a new token.

        :raises Refused: if the engine does not admit this identity.
        :raises VaultError: if the engine is not a host that is known here.
        """
        proof = await self._proof(self._identity, SIGN_IN)
        told = await self._ask("POST", "/session", proof, SignedIn)
        self._token = told.token
        return told

    async def sign_out(self) -> None:
        """End the session."""
        await self._ask("POST", "/session/end", None, SignedOut)
        self._token = ""

    async def board(self, sitting: str, after: int) -> Board:
        """Return the board once its version is another than ``after``, or after a while."""
        query = urlencode({"sitting": sitting, "after": after})
        return await self._ask("GET", f"/board?{query}", None, Board)

    async def details(self, sitting: str, candidate: str) -> SeatDetails:
        """Return what happened in one attempt."""
        query = urlencode({"sitting": sitting, "candidate": candidate})
        return await self._ask("GET", f"/details?{query}", None, SeatDetails)

    async def act(
        self, sitting: str, act: Act, candidates: Sequence[str], *, everyone: bool = False
    ) -> ActReply:
        """Do something for the candidates named, or for everyone."""
        named = () if everyone else tuple(candidates)
        request = ActRequest(sitting=sitting, act=act, candidates=named, everyone=everyone)
        return await self._ask("POST", "/act", request, ActReply)

    async def finish(
        self, sitting: str, candidates: Sequence[str], reason: str, second: Identity
    ) -> ActReply:
        """Finish for candidates, with the proof of a second person for just that."""
        first = self._identity.fingerprint
        proof = await self._proof(second, finish_purpose(sitting, candidates, reason, first))
        return await self.act(sitting, FinishFor(reason=reason, second=proof), candidates)

    async def close(self) -> None:
        await self._transport.close()

    # --- helpers ---

    async def _proof(self, identity: Identity, purpose: str) -> Proof:
        """Steps 1 to 3."""
        asked = ChallengeRequest(invigilator=identity.fingerprint, asked=new_nonce())
        challenge = await self._ask("POST", "/challenge", asked, Challenge)  # step 1
        host = self._trusted.by_fingerprint(challenge.host)  # step 2
        if host is None:
            raise VaultError(
                "the engine's delivery host is not known here; put its .recipient file beside "
                "your identity, after comparing fingerprints"
            )
        if self._delivery and host.name != self._delivery:
            raise VaultError(f"the engine is {host.name}, not {self._delivery}; check the address")
        answers = (challenge.asked, challenge.invigilator) == (asked.asked, asked.invigilator)
        if not answers or not is_from(challenge, host):
            raise VaultError(f"the engine's challenge is not {host.name}'s; check the address")
        self.host = host.name
        return Proof(challenge=challenge, value=prove(identity, challenge, purpose))  # step 3

    async def _ask(
        self, method: str, path: str, message: msgspec.Struct | None, reply: type[M]
    ) -> M:
        body = None if message is None else _encode(message)
        status, answer = await self._transport.exchange(method, _BASE + path, body, self._token)
        if status == 200:
            return _decode(answer, reply)
        refusal = _decode(answer, RefusalView)
        raise Refused(refusal.refusal, refusal.message)


def _decode(body: bytes, reply: type[M]) -> M:
    """Read a reply strictly, with every text in it made harmless.

    :raises GatewayError: if it is no such message.
    """
    try:
        plain = msgspec.json.decode(body)
        # Signatures come as base64, which cleaning leaves as it is.
        return msgspec.convert(_cleaned(plain), reply)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise GatewayError(
            f"the engine's reply is not understood (expected {reply.__name__})"
        ) from None


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean_text(value)
        case list():
            return [_cleaned(part) for part in value]
        case dict():
            return {name: _cleaned(part) for name, part in value.items()}
    return value
