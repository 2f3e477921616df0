"""Identities: files, passphrases, recipients."""

import pickle

import msgspec
import pytest

from exam_engine.errors import PassphraseWrong, VaultError
from exam_engine.vault.identity import (
    Identity,
    PassphraseCost,
    load_identity,
    load_recipient,
    save_identity,
)
from exam_engine.vault.secret import Secret, read_passphrase_file
from exam_engine.vault.trust import TrustedSigners

CHEAP = PassphraseCost(memory_kib=8_192, iterations=1, lanes=1)
PASSPHRASE = Secret(b"a passphrase")


@pytest.fixture
def saved(tmp_path):
    identity = Identity.generate("ada")
    private, public = save_identity(identity, tmp_path, PASSPHRASE, CHEAP)
    return identity, private, public


def test_an_identity_comes_back_with_its_passphrase(saved):
    identity, private, public = saved
    loaded = load_identity(private, PASSPHRASE)
    assert loaded.recipient == identity.recipient == load_recipient(public)
    assert identity.recipient.verifies(loaded.sign(b"message"), b"message")
    wrapped = identity.recipient.wrap(Secret(b"s" * 32), b"context")
    assert loaded.unwrap(wrapped, b"context") == Secret(b"s" * 32)


def test_a_wrong_passphrase_and_a_changed_file_do_not_open(saved):
    _, private, _ = saved
    with pytest.raises(PassphraseWrong, match="does not open"):
        load_identity(private, Secret(b"another"))
    content = private.read_text()
    private.write_text(content.replace('"ada"', '"eve"'))
    with pytest.raises(PassphraseWrong):
        load_identity(private, PASSPHRASE)


def test_the_secret_file_is_its_owners_and_never_overwritten(saved, tmp_path):
    identity, private, public = saved
    assert private.stat().st_mode & 0o777 == 0o600
    assert public.stat().st_mode & 0o777 == 0o644
    with pytest.raises(VaultError, match="never overwritten"):
        save_identity(identity, tmp_path, PASSPHRASE, CHEAP)


def test_a_changed_recipient_file_is_found_out(saved):
    _, _, public = saved
    other = Identity.generate("ada").recipient
    file = msgspec.json.decode(public.read_bytes())
    file["recipient"] = msgspec.to_builtins(other)
    public.write_bytes(msgspec.json.encode(file))
    with pytest.raises(VaultError, match="changed after it was made"):
        load_recipient(public)


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 10_000, b"\xff\xfe", b"x" * 30_000])
def test_rubbish_is_no_identity(tmp_path, content):
    path = tmp_path / "rubbish"
    path.write_bytes(content)
    with pytest.raises(VaultError, match="is not an identity file"):
        load_identity(path, PASSPHRASE)
    with pytest.raises(VaultError, match="is not a recipient file"):
        load_recipient(path)


def test_a_made_up_cost_cannot_take_the_machine(saved):
    _, private, _ = saved
    file = msgspec.json.decode(private.read_bytes())
    file["cost"]["memory_kib"] = 1 << 40
    private.write_bytes(msgspec.json.encode(file))
    with pytest.raises(VaultError, match="is not an identity file"):
        load_identity(private, PASSPHRASE)


def test_a_secret_wrapped_for_another_context_or_person_does_not_open(saved):
    identity, _, _ = saved
    wrapped = identity.recipient.wrap(Secret(b"s" * 32), b"one context")
    with pytest.raises(VaultError, match="does not open"):
        identity.unwrap(wrapped, b"another context")
    with pytest.raises(VaultError, match="does not open"):
        Identity.generate("eve").unwrap(wrapped, b"one context")


def test_secrets_do_not_show_themselves():
    secret = Secret(b"hunter2")
    assert "hunter2" not in f"{secret!r} {secret}"
    assert "hunter2" not in repr(Identity.generate("ada"))
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        hash(secret)


def test_a_passphrase_file_is_its_owners(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text("open sesame\n")
    path.chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        read_passphrase_file(path)
    path.chmod(0o600)
    assert read_passphrase_file(path) == Secret(b"open sesame")


@pytest.mark.parametrize("name", ["", "Ada", "../eve", "a b", "-x", "a" * 64])
def test_names_are_safe_for_files(name):
    with pytest.raises(VaultError, match="cannot be the name"):
        Identity.generate(name)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "../../pwned"),
        ("name", "editor\x1b[8m"),
        ("name", "Editor"),
        ("mlkem768", "AA=="),
        ("x25519", ""),
        ("ed25519", "AAAA"),
    ],
)
def test_a_strangers_recipient_cannot_speak_to_the_terminal_or_leave_the_folder(
    saved, field, value
):
    _, _, public = saved
    file = msgspec.json.decode(public.read_bytes())
    file["recipient"][field] = value
    public.write_bytes(msgspec.json.encode(file))
    with pytest.raises(VaultError, match="is not a recipient file"):
        load_recipient(public)


def test_an_identity_without_salt_is_refused_in_words(saved):
    _, private, _ = saved
    file = msgspec.json.decode(private.read_bytes())
    file["salt"] = ""
    private.write_bytes(msgspec.json.encode(file))
    with pytest.raises(PassphraseWrong):
        load_identity(private, PASSPHRASE)


def test_a_damaged_recipient_locks_nobody_out(saved, tmp_path, caplog):
    identity, _, _ = saved
    (tmp_path / "broken.recipient").write_text("{}")
    trusted = TrustedSigners.from_folder(tmp_path)
    assert trusted.names() == ["ada"]
    assert trusted.find(identity.recipient.ed25519) == identity.recipient
    assert "broken.recipient" in caplog.text
