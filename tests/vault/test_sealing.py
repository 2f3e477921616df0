"""Sealed files: every way to tamper has its own error, and nothing unauthenticated is read."""

import hashlib
import os

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_engine.errors import (
    EntrySwapped,
    NotARecipient,
    SealBroken,
    SealDowngraded,
    SealMalformed,
    SealTampered,
    SealTruncated,
    SignerUnknown,
)
from exam_engine.vault import container, header, sealing
from exam_engine.vault.header import Header
from exam_engine.vault.identity import Identity
from exam_engine.vault.sealing import SealedFile, SealWriter
from exam_engine.vault.trust import TrustedSigners

ADA, BOB, EVE = (Identity.generate(name) for name in ("ada", "bob", "eve"))
TRUST = TrustedSigners([ADA.recipient])
CANARY = b"The right answer is the third one."


def seal(path, entries=(("one", CANARY), ("two", b"second"), ("three", b"third")), signer=ADA):
    recipients = {"open": [ADA.recipient, BOB.recipient], "closed": [ADA.recipient]}
    with SealWriter(
        path, kind="test", id="t1", about={"title": "A test"}, signer=signer, recipients=recipients
    ) as writer:
        for name, content in entries:
            writer.add("open", name, content)
            writer.add("closed", name, content[::-1])
        writer.finish()
    return path


def open_(path, identity=ADA, trust=TRUST):
    return SealedFile(path, identity, trust, kind="test")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    return seal(tmp_path_factory.mktemp("sealed") / "file.sealed")


@pytest.fixture
def copy(sealed, tmp_path):
    path = tmp_path / "copy.sealed"
    path.write_bytes(sealed.read_bytes())
    return path


def resign(content, signer=ADA, format_=container.FORMAT):
    """Put a correct signature under altered content, as an insider with the secret could."""
    lengths = content[-container._TRAILER_BYTES :][: container._LENGTHS.size]
    body = content[: -container._TRAILER_BYTES - container._SIGNATURE_BYTES]
    public = signer.recipient.ed25519
    message = container._message(hashlib.sha256(body).digest(), lengths, public)
    return body + public + signer.sign(message) + lengths + container._END_MARK


def test_each_recipient_reads_what_is_sealed_to_them(sealed):
    with open_(sealed) as file:
        assert file.names("open") == ["one", "two", "three"]
        assert file.read("open", "one") == CANARY
        assert file.read("closed", "two") == b"dnoces"
        with pytest.raises(KeyError):
            file.read("open", "four")
    with open_(sealed, BOB) as file:
        assert file.read("open", "three") == b"third"
        with pytest.raises(
            NotARecipient, match=r"its closed are not sealed to bob.*sealed to: ada"
        ):
            file.read("closed", "three")


def test_the_wrong_identity_is_told_who_may_open(sealed):
    with open_(sealed, EVE) as file, pytest.raises(NotARecipient, match="sealed to: ada, bob"):
        file.read("open", "one")


def test_without_an_identity_only_the_header_can_be_read(sealed):
    with open_(sealed, None) as file:
        assert file.header.about == {"title": "A test"}
        with pytest.raises(NotARecipient, match="--identity"):
            file.names("open")


def test_nothing_of_the_content_stands_in_the_file(sealed):
    raw = sealed.read_bytes()
    assert CANARY not in raw
    assert CANARY[::-1] not in raw
    assert b"three" not in raw


def test_one_flipped_bit_in_any_byte_is_found(copy):
    raw = copy.read_bytes()
    with copy.open("r+b", buffering=0) as stream:
        for at, byte in enumerate(raw):
            os.pwrite(stream.fileno(), bytes([byte ^ 0x10]), at)
            with pytest.raises(SealBroken) as found:
                open_(copy)
            assert CANARY.decode() not in str(found.value)
            os.pwrite(stream.fileno(), bytes([byte]), at)
    open_(copy).close()


def test_a_flipped_byte_in_content_is_named_tampering(copy):
    raw = bytearray(copy.read_bytes())
    raw[200] ^= 1
    copy.write_bytes(raw)
    with pytest.raises(SealTampered, match="signature does not match"):
        open_(copy)


def test_a_file_cut_short_anywhere_is_truncated(sealed, tmp_path):
    raw = sealed.read_bytes()
    path = tmp_path / "cut"
    for length in range(20, len(raw), 97):
        path.write_bytes(raw[:length])
        with pytest.raises(SealTruncated, match="missing|cut short"):
            open_(path)


def test_bytes_added_at_the_end_are_found(copy):
    copy.write_bytes(copy.read_bytes() + b"\n")
    with pytest.raises(SealTruncated, match="added to"):
        open_(copy)


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_rubbish_is_malformed(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "rubbish"
    path.write_bytes(content)
    with pytest.raises(SealMalformed, match="is not a sealed file"):
        open_(path)


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_rubbish_behind_a_true_beginning_is_broken(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "beginning"
    path.write_bytes(container._PREAMBLE.pack(container._MAGIC, container.FORMAT) + content)
    with pytest.raises(SealBroken):
        open_(path)


def test_another_signer_is_unknown_and_named_so(tmp_path):
    path = seal(tmp_path / "eves", signer=EVE)
    with pytest.raises(SignerUnknown, match="somebody unknown here.*identity trust"):
        open_(path)


def test_a_file_signed_anew_by_a_stranger_is_unknown(copy):
    copy.write_bytes(resign(copy.read_bytes(), EVE))
    with pytest.raises(SignerUnknown):
        open_(copy)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_format_is_refused_even_well_signed(copy, version):
    raw = bytearray(copy.read_bytes())
    raw[18:20] = version.to_bytes(2, "big")
    copy.write_bytes(resign(bytes(raw)))
    with pytest.raises(SealDowngraded, match=f"format {version}; this engine accepts format 1"):
        open_(copy)


def test_a_weaker_suite_in_the_header_is_refused_even_well_signed(tmp_path, monkeypatch):
    weaker = header.SUITE.replace("MLKEM768-X25519", "X25519")
    with monkeypatch.context() as patch:
        patch.setattr(header, "SUITE", weaker)
        patch.setattr(sealing, "SUITE", weaker)
        path = seal(tmp_path / "weaker")
    with pytest.raises(SealDowngraded, match="accepts"):
        open_(path)


def test_a_header_with_a_changed_suite_does_not_pass_for_the_old_one(copy):
    raw = copy.read_bytes()
    copy.write_bytes(raw.replace(b"MLKEM768-X25519", b"MLKEM512-X25519"))
    with pytest.raises(SealTampered):
        open_(copy)


def test_swapped_entries_are_found_even_well_signed(copy):
    """Exchange the places of two entries in the index, which are found by locator."""
    raw = copy.read_bytes()
    with open_(copy) as file:
        compartment = file.compartment("open")
        one, two = (compartment.locator(name) for name in ("one", "two"))
    assert raw.count(one) == raw.count(two) == 1
    swapped = raw.replace(one, b"\0" * 16).replace(two, one).replace(b"\0" * 16, two)
    copy.write_bytes(resign(_sorted_index(swapped)))
    with open_(copy) as file:
        for name in ("one", "two"):
            with pytest.raises(EntrySwapped, match=f"in the place of '{name}' in open is not that"):
                file.read("open", name)
        assert file.read("open", "three") == b"third"


def test_wrapped_secrets_of_two_compartments_cannot_be_exchanged(copy):
    raw = copy.read_bytes()
    with open_(copy) as file:
        changed = msgspec.to_builtins(file.header)
    wrapped = changed["recipients"][0]["wrapped"]
    wrapped["open"], wrapped["closed"] = wrapped["closed"], wrapped["open"]
    before = msgspec.json.encode(msgspec.to_builtins(Header(**_header(raw))), order="sorted")
    after = msgspec.json.encode(changed, order="sorted")
    assert len(before) == len(after)
    copy.write_bytes(resign(raw.replace(before, after)))
    with open_(copy) as file, pytest.raises(EntrySwapped, match="is not one for open"):
        file.read("open", "one")


def test_a_stop_in_the_middle_leaves_no_file(tmp_path):
    path = tmp_path / "half.sealed"
    with (
        pytest.raises(KeyboardInterrupt),
        SealWriter(
            path, kind="test", id="t", about={}, signer=ADA, recipients={"open": [ADA.recipient]}
        ) as writer,
    ):
        writer.add("open", "one", b"content")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_refused(sealed):
    with pytest.raises(SealMalformed, match="holds a test, not a bank"):
        SealedFile(sealed, ADA, TRUST, kind="bank")


def _header(raw):
    *_, header_length = container._LENGTHS.unpack(
        raw[-container._TRAILER_BYTES :][: container._LENGTHS.size]
    )
    end = len(raw) - container._TRAILER_BYTES - container._SIGNATURE_BYTES
    return msgspec.json.decode(raw[end - header_length : end])


def _sorted_index(raw):
    blobs, index, _ = container._LENGTHS.unpack(
        raw[-container._TRAILER_BYTES :][: container._LENGTHS.size]
    )
    start, size = container._PREAMBLE.size + blobs, container._RECORD.size
    records = [raw[at : at + size] for at in range(start, start + index, size)]
    return raw[:start] + b"".join(sorted(records)) + raw[start + index :]


def test_an_entry_that_points_outside_the_file_opens_as_nothing(copy):
    """An insider signs an index record with an absurd offset: an error of ours, not Python's."""
    raw = bytearray(copy.read_bytes())
    blobs, index, _ = container._LENGTHS.unpack(
        raw[-container._TRAILER_BYTES :][: container._LENGTHS.size]
    )
    start, size = container._PREAMBLE.size + blobs, container._RECORD.size
    for at in range(start, start + index, size):
        raw[at + 16 : at + 24] = b"\xff" * 8
    copy.write_bytes(resign(bytes(raw)))
    with open_(copy) as file, pytest.raises(EntrySwapped):
        file.read("open", "one")


def test_the_header_shown_is_the_one_that_was_verified(copy, monkeypatch):
    """Somebody changes the file in place right after the signature was checked."""
    verify = container.verify_signature

    def verify_then_change(*arguments):
        found = verify(*arguments)
        copy.write_bytes(copy.read_bytes().replace(b"A test", b"EVIL!!"))
        return found

    monkeypatch.setattr(container, "verify_signature", verify_then_change)
    with open_(copy) as file:
        assert file.header.about == {"title": "A test"}
