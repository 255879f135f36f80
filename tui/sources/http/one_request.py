"""One request: sent, its answer read within a time and a size, its failure in our words."""

import asyncio
import zlib
from collections.abc import Sequence

import httpx

from tui.sanitize import clean
from tui.sources.http.outcomes import Answer
from tui.sources.http.transport import CONNECT, READ, PrivateAddress

LARGEST = 2_000_000
"""Bytes of an answer, unpacked."""
TIMEOUTS = {"connect": CONNECT, "read": READ, "write": READ, "pool": READ}


async def send(
    transport: httpx.AsyncBaseTransport,
    method: str,
    url: str,
    body: bytes,
    headers: Sequence[tuple[str, str]],
    limit: float,
) -> Answer:
    """Send a request and return the whole answer; raises NoAnswer. `limit` is in seconds."""
    try:
        request = httpx.Request(
            method,
            url,
            content=body or None,
            headers=list(headers),
            extensions={"timeout": TIMEOUTS},
        )
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise NoAnswer("has no address that can be asked", again=False, sent=False) from None
    try:
        async with asyncio.timeout(limit):
            response = await transport.handle_async_request(request)
            try:
                return Answer(response.status_code, response.headers, await _body(response))
            finally:
                await response.aclose()
    except TimeoutError:
        raise NoAnswer(f"no answer within {max(1, round(limit))} s", again=True) from None
    except PrivateAddress as error:
        raise NoAnswer(str(error), again=False, sent=False) from None
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NoAnswer(_words(error), again=True, sent=False) from None
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        raise NoAnswer(_words(error), again=True) from None


class NoAnswer(Exception):
    """A request that brought no answer; `again` tells whether another may, `sent` if it arrived."""

    def __init__(self, words: str, again: bool, sent: bool = True) -> None:
        super().__init__(words)
        self.again, self.sent = again, sent


async def _body(response: httpx.Response) -> bytes:
    """Return a body, unpacked bit by bit: what is too large is never held."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise NoAnswer(f"answers in a coding that was not asked for: {clean(coding, 20)}", False)
    packed = zlib.decompressobj(31) if "gzip" in coding else None
    body, came = bytearray(), False
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for chunk in response.stream:
        came |= bool(chunk)
        if packed is not None and packed.eof and chunk:
            raise NoAnswer("answers what cannot be unpacked", again=True)
        try:
            body += packed.decompress(chunk, LARGEST + 1 - len(body)) if packed else chunk
        except zlib.error:
            raise NoAnswer("answers what cannot be unpacked", again=True) from None
        if len(body) > LARGEST:
            raise NoAnswer(f"answers more than {LARGEST // 1_000_000} MB", again=False)
    if packed is not None and came and not packed.eof:
        raise NoAnswer("breaks off in the middle of its answer", again=True)
    return bytes(body)


def _words(error: Exception) -> str:
    """Return what went wrong on the way, in our words: those of others may carry an address."""
    if isinstance(error, httpx.ConnectTimeout):
        return "cannot be reached in time"
    if isinstance(error, httpx.ConnectError):
        text = str(error).casefold()
        if "certificate" in text or "ssl" in text:
            return "has a certificate that cannot be trusted"
        return "its server cannot be found: no network?" if "name" in text else "cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return "breaks off in the middle of its answer"
    return "the connection broke"
