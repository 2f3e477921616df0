"""Recipients come and go, secrets are rotated; what a sealed file holds is never touched."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_engine.errors import NotARecipient, SealBroken, SealMalformed, SealTampered
from exam_engine.vault import container, resealing
from exam_engine.vault.identity import Identity
from exam_engine.vault.resealing import Changes, reseal
from exam_engine.vault.sealing import SealedFile, SealWriter
from exam_engine.vault.trust import TrustedSigners

ADA, BOB, EVE = (Identity.generate(name) for name in ("ada", "bob", "eve"))
TRUST = TrustedSigners([ADA.recipient, BOB.recipient])
ENTRIES = {"one": b"The right answer is the third one.", "two": b"", "three": b"3" * 5000}
COMPARTMENTS = ("open", "closed")


def seal(path):
    recipients = {"open": [ADA.recipient, BOB.recipient], "closed": [ADA.recipient]}
    with SealWriter(
        path, kind="test", id="t", about={"title": "T"}, signer=ADA, recipients=recipients
    ) as writer:
        for name, content in ENTRIES.items():
            writer.add("open", name, content)
            writer.add("closed", name, content[::-1])
        writer.finish()
    return path


def open_(path, identity=ADA):
    return SealedFile(path, identity, TRUST, kind="test")


def change(path, changes, opener=ADA, signer=None):
    with open_(path, opener) as file:
        return reseal(file, signer or opener, changes)


def content(path, identity, compartment):
    with open_(path, identity) as file:
        return {name: file.read(compartment, name) for name in file.names(compartment)}


def refused(path, identity, compartment):
    with open_(path, identity) as file, pytest.raises(NotARecipient):
        file.read(compartment, "one")


def up_to_header(raw):
    """Return preamble, blobs and index: everything but header, signature and lengths."""
    trailer = raw[-container._TRAILER_BYTES :]
    blobs, index, _ = container._LENGTHS.unpack(trailer[: container._LENGTHS.size])
    return raw[: container._PREAMBLE.size + blobs + index]


@pytest.fixture
def sealed(tmp_path):
    return seal(tmp_path / "file.sealed")


GRANT = Changes(grant={"open": [EVE.recipient], "closed": [BOB.recipient]})
WITHDRAW = Changes(withdraw={"open": [BOB.fingerprint]})
ROTATE = Changes(rotate={"open": [ADA.recipient]})
ROTATE_ALL = Changes(rotate={"open": [ADA.recipient, BOB.recipient], "closed": [ADA.recipient]})
EVERY = {"grant": GRANT, "withdraw": WITHDRAW, "rotate": ROTATE, "rotate all": ROTATE_ALL}


def test_a_recipient_who_is_added_reads_and_every_entry_is_the_same_byte_for_byte(sealed):
    before = sealed.read_bytes()
    done = change(sealed, GRANT)
    assert up_to_header(sealed.read_bytes()) == up_to_header(before)
    assert content(sealed, EVE, "open") == content(sealed, ADA, "open") == ENTRIES
    assert content(sealed, BOB, "closed")["one"] == ENTRIES["one"][::-1]
    refused(sealed, EVE, "closed")
    assert (done.entries, done.encrypted_anew) == (8, 0)


def test_the_new_file_is_signed_by_who_changed_it(sealed):
    change(sealed, Changes(grant={"open": [EVE.recipient]}), opener=BOB)
    with open_(sealed) as file:
        assert file.signer == BOB.recipient


def test_who_cannot_open_a_compartment_can_change_nothing_in_it(sealed):
    before = sealed.read_bytes()
    for changes in (
        Changes(grant={"closed": [BOB.recipient]}),
        Changes(withdraw={"closed": [ADA.fingerprint]}),
        Changes(rotate={"closed": [BOB.recipient]}),
    ):
        with pytest.raises(NotARecipient, match="closed are not sealed to bob"):
            change(sealed, changes, opener=BOB)
    assert sealed.read_bytes() == before


def test_a_withdrawn_recipient_can_still_use_what_they_know_and_a_rotation_ends_that(sealed):
    with open_(sealed, BOB) as file:
        known = file.compartment("open")
    change(sealed, WITHDRAW)
    refused(sealed, BOB, "open")
    with open_(sealed) as file:
        found = dict(file.stream())[known.locator("one")]
    assert known.unseal("one", found) == ENTRIES["one"]
    change(sealed, ROTATE)
    with open_(sealed) as file:
        blobs = dict(file.stream())
    assert not blobs.keys() & {known.locator(name) for name in (*ENTRIES, "")}
    assert all(known.unseal(name, blob) is None for name in ENTRIES for blob in blobs.values())


def test_rotating_one_compartment_leaves_the_other_byte_for_byte(sealed):
    with open_(sealed) as file:
        closed = {file.compartment("closed").locator(name) for name in (*ENTRIES, "")}
        before = dict(file.stream())
    done = change(sealed, ROTATE)
    with open_(sealed) as file:
        after = dict(file.stream())
    assert before.keys() & after.keys() == closed
    assert all(before[locator] == after[locator] for locator in closed)
    assert not set(before.values()) & set(after.values()) - {before[one] for one in closed}
    assert (done.entries, done.encrypted_anew) == (8, 4)


@pytest.mark.parametrize("changes", EVERY.values(), ids=EVERY)
def test_every_content_is_as_before(sealed, changes):
    before = {name: content(sealed, ADA, name) for name in COMPARTMENTS}
    change(sealed, changes)
    assert {name: content(sealed, ADA, name) for name in COMPARTMENTS} == before


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.text(min_size=1, max_size=20), st.binary(max_size=300), max_size=12),
    st.lists(st.sampled_from(list(EVERY)), max_size=4),
)
def test_any_sequence_of_changes_keeps_any_content(tmp_path_factory, entries, names):
    path = tmp_path_factory.mktemp("any") / "file.sealed"
    people = {"open": [ADA.recipient, BOB.recipient], "closed": [ADA.recipient]}
    with SealWriter(path, kind="test", id="t", about={}, signer=ADA, recipients=people) as writer:
        for name, held in entries.items():
            writer.add("open", name, held)
        writer.finish()
    for name in names:
        change(path, EVERY[name])
    assert content(path, ADA, "open") == entries
    assert [one.name for one in path.parent.iterdir()] == ["file.sealed"]


@pytest.mark.parametrize("changes", EVERY.values(), ids=EVERY)
def test_no_content_is_ever_written(sealed, changes, monkeypatch):
    """All that is written on the way, to any file, is looked through."""
    written = []
    write = container.ContainerWriter._write

    def noted(writer, data):
        written.append(bytes(data))
        write(writer, data)

    monkeypatch.setattr(container.ContainerWriter, "_write", noted)
    change(sealed, changes)
    through = b"".join(written)
    assert len(through) > 5000
    assert ENTRIES["one"] not in through
    assert b"3" * 40 not in through


@pytest.mark.parametrize("changes", EVERY.values(), ids=EVERY)
def test_the_date_and_the_mode_of_the_file_stay(sealed, changes):
    sealed.chmod(0o640)
    before = sealed.stat()
    change(sealed, changes)
    after = sealed.stat()
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert after.st_ino != before.st_ino


SMALL = {
    "grant": Changes(grant={"open": [EVE.recipient]}),
    "withdraw": WITHDRAW,
    "rotate": Changes(rotate={"open": [ADA.recipient, BOB.recipient]}),
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """A small file after each change; each test leaves them as they are."""
    folder = tmp_path_factory.mktemp("changed")
    people = {"open": [ADA.recipient, BOB.recipient]}
    for name, changes in SMALL.items():
        path = folder / name
        with SealWriter(
            path, kind="test", id="t", about={}, signer=ADA, recipients=people
        ) as writer:
            writer.add("open", "one", ENTRIES["one"])
            writer.finish()
        change(path, changes)
    return folder


def refused_with_a_byte_changed(path, at, flip):
    with path.open("r+b", buffering=0) as stream:
        (byte,) = os.pread(stream.fileno(), 1, at)
        os.pwrite(stream.fileno(), bytes([byte ^ flip]), at)
        try:
            with pytest.raises(SealBroken):
                open_(path)
        finally:
            os.pwrite(stream.fileno(), bytes([byte]), at)


@pytest.mark.parametrize("name", SMALL)
def test_one_byte_changed_in_the_head_or_in_what_follows_the_entries_is_found(changed, name):
    path = changed / name
    raw = path.read_bytes()
    for at in [*range(container._PREAMBLE.size), *range(len(up_to_header(raw)), len(raw))]:
        refused_with_a_byte_changed(path, at, 0x20)
    open_(path).close()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(SMALL)), st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_one_byte_changed_anywhere_is_found(changed, name, where, flip):
    path = changed / name
    refused_with_a_byte_changed(path, int(where * path.stat().st_size), flip)


def test_a_file_changed_while_it_is_copied_is_never_signed(sealed, monkeypatch):
    """Somebody swaps bytes of an entry after the signature was checked."""
    file = open_(sealed)
    raw = sealed.read_bytes()
    with sealed.open("r+b") as stream:
        stream.seek(container._PREAMBLE.size + 3)
        stream.write(bytes([raw[container._PREAMBLE.size + 3] ^ 1]))
    altered = sealed.read_bytes()
    with file, pytest.raises(SealTampered, match="changed while it was read"):
        reseal(file, ADA, GRANT)
    assert sealed.read_bytes() == altered
    assert list(sealed.parent.iterdir()) == [sealed]


def test_a_new_file_that_does_not_read_back_never_takes_the_old_ones_place(sealed, monkeypatch):
    """A disk that loses a byte: the new file is well signed and its entries are not the same."""
    before = sealed.read_bytes()
    entries = resealing._Copy.entries

    def lossy(copy):
        for locator, blob in entries(copy):
            yield locator, blob[:-1] + bytes([blob[-1] ^ 1])

    monkeypatch.setattr(resealing._Copy, "entries", lossy)
    for changes in EVERY.values():
        with pytest.raises(SealTampered, match="does not read as it should"):
            change(sealed, changes)
    assert sealed.read_bytes() == before
    assert list(sealed.parent.iterdir()) == [sealed]


def test_a_stop_in_the_middle_leaves_the_old_file_alone(sealed, monkeypatch):
    before = sealed.read_bytes()

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(resealing, "_put_in_place", stop)
    with pytest.raises(KeyboardInterrupt):
        change(sealed, ROTATE)
    assert sealed.read_bytes() == before
    assert list(sealed.parent.iterdir()) == [sealed]


def test_an_entry_that_no_directory_lists_is_not_carried_through_a_rotation(tmp_path):
    """It would stay under the old secret, which those who left still know."""
    path = tmp_path / "hidden.sealed"
    people = {"open": [ADA.recipient]}
    with SealWriter(path, kind="test", id="t", about={}, signer=ADA, recipients=people) as writer:
        writer.add("open", "one", b"1")
        writer.add("open", "hidden", b"2")
        writer._names["open"].remove("hidden")
        writer.finish()
    with pytest.raises(SealMalformed, match="no directory lists"):
        change(path, Changes(rotate={"open": [ADA.recipient]}))
    with SealWriter(path, kind="test", id="t", about={}, signer=ADA, recipients=people) as writer:
        writer.add("open", "one", b"1")
        writer._names["open"].append("missing")
        writer.finish()
    with pytest.raises(SealMalformed, match="is missing"):
        change(path, Changes(rotate={"open": [ADA.recipient]}))


def test_an_index_that_leaves_a_gap_is_refused(tmp_path):
    path = tmp_path / "gap.sealed"
    people = {"open": [ADA.recipient]}
    with SealWriter(path, kind="test", id="t", about={}, signer=ADA, recipients=people) as writer:
        writer.add("open", "one", b"1")
        writer._container._write(b"smuggled")
        writer.finish()
    with open_(path) as file:
        assert file.read("open", "one") == b"1"
        with pytest.raises(SealMalformed, match="does not account for every byte"):
            list(file.stream())


def test_secrets_do_not_show_themselves(sealed):
    with open_(sealed) as file:
        opened = file.compartment("open")
        assert repr(opened) == "Compartment('open')"
        assert "Secret(…)" in repr(vars(opened))
