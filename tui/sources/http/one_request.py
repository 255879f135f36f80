"""A single request: sent and read within limits of time and size, with failures in our words."""

import asyncio
import zlib
from collections.abc import Sequence

import httpx

from tui.sanitize import clean
from tui.sources.http.outcomes import Answer
from tui.sources.http.transport import CONNECT, READ, PrivateAddress

MAX_SIZE = 2_000_000
"""Bytes of a body, decompressed."""
TIMEOUTS = {"connect": CONNECT, "read": READ, "write": READ, "pool": READ}
CUT_OFF = "the answer was cut off"


class NoAnswer(Exception):
    """A request without a usable answer.

    `retryable` is whether another try may help, `sent` whether it may have reached the server.
    """

    def __init__(self, message: str, retryable: bool, sent: bool = True) -> None:
        super().__init__(message)
        self.retryable, self.sent = retryable, sent


async def send(
    transport: httpx.AsyncBaseTransport,
    method: str,
    url: str,
    body: bytes,
    headers: Sequence[tuple[str, str]],
    timeout: float,
) -> Answer:
    """Send a request and return the whole answer; raises NoAnswer. `timeout` is in seconds."""
    try:
        request = httpx.Request(
            method,
            url,
            content=body or None,
            headers=list(headers),
            extensions={"timeout": TIMEOUTS},
        )
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise NoAnswer("its address is not valid", retryable=False, sent=False) from None
    try:
        async with asyncio.timeout(timeout):
            response = await transport.handle_async_request(request)
            try:
                return Answer(response.status_code, response.headers, await _read_body(response))
            finally:
                await response.aclose()
    except TimeoutError:
        message = f"no answer within {max(1, round(timeout))} s"
        raise NoAnswer(message, retryable=True) from None
    except PrivateAddress as error:
        raise NoAnswer(str(error), retryable=False, sent=False) from None
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NoAnswer(_message_of(error), retryable=True, sent=False) from None
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        raise NoAnswer(_message_of(error), retryable=True) from None


async def _read_body(response: httpx.Response) -> bytes:
    """Return a body, decompressed chunk by chunk so that an oversized one is never held."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise NoAnswer(f"the answer has an unknown encoding: {clean(encoding, 20)}", False)
    gzip = zlib.decompressobj(31) if "gzip" in encoding else None
    body, has_data = bytearray(), False
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for chunk in response.stream:
        has_data |= bool(chunk)
        if gzip is not None and gzip.eof and chunk:
            raise NoAnswer("the answer cannot be decompressed", retryable=True)
        try:
            body += gzip.decompress(chunk, MAX_SIZE + 1 - len(body)) if gzip else chunk
        except zlib.error:
            raise NoAnswer("the answer cannot be decompressed", retryable=True) from None
        if len(body) > MAX_SIZE:
            message = f"the answer is larger than {MAX_SIZE // 1_000_000} MB"
            raise NoAnswer(message, retryable=False)
    if gzip is not None and has_data and not gzip.eof:
        raise NoAnswer(CUT_OFF, retryable=True)
    return bytes(body)


def _message_of(error: Exception) -> str:
    """Return a message of ours for an error of httpx, whose own may contain an address."""
    if isinstance(error, httpx.ConnectTimeout):
        return "the connection timed out"
    if isinstance(error, httpx.ConnectError):
        text = str(error).casefold()
        if "certificate" in text or "ssl" in text:
            return "its certificate is not trusted"
        return "server not found; is there a network?" if "name" in text else "cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return CUT_OFF
    return "the connection was lost"
