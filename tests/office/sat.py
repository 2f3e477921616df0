"""A sitting that has been sat, and what the office does with it."""

import asyncio
import sqlite3
from contextlib import closing

from sqlalchemy import text

import databases
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.office import marking
from exam_engine.store.database import is_postgresql, reading
from seats import Centre, Seat

RIGHT = {"C-1": 30, "C-2": 25, "C-3": 26}
"""How many questions each candidate answers right, the first ones; C-4 never comes."""


def right_positions(body):
    """Return the right position of every question, by its number."""
    with body.open_bank("marker") as bank:
        return {
            entry.n: entry.options.index(
                bank.read("answers", entry.item, entry.version, ItemAnswers).lines[0].answer[0]
            )
            + 1
            for entry in body.form.items
        }


def sit_three(body):
    """Return a centre in which three candidates have ended: 39 is omitted, 40 never seen."""
    centre = Centre(body)
    right = right_positions(body)

    async def story():
        async with centre.open() as (_, client):
            for number, count in RIGHT.items():
                seat = Seat(client, number)
                await seat.begin(centre.codes[number])
                for n in range(1, 39):
                    wrong = right[n] % 4 + 1
                    await seat.answer(n, right[n] if n <= count else wrong)
                await seat.open(39)
                reply = await seat.submit()
                assert reply.status_code == 200, reply.text

    asyncio.run(story())
    return centre


def mark(body):
    return marking.mark_sitting(body.home, "spring", body.people["marker"])


def verify(body):
    return marking.verify_results(body.home, "spring", body.people["marker"])


def alter(body, statement, **values):
    """Do to the database what somebody with the file and no secret could do."""
    if is_postgresql(body.home.engine):
        databases.alter(body.home.engine, statement, **values)
        return
    with closing(sqlite3.connect(body.home.path / "engine.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount


def look_up(body, query):
    """Return the first row of a query."""
    with reading(body.home.engine) as connection:
        return connection.execute(text(query)).one()
