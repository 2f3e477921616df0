"""Invigilators who signed in, by the digest of their token, and challenges that were answered."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from exam_engine.store.tables import InvigilatorSessionRow, UsedChallengeRow

_SESSION = InvigilatorSessionRow.__table__  # type: ignore[attr-defined]
_USED = UsedChallengeRow.__table__  # type: ignore[attr-defined]


def use_challenge(connection: Connection, nonce: str, until_ms: int, now_ms: int) -> bool:
    """Take a challenge within a write transaction; return False if it was taken before.

    Those that are too old to count are forgotten: their age alone refuses them.
    """
    connection.execute(delete(_USED).where(_USED.c.until_ms < now_ms))
    known = select(_USED.c.nonce).where(_USED.c.nonce == nonce)
    if connection.execute(known).first() is not None:
        return False
    try:
        with connection.begin_nested():
            connection.execute(insert(_USED).values(nonce=nonce, until_ms=until_ms))
    except IntegrityError:  # another process took it in this moment
        return False
    return True


def open_session(
    connection: Connection, token_digest: bytes, fingerprint: str, until_ms: int, now_ms: int
) -> None:
    """Record that a console is signed in until a moment; sessions that are over are dropped."""
    connection.execute(delete(_SESSION).where(_SESSION.c.until_ms < now_ms))
    connection.execute(
        insert(_SESSION).values(
            token_digest=token_digest, fingerprint=fingerprint, until_ms=until_ms
        )
    )


def close_session(connection: Connection, token_digest: bytes) -> bool:
    """End a console's session; return whether there was one."""
    gone = connection.execute(delete(_SESSION).where(_SESSION.c.token_digest == token_digest))
    return gone.rowcount > 0


def signed_in(connection: Connection, token_digest: bytes, now_ms: int) -> str | None:
    """Return the fingerprint of who holds a token, or None."""
    query = select(_SESSION.c.fingerprint).where(
        _SESSION.c.token_digest == token_digest, _SESSION.c.until_ms >= now_ms
    )
    found: str | None = connection.execute(query).scalar()
    return found
