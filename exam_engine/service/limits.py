"""Limits on what comes from the network, before any of it is read into memory."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exam_engine.service.failures import refuse
from exam_engine.wire.candidate import RefusalView


class BodyLimit:
    """ASGI middleware that refuses bodies beyond a size, whether announced or not."""

    def __init__(self, app: ASGIApp, largest_bytes: int) -> None:
        self._app = app
        self._largest = largest_bytes
        self._sentence = f"a message may have {largest_bytes} bytes at most"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not self._announces_enough(scope):
            await self._refuse(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._largest:
                # Of a kind that everything behind this hands on or turns into a refusal.
                raise HTTPException(413, self._sentence)
            return message

        try:
            await self._app(scope, counted, send)
        except HTTPException:
            await self._refuse(scope, receive, send)

    def _announces_enough(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"content-length":
                return value.isdigit() and len(value) < 12 and int(value) <= self._largest
        return True

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        view = RefusalView(refusal="too-large", message=self._sentence)
        await refuse(413, view)(scope, receive, send)
