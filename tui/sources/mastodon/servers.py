"""The servers of Mastodon that were asked: one a host, the connections of the last few open."""

from tui.sources.http.client import TRIES, HttpDeps, Params, Server
from tui.sources.http.outcomes import Answer
from tui.sources.http.tokens import Token

CONNECTIONS = 16
"""So many servers stay connected: those that were asked last."""


class Servers:
    """Every server that was asked; with a `base` of the user's choice, that one for all hosts."""

    def __init__(self, deps: HttpDeps, base: str | None, token: Token | None) -> None:
        self._deps, self._base, self._token = deps, base, token
        self._servers: dict[str, Server] = {}

    def of(self, host: str) -> Server:
        """Return the server of a host."""
        key = self._base or host
        server = self._servers.pop(key, None)
        if server is None:
            base, named = self._base or f"https://{host}", self._base is not None
            server = Server(base, self._deps, named=named, token=self._token)
        # The one used last stands last.
        self._servers[key] = server
        return server

    async def get(
        self,
        host: str,
        path: str,
        params: Params = (),
        *,
        tries: int = TRIES,
        spare: bool = False,
        fresh: bool = True,
    ) -> Answer:
        """Return a server's answer, and close the connections that were not used lately."""
        server = self.of(host)
        try:
            return await server.get(path, params, tries=tries, spare=spare, fresh=fresh)
        finally:
            await self._close_idle()

    async def _close_idle(self) -> None:
        connected = [server for server in self._servers.values() if server.is_connected]
        for server in connected[:-CONNECTIONS]:
            await server.close_if_idle()

    def hurry(self) -> None:
        """Ask again even failing servers."""
        for server in self._servers.values():
            server.hurry()

    async def close(self) -> None:
        """Close every connection."""
        for server in self._servers.values():
            await server.close()
