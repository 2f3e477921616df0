"""The tables of scheduling: venues, accommodations, bookings. Rows are only ever added."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel


class VenueRow(SQLModel, table=True):
    """A venue as it was imported for the ``n``-th time; sittings name it by ``digest``."""

    __tablename__ = "venue"
    id: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    digest: str
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AccommodationRow(SQLModel, table=True):
    """What was approved for a candidate, or its withdrawal, signed by whoever entered it."""

    __tablename__ = "accommodation"
    candidate_number: str = Field(foreign_key="candidate.number", primary_key=True)
    n: int = Field(primary_key=True)
    digest: str
    signer: str
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class OfferRow(SQLModel, table=True):
    """A sitting that candidates can be booked for. ``record`` holds its rules as they were then."""

    __tablename__ = "offer"
    sitting_id: str = Field(primary_key=True)
    opens_ms: int = Field(sa_column=Column(BigInteger, nullable=False))
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class BookingRow(SQLModel, table=True):
    """One step of a candidate's booking for a sitting: the last one says how it stands."""

    __tablename__ = "booking"
    sitting_id: str = Field(primary_key=True)
    candidate_number: str = Field(foreign_key="candidate.number", primary_key=True, index=True)
    n: int = Field(primary_key=True)
    state: str
    at_ms: int = Field(sa_column=Column(BigInteger, nullable=False))
    actor: str
