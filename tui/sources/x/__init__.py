"""X, whose API takes money for each thing it tells: off until there is a token and a budget.

API v2, `/2/users`. What is paid for is written down before it is asked for. Once a day and user.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import replace

from tui.formats import millis, moment, money
from tui.model import DAY, MINUTE, Account, Condition, Millis
from tui.sanitize import clean
from tui.sources.http.client import HttpDeps, Server
from tui.sources.http.outcomes import Answer, Failing, Refusal
from tui.sources.http.queue import in_turn
from tui.sources.http.responses import parts
from tui.sources.http.tokens import Token, token_of
from tui.sources.source import (
    Budget,
    CheckResult,
    ListHidden,
    NoSuchAccount,
    Page,
    Post,
    Reading,
    Source,
    SourceError,
    StaleCursor,
    Way,
)
from tui.sources.x.from_json import NAME, condition_of, followed_of, post_of, reading_of
from tui.sources.x.shapes import (
    Tweets,
    Users,
)

PUBLIC = "https://api.x.com"
BATCH, LIST, POSTS = 100, 1000, 20
USER_PRICE, POST_PRICE = 10_000, 5_000
"""Millionths of a dollar: $0.010 a user told of, $0.005 a post."""
USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
FIELDS = ("user.fields", "protected,public_metrics")


class X(Source):
    """The source `x`."""

    name = NAME

    def __init__(
        self,
        budget: Budget,
        means: HttpDeps | None = None,
        base: str | None = None,
        token: Token | None = None,
    ) -> None:
        base = base or os.environ.get("RACETUI_X_URL")
        self._budget = budget
        self._token = token or token_of(NAME)
        self._server = Server(
            base or PUBLIC,
            means or HttpDeps(),
            named=base is not None,
            token=self._token,
            limits=limits,
        )

    def least_every(self, accounts: int) -> Millis:
        """Return how often accounts may be read; each costs once a day."""
        return MINUTE

    def funds(self, at: Millis) -> int | None:
        """Return what is left of this month's budget."""
        return self._budget.left(at) if self._budget.budget else None

    def price(self, following: int | None) -> int:
        """Return what a list of this length costs; nothing is told while X is off."""
        if self._token is None or not self._budget.budget:
            return 0
        return max(1, LIST if following is None else following) * USER_PRICE

    def caution(self, accounts: int) -> str:
        """Return what reading accounts costs."""
        if self._token is None or not self._budget.budget:
            return f"X is off: {OFF}"
        whose = "this account" if accounts == 1 else f"these {accounts} accounts"
        return f"X takes {money(accounts * USER_PRICE)} a day for the counts of {whose}"

    def hurry(self) -> None:
        """Ask again even a failing server."""
        self._server.hurry()

    async def close(self) -> None:
        """Close the connection."""
        await self._server.close()

    async def read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        """Return a reading of each account, or of its absence; 100 at a time."""

        async def read(part: Sequence[Account]) -> list[Reading]:
            return await self._read(part, at)

        return await in_turn(parts(accounts, BATCH), read)

    async def _read(self, accounts: Sequence[Account], at: Millis) -> list[Reading]:
        ids = [account.native_id for account in accounts]
        asked = [("ids", ",".join(ids)), FIELDS]
        answer, due = await self._paid("/2/users", asked, ids, USER_PRICE, at)
        users = answer.into(Users)
        found = {user.id: user for user in users.data}
        missing = {problem.value: problem for problem in users.errors}
        self._budget.give_back([n for n in due if n not in found], at)
        readings = []
        for account in accounts:
            n = account.native_id
            if n in found:
                readings.append(reading_of(found[n], account))
            elif n in missing and (condition := condition_of(missing[n])) is not None:
                readings.append(Reading(replace(account, condition=condition), None, erase=True))
        return readings

    async def look_up(self, name: str, at: Millis) -> Reading:
        """Return the account of a username; costs like a reading."""
        username = name.strip().removeprefix("@")
        if not USERNAME.fullmatch(username):
            raise NoSuchAccount(f"{clean(name, 60)!r} is no name on X")
        mark = f"look-up {username.casefold()}"
        asked = [("usernames", username), FIELDS]
        answer, _ = await self._paid("/2/users/by", asked, [mark], USER_PRICE, at)
        users = answer.into(Users)
        if users.data:
            user = users.data[0]
            self._budget.settle([mark], [user.id], USER_PRICE, at)
            known = Account(0, NAME, user.id, user.username, user.name)
            return reading_of(user, known)
        self._budget.give_back([mark], at)
        condition = condition_of(users.errors[0]) if users.errors else None
        if condition is Condition.SUSPENDED:
            raise NoSuchAccount(f"the account {username!r} is suspended")
        if condition is Condition.PRIVATE:
            raise NoSuchAccount(f"the account {username!r} is protected")
        raise NoSuchAccount(f"no account {username!r}")

    async def follows(self, account: Account, cursor: str | None, at: Millis) -> Page:
        """Return a part of whom an account follows, as large as the budget allows."""
        rows = min(LIST, self._budget.left(at) // USER_PRICE)
        mark = f"list of {account.native_id} from {cursor or 'its start'} at {at}"
        asked = [("max_results", str(max(1, rows))), FIELDS]
        if cursor is not None:
            asked.append(("pagination_token", cursor))
        path = f"/2/users/{account.native_id}/following"
        price = max(1, rows) * USER_PRICE
        try:
            answer, _ = await self._paid(path, asked, [mark], price, at)
        except Refusal as refusal:
            if cursor is not None and refusal.status == 400:
                raise StaleCursor("cannot go on with the list") from None
            raise
        users = answer.into(Users)
        self._budget.settle([mark], [user.id for user in users.data], USER_PRICE, at)
        if not users.data and any(condition_of(p) is Condition.PRIVATE for p in users.errors):
            raise ListHidden("its owner protects it")
        if not users.data and (users.errors or users.meta is None):
            raise SourceError("does not tell the list")
        followed = tuple(followed_of(user) for user in users.data)
        return Page(followed, users.meta.next_token if users.meta else None)

    def way_back(self, following: int, followers: int | None) -> Way:
        """Return that nobody tells who follows back."""
        return Way.NONE

    async def posts(self, account: Account, at: Millis) -> list[Post]:
        """Return the latest twenty posts, by their old names or the new ones."""
        path = f"/2/users/{account.native_id}/tweets"
        mark, price = f"posts of {account.native_id} at {at}", POSTS * POST_PRICE
        try:
            answer, _ = await self._paid(path, fields_of_posts("tweet"), [mark], price, at)
        except Refusal as refusal:
            problem = refusal.answer.body
            if refusal.status != 400 or b"tweet.fields" not in problem:
                raise
            answer, _ = await self._paid(path, fields_of_posts("post"), [mark], price, at)
        told = answer.into(Tweets).data
        self._budget.settle([mark], [f"post {t.id}" for t in told], POST_PRICE, at)
        posts = [post_of(tweet, account.native_id) for tweet in told]
        return [post for post in posts if post is not None]

    async def check(self, accounts: Sequence[Account], at: Millis) -> list[CheckResult]:
        """Return whether X is on, and what is left to spend; asking it would cost."""
        if self._token is None or not self._budget.budget:
            return [CheckResult(f"off: {OFF}", not accounts)]
        left = self._budget.left(at)
        words = f"a token is set; {money(left)} of {money(self._budget.budget)} left this month"
        return [CheckResult(f"{words}; not asked, as that costs", left > 0)]

    async def _paid(
        self,
        path: str,
        asked: Sequence[tuple[str, str]],
        resources: Sequence[str],
        price: int,
        at: Millis,
    ) -> tuple[Answer, list[str]]:
        """Ask for what costs; returns what is told, and what was paid for it.

        It is noted first, and taken back where X says that it gave nothing. After a broken
        connection it stays noted: it may have been charged.
        """
        if self._token is None or not self._budget.budget:
            raise SourceError(OFF, permanent=True)
        if (until := self._budget.stopped_until()) > at:
            raise SourceError("gives nothing more today", until)
        due = self._budget.reserve(resources, price, at)
        if due is None:
            raise SourceError("the budget of this month is spent", next_month(at))
        try:
            return await self._server.get(path, asked, tries=2), due
        except Refusal as refusal:
            self._budget.give_back(due, at)
            if refusal.status == 402 or is_capped(refusal.answer):
                until = (at // DAY + 1) * DAY
                self._budget.stop(until, at)
                words = "has no credit left" if refusal.status == 402 else "says its cap is reached"
                raise SourceError(words, until) from None
            if refusal.status == 403:
                raise SourceError("does not let this token ask for that") from None
            raise
        except SourceError as error:
            # Only what broke off without an answer may have been charged.
            if not isinstance(error, Failing) or error.status is not None or not error.sent:
                self._budget.give_back(due, at)
            raise


OFF = "it needs RACETUI_X_TOKEN, and in the settings a budget: [x] dollars_a_month = 5"


def limits(answer: Answer) -> bool:
    """Tell whether an answer says that we ask too fast; that money is spent is another thing."""
    return answer.status == 429 and not is_capped(answer)


def is_capped(answer: Answer) -> bool:
    """Tell whether an answer says that a cap is reached; waiting a while does not help then."""
    text = answer.body[:4000]
    return answer.status == 429 and (b"UsageCapExceeded" in text or b"usage-capped" in text)


def next_month(at: Millis) -> Millis:
    """Return when the month of a time is over, in UTC."""
    when = moment(at)
    year, month = (when.year + 1, 1) if when.month == 12 else (when.year, when.month + 1)
    return millis(when.replace(year=year, month=month, day=1, hour=0, minute=0, second=0))


def fields_of_posts(names: str) -> list[tuple[str, str]]:
    """Return what is asked of posts, in the old names (`tweet`) or the new ones (`post`)."""
    fields = f"created_at,in_reply_to_user_id,referenced_{names}s,entities"
    return [("max_results", str(POSTS)), (f"{names}.fields", fields)]
