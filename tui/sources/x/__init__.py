"""X, whose API charges for each user and post it returns: off until there is a token and a budget.

API v2, `/2/users`. A payment is recorded before its request. A user costs once a day.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import replace

from tui.formats import millis, moment, money
from tui.model import DAY, MINUTE, Account, Condition, Millis
from tui.sanitize import clean
from tui.sources.errors import ListHidden, NoSuchAccount, SourceError, StaleCursor
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.outcomes import Answer, Refusal, ServerFailure
from tui.sources.http.queue import read_batches
from tui.sources.http.responses import batches
from tui.sources.http.tokens import Token, token_of
from tui.sources.readings import CheckResult, FollowBackCheck, Page, Post, Reading
from tui.sources.source import Budget, Source
from tui.sources.x.from_json import NAME, condition_of, followed_of, post_of, reading_of
from tui.sources.x.shapes import Tweets, Users

PUBLIC = "https://api.x.com"
BATCH, LIST, POSTS = 100, 1000, 20
USER_PRICE, POST_PRICE = 10_000, 5_000
"""Millionths of a dollar: $0.010 per user returned, $0.005 per post."""
USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
FIELDS = ("user.fields", "protected,public_metrics")
OFF = "it needs RACETUI_X_TOKEN and a budget in the settings: [x] dollars_a_month = 5"


class X(Source):
    """The source `x`."""

    name = NAME

    def __init__(
        self,
        budget: Budget,
        deps: HttpDeps | None = None,
        base: str | None = None,
        token: Token | None = None,
    ) -> None:
        base = base or os.environ.get("RACETUI_X_URL")
        self._budget = budget
        self._token = token or token_of(NAME)
        self._server = Server(
            base or PUBLIC,
            deps or HttpDeps(),
            allow_private=base is not None,
            token=self._token,
            is_rate_limit=is_rate_limit,
        )

    @property
    def _is_off(self) -> bool:
        return self._token is None or not self._budget.budget

    def min_interval(self, accounts: int) -> Millis:
        """Return the shortest interval between readings; each account costs once a day."""
        return MINUTE

    def funds(self, at: Millis) -> int | None:
        """Return what is left of this month's budget."""
        return self._budget.left(at) if self._budget.budget else None

    def price(self, following: int | None) -> int:
        """Return the price of a list of this length; 0 while X is off."""
        if self._is_off:
            return 0
        return max(1, LIST if following is None else following) * USER_PRICE

    def caution(self, accounts: int) -> str:
        """Return what it costs to read the accounts."""
        if self._is_off:
            return f"X is off: {OFF}"
        whose = "this account" if accounts == 1 else f"these {accounts} accounts"
        return f"X charges {money(accounts * USER_PRICE)} a day for the counts of {whose}"

    def hurry(self) -> None:
        """Allow a request to a failing server now."""
        self._server.hurry()

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, including those that are gone; 100 at a time."""

        async def read(batch: Sequence[Account]) -> list[Reading]:
            return await self._read(batch, at)

        return await read_batches(batches(accounts, BATCH), read)

    async def _read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        ids = [account.native_id for account in accounts]
        params = [("ids", ",".join(ids)), FIELDS]
        answer, paid = await self._get_paid("/2/users", params, ids, USER_PRICE, at)
        users = answer.decode(Users)
        found = {user.id: user for user in users.data}
        problems = {problem.value: problem for problem in users.errors}
        self._budget.give_back([n for n in paid if n not in found], at)
        readings = []
        for account in accounts:
            n = account.native_id
            if n in found:
                readings.append(reading_of(found[n], account))
            elif n in problems and (condition := condition_of(problems[n])) is not None:
                readings.append(Reading(replace(account, condition=condition), None, erase=True))
        return readings

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account with a user name; costs as much as a reading."""
        username = name.strip().removeprefix("@")
        if not USERNAME.fullmatch(username):
            raise NoSuchAccount(f"{clean(name, 60)!r} is not a valid X username")
        mark = f"look-up {username.casefold()}"
        params = [("usernames", username), FIELDS]
        answer, _ = await self._get_paid("/2/users/by", params, [mark], USER_PRICE, at)
        users = answer.decode(Users)
        if users.data:
            user = users.data[0]
            self._budget.settle([mark], [user.id], USER_PRICE, at)
            account = Account(0, NAME, user.id, user.username, user.name)
            return reading_of(user, account)
        self._budget.give_back([mark], at)
        condition = condition_of(users.errors[0]) if users.errors else None
        if condition is Condition.SUSPENDED:
            raise NoSuchAccount(f"the account {username!r} is suspended")
        if condition is Condition.PRIVATE:
            raise NoSuchAccount(f"the account {username!r} is protected")
        raise NoSuchAccount(f"no account {username!r}")

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a page of whom an account follows, as large as the budget allows."""
        rows = min(LIST, self._budget.left(at) // USER_PRICE)
        mark = f"list of {account.native_id} from {cursor or 'its start'} at {at}"
        params = [("max_results", str(max(1, rows))), FIELDS]
        if cursor is not None:
            params.append(("pagination_token", cursor))
        path = f"/2/users/{account.native_id}/following"
        price = max(1, rows) * USER_PRICE
        try:
            answer, _ = await self._get_paid(path, params, [mark], price, at)
        except Refusal as refusal:
            if cursor is not None and refusal.status == 400:
                raise StaleCursor("the rest of the list could not be loaded") from None
            raise
        users = answer.decode(Users)
        self._budget.settle([mark], [user.id for user in users.data], USER_PRICE, at)
        if not users.data and any(condition_of(p) is Condition.PRIVATE for p in users.errors):
            raise ListHidden("the account is protected")
        if not users.data and (users.errors or users.meta is None):
            raise SourceError("the answer has no list")
        followed = tuple(followed_of(user) for user in users.data)
        return Page(followed, users.meta.next_token if users.meta else None)

    def follow_back_check(self, following: int, followers: int | None) -> FollowBackCheck:
        """Return NONE: it is too expensive to find out who follows back."""
        return FollowBackCheck.NONE

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest 20 posts; asks with the old field names first, then the new ones."""
        path = f"/2/users/{account.native_id}/tweets"
        mark, price = f"posts of {account.native_id} at {at}", POSTS * POST_PRICE
        try:
            answer, _ = await self._get_paid(path, post_params("tweet"), [mark], price, at)
        except Refusal as refusal:
            if refusal.status != 400 or b"tweet.fields" not in refusal.answer.body:
                raise
            answer, _ = await self._get_paid(path, post_params("post"), [mark], price, at)
        tweets = answer.decode(Tweets).data
        self._budget.settle([mark], [f"post {t.id}" for t in tweets], POST_PRICE, at)
        posts = [post_of(tweet, account.native_id) for tweet in tweets]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether X is on and what may be spent; sends nothing, since that would cost."""
        if self._is_off:
            return [CheckResult(f"off: {OFF}", not accounts)]
        left = self._budget.left(at)
        text = f"a token is set; {money(left)} of {money(self._budget.budget)} left this month"
        return [CheckResult(f"{text}; not contacted, since that costs money", left > 0)]

    async def _get_paid(
        self,
        path: str,
        params: Sequence[tuple[str, str]],
        resources: Sequence[str],
        price: int,
        at: Millis,
    ) -> tuple[Answer, list[str]]:
        """Return the answer to a paid request, and the resources that were paid for it.

        The payment is recorded first, and given back if X says that it returned nothing. After a
        broken connection it stays, since X may have charged for it.
        """
        if self._is_off:
            raise SourceError(OFF, permanent=True)
        if (until := self._budget.stopped_until()) > at:
            raise SourceError("paused for today: out of credit, or its cap is reached", until)
        paid = self._budget.reserve(resources, price, at)
        if paid is None:
            raise SourceError("this month's budget is spent", next_month(at))
        try:
            return await self._server.get(path, params, tries=2), paid
        except Refusal as refusal:
            self._budget.give_back(paid, at)
            if refusal.status == 402 or is_capped(refusal.answer):
                until = (at // DAY + 1) * DAY
                self._budget.stop(until, at)
                message = "out of credit" if refusal.status == 402 else "its usage cap is reached"
                raise SourceError(message, until) from None
            if refusal.status == 403:
                raise SourceError("this token has no access to that") from None
            raise
        except SourceError as error:
            # Only a request that broke off without an answer may have been charged.
            is_broken = isinstance(error, ServerFailure) and error.status is None and error.sent
            if not is_broken:
                self._budget.give_back(paid, at)
            raise


def is_rate_limit(answer: Answer) -> bool:
    """Return whether an answer says that we ask too fast, as opposed to a spending cap."""
    return answer.status == 429 and not is_capped(answer)


def is_capped(answer: Answer) -> bool:
    """Return whether an answer says that a spending cap is reached; waiting does not help then."""
    text = answer.body[:4000]
    return answer.status == 429 and (b"UsageCapExceeded" in text or b"usage-capped" in text)


def next_month(at: Millis) -> Millis:
    """Return the start of the next month, in UTC."""
    when = moment(at)
    year, month = (when.year + 1, 1) if when.month == 12 else (when.year, when.month + 1)
    return millis(when.replace(year=year, month=month, day=1, hour=0, minute=0, second=0))


def post_params(noun: str) -> list[tuple[str, str]]:
    """Return the parameters of a request for posts, with old names (`tweet`) or new (`post`)."""
    fields = f"created_at,in_reply_to_user_id,referenced_{noun}s,entities"
    return [("max_results", str(POSTS)), (f"{noun}.fields", fields)]
