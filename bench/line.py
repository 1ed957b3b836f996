"""One kept connection to a server on this machine, as little of HTTP as measuring needs."""

from __future__ import annotations

import socket
from types import TracebackType


class LineError(OSError):
    """The server closed the connection or answered what cannot be read."""


class Line:
    """Sends a whole HTTP/1.1 message, reads the whole answer; reconnects when it was closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def ask(self, message: bytes) -> tuple[int, bytes]:
        """Status and body; a kept connection that the server ended is opened once more."""
        fresh = self._socket is None
        try:
            return self._once(message)
        except OSError:
            self.close()
            if fresh:
                raise
            return self._once(message)

    def _once(self, message: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._rest = b""
        self._socket.sendall(message)
        head = self._until(b"\r\n\r\n")
        lowered = head.lower()
        status = int(head.split(b" ", 2)[1])
        if b"transfer-encoding: chunked" in lowered:
            body = self._chunks()
        else:
            size = lowered.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            body = self._take(int(size or 0))
        if b"connection: close" in lowered:
            self.close()
        return status, body

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            parts.append(self._take(size + 2)[:-2])
        self._until(b"\r\n")
        return b"".join(parts)

    def _until(self, mark: bytes) -> bytes:
        while (at := self._rest.find(mark)) < 0:
            self._more()
        found, self._rest = self._rest[:at], self._rest[at + len(mark) :]
        return found

    def _take(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._more()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _more(self) -> None:
        assert self._socket
        got = self._socket.recv(262_144)
        if not got:
            raise LineError("the server closed the connection")
        self._rest += got


def message(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """An HTTP/1.1 message."""
    said = {"Host": "127.0.0.1", "Connection": "keep-alive", **headers}
    if body:
        said["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in said.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
