"""Where the service listens: a Unix socket or loopback, never in the clear beyond the machine."""

import socket
import stat

import pytest

from exam_engine.errors import StoreError
from exam_engine.service.server import bind_loopback, bind_unix


def test_a_unix_socket_is_its_owners_alone(tmp_path):
    with bind_unix(tmp_path / "engine.sock"):
        assert stat.S_IMODE((tmp_path / "engine.sock").stat().st_mode) == 0o600


def test_the_socket_of_a_dead_server_is_replaced_and_that_of_a_live_one_is_not(tmp_path):
    path = tmp_path / "engine.sock"
    bind_unix(path).close()  # the file stays, and nobody listens
    with (
        bind_unix(path),
        pytest.raises(StoreError, match="a server listens there already; stop it first"),
    ):
        bind_unix(path)


def test_a_file_that_is_no_socket_is_not_replaced(tmp_path):
    path = tmp_path / "engine.sock"
    path.write_text("something of value")
    with pytest.raises(StoreError, match="cannot listen there"):
        bind_unix(path)
    assert path.read_text() == "something of value"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost"])
def test_a_loopback_address_is_listened_on(host):
    with bind_loopback(host, 0) as listener:
        assert listener.getsockname()[0].startswith("127.")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])
def test_any_other_address_is_refused_without_tls(host):
    with pytest.raises(StoreError, match="is not a loopback address; without TLS"):
        bind_loopback(host, 0)


def test_a_port_that_is_taken_is_told():
    with bind_loopback("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(StoreError, match=f"127.0.0.1 port {port}: cannot listen there"):
            bind_loopback("127.0.0.1", port)
        assert listener.family is socket.AF_INET
