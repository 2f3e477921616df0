"""The messages between terminal and engine, one method for each route.

Replies are decoded strictly, and every text in them is made harmless before anything else sees it.
A refusal becomes :class:`Refused`; whatever keeps a reply from arriving or from being understood
becomes :class:`GatewayError`. How bytes get there and back is the transport's business.
"""

from __future__ import annotations

from typing import Any, Protocol, Self, TypeVar

import msgspec

from exam_engine.client.failures import Refused
from exam_engine.errors import GatewayError
from exam_engine.text import clean_text
from exam_engine.wire.candidate import (
    Acknowledgement,
    AdmissionRequest,
    Admitted,
    AgreementRequest,
    AttemptView,
    BreakRequest,
    EventsRequest,
    News,
    Progress,
    RefusalView,
    ResumeRequest,
    SubmitRequest,
    Submitted,
)

_encode = msgspec.json.Encoder().encode
M = TypeVar("M", bound=msgspec.Struct)


class Transport(Protocol):
    """Carries requests to an engine: over a socket, or within one process."""

    async def exchange(
        self, method: str, path: str, body: bytes | None, token: str
    ) -> tuple[int, bytes]:
        """Return status and body of the reply. ``token`` is empty before the admission.

        :raises GatewayError: if no reply comes.
        """
        ...

    async def close(self) -> None:
        """Let go of what the transport holds."""
        ...


class Gateway:
    """Use as an asynchronous context manager.

    ``token`` authorises this terminal; it is empty until the terminal is admitted.
    """

    def __init__(self, transport: Transport) -> None:
        self.token = ""
        self._transport = transport

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._transport.close()

    async def health(self) -> None:
        """Return if the engine answers.

        :raises GatewayError: if it does not.
        """
        status, _ = await self._exchange("GET", "/health", None)
        if status != 200:
            raise GatewayError("the engine is not ready")

    async def admit(self, request: AdmissionRequest) -> Admitted:
        """Be admitted with a candidate's number and one-time code; this opens a session."""
        return await self._ask("POST", "/api/v1/admission", request, Admitted)

    async def enter(self) -> AttemptView:
        """Go on at this terminal, in a new session: what is still on its way no longer counts."""
        return await self._ask("POST", "/api/v1/attempt/entry", None, AttemptView)

    async def view(self) -> AttemptView:
        """Return the whole attempt."""
        return await self._ask("GET", "/api/v1/attempt", None, AttemptView)

    async def progress(self) -> Progress:
        """Return where the attempt stands."""
        return await self._ask("GET", "/api/v1/attempt/progress", None, Progress)

    async def news(self, after: int) -> News:
        """Return what others did to the attempt, once it is more than ``after`` things."""
        return await self._ask("GET", f"/api/v1/attempt/news?after={after}", None, News)

    async def agree(self, request: AgreementRequest) -> AttemptView:
        """Confirm identity and agree to the statement shown."""
        return await self._ask("POST", "/api/v1/attempt/agreement", request, AttemptView)

    async def start(self) -> AttemptView:
        """Start the clock and receive the paper."""
        return await self._ask("POST", "/api/v1/attempt/start", None, AttemptView)

    async def record(self, request: EventsRequest) -> Acknowledgement:
        """Record events; the acknowledgement says that they are on disk."""
        return await self._ask("POST", "/api/v1/attempt/events", request, Acknowledgement)

    async def take_break(self, request: BreakRequest) -> Progress:
        """Begin a break, as far as the candidate's budget goes."""
        return await self._ask("POST", "/api/v1/attempt/break", request, Progress)

    async def come_back(self, request: ResumeRequest) -> Progress:
        """End a break that the candidate took."""
        return await self._ask("POST", "/api/v1/attempt/resumption", request, Progress)

    async def submit(self, request: SubmitRequest) -> Submitted:
        """Finish the attempt."""
        return await self._ask("POST", "/api/v1/attempt/submission", request, Submitted)

    async def _ask(
        self, method: str, path: str, message: msgspec.Struct | None, reply: type[M]
    ) -> M:
        """:raises Refused: if the engine says no.

        :raises GatewayError: if it says nothing, or nothing that is understood.
        """
        status, body = await self._exchange(method, path, message)
        if status == 200:
            return decode(body, reply)
        view = decode(body, RefusalView)
        raise Refused(
            view.refusal, view.message, last_seq=view.last_seq, retry_after_s=view.retry_after_s
        )

    async def _exchange(
        self, method: str, path: str, message: msgspec.Struct | None
    ) -> tuple[int, bytes]:
        body = None if message is None else _encode(message)
        return await self._transport.exchange(method, path, body, self.token)


def decode(body: bytes, reply: type[M]) -> M:
    """Read a reply strictly, with every text in it cleaned.

    :raises GatewayError: if it is no such message.
    """
    try:
        return msgspec.convert(_cleaned(msgspec.json.decode(body)), reply)
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
