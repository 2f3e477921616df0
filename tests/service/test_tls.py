"""TLS: a terminal talks to the holder of one certificate, and to nobody else."""

import asyncio
import hashlib
import ssl
from contextlib import asynccontextmanager

import pytest

from exam_engine.client.address import parse_address
from exam_engine.client.failures import CannotRun
from exam_engine.client.pinning import refuse_impostor
from exam_engine.client.transport import open_transport
from exam_engine.errors import GatewayError, StoreError, VaultError
from exam_engine.service.tls import load_tls
from exam_engine.vault.tls_certificate import make_tls_certificate, pin_of
from service.story import story

NOW_MS = 1_795_000_000_000
REPLY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


@pytest.fixture
def files(tmp_path):
    """A certificate and its private key in files, as serve takes them."""
    return write(tmp_path, make_tls_certificate(["engine.example", "127.0.0.1"], 30, NOW_MS))


def write(folder, made):
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(made.certificate)
    private.touch(mode=0o600)
    private.write_bytes(made.private_key.reveal())
    return public, private


@asynccontextmanager
async def engine(context):
    """Something that answers every request; yields its port and what it heard."""
    heard = []

    async def answer(reader, writer):
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(REPLY)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


async def ask(port, pin):
    transport = open_transport(parse_address(f"https://127.0.0.1:{port}#{pin}"))
    try:
        return await transport.exchange("GET", "/health", None, "a token")
    finally:
        await transport.close()


def test_a_pin_is_sha256_over_the_certificate_as_openssl_prints_it(files):
    certificate = files[0].read_text()
    der = ssl.PEM_cert_to_DER_cert(certificate)
    assert pin_of(certificate.encode()) == hashlib.sha256(der).hexdigest()


@story
async def test_the_holder_of_the_pinned_certificate_is_talked_to(files):
    tls = load_tls(*files)
    async with engine(tls.context) as (port, heard):
        with_colons = ":".join(tls.pin[at : at + 2] for at in range(0, 64, 2)).upper()
        for pin in (tls.pin, f"SHA256:{with_colons}"):
            assert await ask(port, pin) == (200, b"ok")
        assert b"authorization: Bearer a token" in heard[0]


@story
async def test_another_certificate_is_refused_in_words_before_anything_is_sent(files):
    pin = pin_of(make_tls_certificate(["127.0.0.1"], 30, NOW_MS).certificate)
    async with engine(load_tls(*files).context) as (port, heard):
        with pytest.raises(GatewayError, match="shows another certificate than the one whose pin"):
            await ask(port, pin)
        address = parse_address(f"https://127.0.0.1:{port}#{pin}")
        with pytest.raises(CannotRun, match="nothing was sent; call the invigilator"):
            await asyncio.to_thread(refuse_impostor, address)
        assert heard == []


@story
async def test_the_right_engine_and_one_that_is_not_there_yet_are_no_impostors(files):
    tls = load_tls(*files)
    async with engine(tls.context) as (port, _):
        await asyncio.to_thread(
            refuse_impostor, parse_address(f"https://127.0.0.1:{port}#{tls.pin}")
        )
    await asyncio.to_thread(refuse_impostor, parse_address(f"https://127.0.0.1:{port}#{tls.pin}"))


@story
async def test_what_does_not_speak_tls_13_is_no_engine_and_no_terminal(files):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    old.load_cert_chain(*files)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    async with engine(old) as (port, _):
        address = parse_address(f"https://127.0.0.1:{port}#{'0' * 64}")
        with pytest.raises(CannotRun, match="does not speak TLS 1.3"):
            await asyncio.to_thread(refuse_impostor, address)
    terminal = ssl.create_default_context()
    terminal.check_hostname, terminal.verify_mode = False, ssl.CERT_NONE
    terminal.maximum_version = ssl.TLSVersion.TLSv1_2
    async with engine(load_tls(*files).context) as (port, _):
        with pytest.raises(OSError):  # noqa: PT011  (how it is told depends on the moment)
            await asyncio.open_connection("127.0.0.1", port, ssl=terminal)


@pytest.mark.parametrize("pin", ["", "12", "0" * 63, "g" * 64, "0" * 65])
def test_without_a_whole_pin_no_other_machine_is_talked_to(pin):
    with pytest.raises(CannotRun, match="needs the pin of the engine's certificate"):
        parse_address(f"https://engine.example:8443#{pin}")


def test_a_private_key_that_others_can_read_is_not_used(files):
    files[1].chmod(0o640)
    with pytest.raises(StoreError, match="others than its owner can read it; run: chmod 600"):
        load_tls(*files)


def test_files_that_do_not_belong_together_are_told(files, tmp_path):
    (tmp_path / "other").mkdir()
    other = write(tmp_path / "other", make_tls_certificate(["x"], 30, NOW_MS))
    for pair in ((files[0], other[1]), (files[1], files[1]), (tmp_path / "none", files[1])):
        with pytest.raises(StoreError, match="make both with|cannot be read"):
            load_tls(*pair)


@pytest.mark.parametrize("name", ["", "a b", "exam/engine", "-x", "x" * 300, "é.example"])
def test_what_is_no_host_gets_no_certificate(name):
    with pytest.raises(VaultError, match="neither a host's name nor an address"):
        make_tls_certificate([name], 30, NOW_MS)


def test_a_private_key_is_not_shown_by_accident():
    made = make_tls_certificate(["x"], 30, NOW_MS)
    assert "PRIVATE" not in repr(made)
