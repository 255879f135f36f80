"""Reads follow lists page by page, and tells a hidden list from an empty one."""

from tui.model import Account
from tui.sources.errors import ListHidden, StaleCursor
from tui.sources.http.outcomes import Answer, Refusal, ServerFailure
from tui.sources.http.quota import next_page
from tui.sources.http.responses import cursor_for, path_and_query
from tui.sources.mastodon.from_json import followed_of, host_and_id
from tui.sources.mastodon.profiles import Profiles
from tui.sources.mastodon.servers import Servers
from tui.sources.mastodon.shapes import Profile
from tui.sources.mastodon.webfinger import explained
from tui.sources.readings import Page

PAGE_SIZE = 80
NOT_CONTINUED = "the rest of the list could not be loaded"


class FollowLists:
    """The lists `following` and `followers` of accounts, on their home servers."""

    def __init__(self, servers: Servers, profiles: Profiles) -> None:
        self._servers, self._profiles = servers, profiles

    async def page(self, account: Account, cursor: str | None, which: str) -> Page:
        """Return a page of a list; raises ListHidden, StaleCursor, SourceError."""
        host, number = host_and_id(account)
        path, length = f"/api/v1/accounts/{number}/{which}", None
        try:
            if cursor is None:
                length = await self._length(account, which)
                answer = await self._servers.get(
                    host, path, [("limit", str(PAGE_SIZE))], low_priority=True
                )
            else:
                answer = await self._servers.get(
                    host, cursor_for(cursor, path), tries=2, low_priority=True
                )
        except Refusal as refusal:
            if cursor is not None:
                raise StaleCursor(NOT_CONTINUED) from None
            if refusal.status in {404, 410}:
                raise ListHidden("the account no longer exists") from None
            raise explained(refusal) from None
        except ServerFailure as error:
            if cursor is not None and error.status == 500:
                raise StaleCursor(NOT_CONTINUED) from None
            raise
        profiles = answer.decode(list[Profile])
        if cursor is None and not profiles and length != 0:
            raise ListHidden("hidden by its owner" if length else "its server does not show it")
        domain = account.handle.rpartition("@")[2]
        followed = tuple(followed_of(profile, host, domain) for profile in profiles)
        return Page(followed, self._next_cursor(host, answer, path) if profiles else None)

    async def _length(self, account: Account, which: str) -> int | None:
        """Return the length of a list from the profile; None if that requires a login."""
        try:
            profile = await self._profiles.one(account)
        except Refusal as refusal:
            if refusal.status != 401:
                raise
            return None
        if profile.suspended:
            raise ListHidden("the account is suspended")
        if profile.hide_collections:
            raise ListHidden("hidden by its owner")
        return profile.following_count if which == "following" else profile.followers_count

    def _next_cursor(self, host: str, answer: Answer, path: str) -> str | None:
        """Return path and query of the next page, whatever host the server's link names."""
        url = next_page(answer.headers)
        if url is None:
            return None
        return cursor_for(path_and_query(url, self._servers.of(host).base), path)
