"""Fetches pages of hosts the user named, and of no other: pinned address, bounded size and time.

A name is resolved once and the connection goes to that address, so that it cannot point elsewhere a
moment later. Private, link-local and loopback addresses are refused at every redirect.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from indexer.errors import FichesError

AGENT = "fiches-harvest"
MAX_BYTES = 5_000_000
MAX_REDIRECTS = 3
#: Seconds for one answer of the server, and for a whole page.
SILENCE_SECONDS = 15.0
PAGE_SECONDS = 60.0
#: A server that asks to wait is obeyed up to this many seconds, this many times.
LONGEST_WAIT = 120.0
RETRIES = 2


class FetchError(FichesError):
    """A page that was not fetched; ``refused`` when our own rules forbid it.

    ``answer`` is the status the server gave, or ``None`` when it did not answer.
    """

    def __init__(
        self, address: str, message: str, refused: bool = False, answer: int | None = None
    ) -> None:
        super().__init__(f"{address}: {message}")
        self.address = address
        self.message = message
        self.refused = refused
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: the address it was found at, its bytes and what allows asking again.

    ``status`` is 200, or 304 with no bytes when it has not changed.
    """

    address: str
    status: int
    data: bytes
    etag: str = ""
    modified: str = ""


class Fetcher:
    """Fetches one page at a time, with ``delay`` seconds between two."""

    def __init__(
        self,
        hosts: Iterable[str],
        delay: float = 1.0,
        loopback: bool = False,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self.delay = delay
        self._loopback = loopback
        self._sleep = sleep or time.sleep
        self._last = float("-inf")

    def fetch(self, address: str, etag: str = "", modified: str = "") -> Page:
        """The page at ``address``, after at most three redirects, each judged like the first.

        Raises ``FetchError`` for anything but 200 and 304.
        """
        where = address
        for _ in range(MAX_REDIRECTS + 1):
            status, headers, data = self._patiently(where, etag, modified)
            if status in (301, 302, 303, 307, 308):
                where = urljoin(where, headers.get("location", ""))
                continue
            if status == 304:
                return Page(where, status, b"", etag, modified)
            if status != 200:
                raise FetchError(where, f"the server answers {status}", answer=status)
            return Page(
                where, status, data, headers.get("etag", ""), headers.get("last-modified", "")
            )
        raise FetchError(address, f"redirects more than {MAX_REDIRECTS} times")

    def _patiently(
        self, address: str, etag: str, modified: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One exchange, asked again when the server is busy and says when to come back."""
        for attempt in range(RETRIES + 1):
            self._sleep(max(0.0, self._last + self.delay - time.monotonic()))
            try:
                answer = self._exchange(address, etag, modified)
            finally:
                self._last = time.monotonic()
            if answer[0] not in (429, 503) or attempt == RETRIES:
                break
            said = answer[1].get("retry-after", "")
            self._sleep(min(float(said) if said.isdigit() else 10.0, LONGEST_WAIT))
        return answer

    def _exchange(
        self, address: str, etag: str, modified: str
    ) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(address)
        connection = self._connection(address)
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
        sent = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
        if etag:
            sent["If-None-Match"] = etag
        if modified:
            sent["If-Modified-Since"] = modified
        try:
            connection.request("GET", path, headers=sent)
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            data = _body(address, answer) if answer.status == 200 else b""
            return answer.status, headers, data
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(address, f"cannot be fetched ({_reason(error)})") from error
        finally:
            connection.close()

    def _connection(self, address: str) -> http.client.HTTPConnection:
        """A connection to the one address a permitted host resolves to."""
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        if host not in self.hosts:
            raise FetchError(address, f"{host or 'no host'} was not named: add --host {host}", True)
        try:
            port = parts.port
        except ValueError as error:
            raise FetchError(address, "has no valid port", True) from error
        if parts.scheme != "https" and not (self._loopback or _is_number(host)):
            raise FetchError(address, "is not https: use the secure address", True)
        number = self._resolve(address, host)
        local = ipaddress.ip_address(number).is_loopback
        if parts.scheme == "http" and local:
            return _Pinned(host, number, port or 80)
        if parts.scheme != "https":
            raise FetchError(address, "is not https: use the secure address", True)
        if port not in (None, 443) and not local:
            raise FetchError(address, "uses an unusual port", True)
        return _PinnedSecurely(host, number, port or 443)

    def _resolve(self, address: str, host: str) -> str:
        """The numeric address of a host; refuses every host that has one that is not public."""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(address, f"{host} is unknown ({_reason(error)})") from error
        numbers = [str(entry[4][0]) for entry in found]
        for number in numbers:
            if not is_public(number) and not (self._loopback and is_loopback(number)):
                told = "a private address" if number == host else f"a private address, {number}"
                advice = "only public sites are asked"
                if is_loopback(number):
                    advice = "allow this machine with --loopback"
                raise FetchError(address, f"{host} is {told}: {advice}", True)
        return numbers[0]


def is_public(number: str) -> bool:
    """Whether a numeric address is one of the public internet, also when wrapped in IPv6."""
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not inner.is_global:
            return False
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_loopback(number: str) -> bool:
    """Whether a numeric address is this machine."""
    return ipaddress.ip_address(number).is_loopback


def _is_number(host: str) -> bool:
    """Whether a host is told by its numeric address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _reason(error: Exception) -> str:
    """What the system says of a failure, without its number."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _body(address: str, answer: http.client.HTTPResponse) -> bytes:
    """The bytes of an answer, up to the bounds of size and time."""
    deadline = time.monotonic() + PAGE_SECONDS
    data = bytearray()
    while piece := answer.read1(1 << 16):
        data += piece
        if len(data) > MAX_BYTES:
            raise FetchError(address, f"is larger than {MAX_BYTES // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise FetchError(address, f"takes more than {PAGE_SECONDS:.0f} seconds")
    return bytes(data)


class _Pinned(http.client.HTTPConnection):
    """A connection that goes to a numeric address while it speaks to a named host."""

    def __init__(self, host: str, number: str, port: int) -> None:
        super().__init__(host, port, timeout=SILENCE_SECONDS)
        self._number = number

    def connect(self) -> None:
        """Connect to the pinned address."""
        self.sock = socket.create_connection((self._number, self.port), SILENCE_SECONDS)


class _PinnedSecurely(_Pinned):
    """The same over TLS, the certificate being the named host's."""

    default_port = 443

    def connect(self) -> None:
        """Connect to the pinned address and check the host's certificate."""
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
