"""A server that answers what a test says, and remembers what it was asked."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import httpx

from tests.building import Ticks
from tests.sources.fakes import Wall
from tui.model import SECOND, Millis
from tui.sources.http.client import HttpDeps

FIXTURES = Path(__file__).with_name("fixtures")
NOW: Millis = 1_795_313_700_000
"""2026-11-22T02:15:00Z: shortly before the quotas of the fixtures are whole again."""

Fixture = dict[str, Any]
Answering = Callable[[httpx.Request], httpx.Response]


def fixture(source: str, name: str) -> Fixture:
    """Return a fixture as it lies there, such as `errors/takedown_400` of `bluesky`."""
    text = (FIXTURES / source / name).with_suffix(".json").read_text(encoding="utf-8")
    found: Fixture = json.loads(text)
    return found


def names(source: str) -> set[str]:
    """Return the names of all fixtures of a source."""
    folder = FIXTURES / source
    return {p.relative_to(folder).with_suffix("").as_posix() for p in folder.rglob("*.json")}


def body(source: str, name: str) -> Any:
    """Return the JSON that a fixture answers; it may be changed."""
    return fixture(source, name)["response"]["json"]


def reply(status: int = 200, headers: Mapping[str, str] | None = None, **content: Any) -> Answering:
    """Return what answers always the same: `json=`, `text=` or `content=`."""
    return lambda request: httpx.Response(status, headers=headers, **content)


def like(source: str, name: str) -> Answering:
    """Return what answers as a fixture does."""
    said = fixture(source, name)["response"]
    content = {kind: said[kind] for kind in ("json", "text") if kind in said}
    return reply(said["status"], said["headers"], **content)


def in_turn(*answers: Answering) -> Answering:
    """Return what gives one answer after the other; the last one again and again."""
    left = list(answers)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


class Canned:
    """Answers by method and path, such as `GET /users/x`, or with a function of the request.

    A key may name the host (`GET a.test/users/x`), the query as people read it
    (`GET /users?id=1&id=2`), or both; the one that says most counts. What is not there fails.
    """

    def __init__(self, answers: Mapping[str, Answering] | Answering, now: Millis = NOW) -> None:
        self.answers = answers
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.named: list[bool] = []
        """Whether the user gave the address, for each transport that was opened."""
        self.ticks = Ticks()
        self.wall = Wall(self.ticks, now)
        self.means = HttpDeps(self._open, self.wall, self.ticks, self._pause, lambda: 1.0)

    @property
    def asked(self) -> list[str]:
        """What was asked, as `GET /path?query`, in the order of it."""
        return [_keys(request)[1] for request in self.requests]

    @property
    def hosts(self) -> list[str]:
        """The hosts that were asked, in the order of it."""
        return [request.url.netloc.decode() for request in self.requests]

    def _open(self, named: bool) -> httpx.AsyncBaseTransport:
        self.named.append(named)
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if callable(self.answers):
            return self.answers(request)
        for key in _keys(request):
            if key in self.answers:
                return self.answers[key](request)
        raise AssertionError(f"nobody answers {_keys(request)[0]}")

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.ticks.pass_by(round(seconds * SECOND))


def _keys(request: httpx.Request) -> list[str]:
    """Return what a request is called by, the one that says most first."""
    method, host, path = request.method, request.url.netloc.decode(), request.url.path
    query = unquote_plus(request.url.query.decode())
    full = f"{path}?{query}" if query else path
    return [f"{method} {part}" for part in (f"{host}{full}", full, f"{host}{path}", path)]
