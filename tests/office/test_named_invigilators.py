"""A sitting names its invigilators; records from before there were any stay as they were."""

import msgspec
import pytest

from conftest import CHEAP, NINE_O_CLOCK, PASSPHRASE
from exam_engine.canonical import canonical_json, digest
from exam_engine.errors import VaultError
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.sitting import Sitting
from exam_engine.office import sittings
from exam_engine.office.evidence import genuine_sitting
from exam_engine.office.roster_file import RosterLine
from exam_engine.office.sittings import SittingOrder
from exam_engine.vault.identity import Identity, save_identity

LINES = [RosterLine(Candidate(number="C-1", name="Ada"), Accommodation())]
BEFORE = (
    b'{"closes_ms":2,"forms":[{"digest":"d","form":"F1"}],"host":"h","id":"s","opens_ms":1,'
    b'"roster":[{"extra_time_ms":0,"form":"F1","name_digest":"n","number":"C-1"}]}'
)
"""A record as version 0.1 of the engine wrote it."""


def test_a_record_from_before_there_were_invigilators_keeps_its_bytes_and_its_digest():
    read = msgspec.json.decode(BEFORE, type=Sitting)
    assert read.invigilators == ()
    assert canonical_json(read) == BEFORE
    assert digest(msgspec.structs.replace(read, invigilators=("x",))) != digest(read)


def order(body, *names):
    return SittingOrder(
        "spring", (body.form.id,), NINE_O_CLOCK, NINE_O_CLOCK + 1, "centre", tuple(names)
    )


def test_they_are_named_once_each_by_fingerprint_and_signed(body):
    ines = Identity.generate("ines")
    save_identity(ines, body.home.identities, PASSPHRASE, CHEAP)
    sittings.schedule(body.home, order(body, "ines", "ines"), LINES, body.people["editor"])
    assert genuine_sitting(body.home, "spring").sitting.invigilators == (ines.fingerprint,)


@pytest.mark.parametrize(
    ("name", "problem"), [("nobody", "no recipient 'nobody'"), ("centre", "delivery host")]
)
def test_strangers_and_the_delivery_host_are_no_invigilators_and_nothing_is_left(
    body, name, problem
):
    with pytest.raises(VaultError, match=problem):
        sittings.schedule(body.home, order(body, name), LINES, body.people["editor"])
    assert not list(body.home.papers.glob("*.paper"))
