"""Where an account of the fediverse is at home (RFC 7033, WebFinger)."""

import re

from tui.sources.http.outcomes import Elsewhere, Refusal
from tui.sources.mastodon.from_json import host_of, is_self
from tui.sources.mastodon.servers import Servers
from tui.sources.mastodon.shapes import Finger
from tui.sources.source import NoSuchAccount, SourceError

HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
USER = re.compile(r"[\w]([\w.-]*[\w])?")


async def finger(servers: Servers, user: str, host: str, base: str | None) -> tuple[str, str, str]:
    """Return the user, the domain of the handle, and the host that has the account."""
    asked = [("resource", f"acct:{user}@{host}")]
    try:
        answer = await servers.get(host, "/.well-known/webfinger", asked, fresh=False)
    except Elsewhere as error:
        raise NoSuchAccount(
            f"{host} sends us on to {error.host}; name that one", [f"{user}@{error.host}"]
        ) from None
    except Refusal as refusal:
        if refusal.status in {400, 404, 410}:
            raise NoSuchAccount(f"no account {user}@{host}") from None
        raise refused(refusal) from None
    found = answer.into(Finger)
    subject = found.subject.removeprefix("acct:")
    known, _, domain = subject.rpartition("@")
    if not USER.fullmatch(known):
        known, domain = user, host
    home = next((host_of(link.href) for link in found.links if is_self(link)), host)
    if not HOST.fullmatch(home) and (base is None or home != host_of(base)):
        raise NoSuchAccount(f"{user}@{host} is at home where nothing can be asked")
    return known, domain.casefold(), home


def refused(refusal: Refusal) -> SourceError:
    """Return in words why a server does not answer."""
    words = {401: "wants a login for that", 403: "does not let us ask", 422: "did not understand"}
    return SourceError(words.get(refusal.status, str(refusal)), refusal.next_at)
