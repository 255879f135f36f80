"""Finds the home server of an account in the fediverse (WebFinger, RFC 7033)."""

import re

from tui.sources.errors import NoSuchAccount, SourceError
from tui.sources.http.outcomes import Redirected, Refusal
from tui.sources.mastodon.from_json import host_of, is_self
from tui.sources.mastodon.servers import Servers
from tui.sources.mastodon.shapes import WebFinger

HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
USER = re.compile(r"[\w]([\w.-]*[\w])?")
REASONS = {401: "a login is required", 403: "access denied", 422: "the request was not understood"}


async def find_home(
    servers: Servers, user: str, host: str, base: str | None
) -> tuple[str, str, str]:
    """Return the user name, the domain of the handle, and the home server of `user@host`."""
    params = [("resource", f"acct:{user}@{host}")]
    try:
        answer = await servers.get(host, "/.well-known/webfinger", params, allow_old=True)
    except Redirected as error:
        raise NoSuchAccount(f"{host} redirects to {error.host}", [f"{user}@{error.host}"]) from None
    except Refusal as refusal:
        if refusal.status in {400, 404, 410}:
            raise NoSuchAccount(f"no account {user}@{host}") from None
        raise explained(refusal) from None
    finger = answer.decode(WebFinger)
    subject = finger.subject.removeprefix("acct:")
    name, _, domain = subject.rpartition("@")
    if not USER.fullmatch(name):
        name, domain = user, host
    home = next((host_of(link.href) for link in finger.links if is_self(link)), host)
    if not HOST.fullmatch(home) and (base is None or home != host_of(base)):
        raise NoSuchAccount(f"the home server of {user}@{host} has no valid address")
    return name, domain.casefold(), home


def explained(refusal: Refusal) -> SourceError:
    """Return a refusal with its reason in words."""
    return SourceError(REASONS.get(refusal.status, str(refusal)), refusal.next_at)
