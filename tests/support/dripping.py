"""A server whose response takes 20 seconds: a byte now and then, until the client closes the connection."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
"""The head of a response."""
TLS = b"\x16\x03\x03\x40\x00"
"""The head of a long record of a TLS handshake, which takes minutes."""
_SECONDS = 0.02


@contextmanager
def dripping(head: bytes = HTTP) -> Iterator[str]:
    """Serve ``head``, and then bytes, to whoever connects; return ``127.0.0.1:PORT``."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_accept, args=(server, head), daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts


def _accept(server: socket.socket, head: bytes) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            Thread(target=_drip, args=(connection, head), daemon=True).start()


def _drip(connection: socket.socket, head: bytes) -> None:
    with connection, suppress(OSError):
        connection.recv(65_536)
        connection.sendall(head)
        connection.settimeout(_SECONDS)
        while True:
            connection.sendall(b" ")
            try:
                if connection.recv(65_536) == b"":
                    return
            except TimeoutError:
                continue
