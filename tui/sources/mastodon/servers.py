"""The Mastodon servers in use, one per host. Only the latest few stay connected."""

from tui.sources.http.client import TRIES, HttpDeps, Params, Server
from tui.sources.http.outcomes import Answer
from tui.sources.http.tokens import Token

MAX_CONNECTIONS = 16
"""Servers that stay connected: the ones that were asked last."""


class Servers:
    """All servers asked so far. If the user configured a `base`, it serves all hosts."""

    def __init__(self, deps: HttpDeps, base: str | None, token: Token | None) -> None:
        self._deps, self._base, self._token = deps, base, token
        self._servers: dict[str, Server] = {}

    def of(self, host: str) -> Server:
        """Return the server of a host."""
        key = self._base or host
        server = self._servers.pop(key, None)
        if server is None:
            base, allow_private = self._base or f"https://{host}", self._base is not None
            server = Server(base, self._deps, allow_private=allow_private, token=self._token)
        # The order of the dict is that of the last use.
        self._servers[key] = server
        return server

    async def get(
        self,
        host: str,
        path: str,
        params: Params = (),
        *,
        tries: int = TRIES,
        low_priority: bool = False,
        allow_old: bool = False,
    ) -> Answer:
        """Return a server's answer, and close the connections that are not used any more."""
        server = self.of(host)
        try:
            return await server.get(
                path, params, tries=tries, low_priority=low_priority, allow_old=allow_old
            )
        finally:
            await self._close_idle()

    async def _close_idle(self) -> None:
        connected = [server for server in self._servers.values() if server.is_connected]
        for server in connected[:-MAX_CONNECTIONS]:
            await server.close_if_idle()

    def hurry(self) -> None:
        """Allow a request to a failing server now."""
        for server in self._servers.values():
            server.hurry()

    async def close(self) -> None:
        """Close every connection."""
        for server in self._servers.values():
            await server.close()
