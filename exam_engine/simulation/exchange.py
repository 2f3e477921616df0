"""Requests to an application in this process, without a socket between.

The application is called as any ASGI server calls it: with the same headers and the same bytes as
over a socket, so that limits, express lane, routing and decoding are the real ones.
"""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp, Message

from exam_engine.errors import GatewayError


class InProcess:
    """A transport of the terminal's gateway; all simulated terminals share one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def exchange(
        self, method: str, path: str, body: bytes | None, token: str
    ) -> tuple[int, bytes]:
        """Return status and body of the reply.

        :raises GatewayError: if the application sends none.
        """
        content = body or b""
        reply = _Reply(content)
        await self._app(_scope(method, path, content, token), reply.receive, reply.send)
        if reply.status == 0:
            raise GatewayError(f"{method} {path}: the application sent no reply")
        return reply.status, b"".join(reply.parts)

    async def close(self) -> None:
        """There is nothing to let go of."""


class _Reply:
    """One request as the application receives it, and what it sends back."""

    def __init__(self, content: bytes) -> None:
        self._content: bytes | None = content
        self.status = 0
        self.parts: list[bytes] = []

    async def receive(self) -> Message:
        if self._content is None:
            return {"type": "http.disconnect"}
        content, self._content = self._content, None
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))


def _scope(method: str, path: str, content: bytes, token: str) -> dict[str, Any]:
    headers = [
        (b"host", b"engine"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    if token:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": None,
        "server": ("engine", 80),
    }
