"""The account open on screen: its counts and follow list, as stored and as read."""

from collections.abc import AsyncIterator, Callable

from tui.clock import Clock
from tui.config import Thresholds
from tui.follows.open_account import AccountReader
from tui.live.replay import Replay
from tui.live.tail import Tail
from tui.model import HOUR, Account, Millis, OpenedAccount
from tui.races.editing import RaceEditor
from tui.sanitize import clean
from tui.store import Log, LogError

PATIENCE: Millis = HOUR
"""How long an open list waits for a source that asks to be polled later."""


class AccountOpener:
    """Reads one account at a time for the screen; `warn` is called with what failed."""

    def __init__(
        self,
        editor: RaceEditor,
        clock: Clock,
        thresholds: Thresholds,
        warn: Callable[[str], None],
    ) -> None:
        self._editor, self._clock, self._thresholds = editor, clock, thresholds
        self._warn = warn
        self._priced_id: int | None = None

    async def read(
        self, log: Log, feed: Replay | Tail, account: Account, again: bool
    ) -> AsyncIterator[OpenedAccount]:
        """Yield an account as stored; in a live race, then again with each page of its list."""
        sample = log.reading(account, feed.now())
        if isinstance(feed, Replay):
            yield OpenedAccount(account, feed.follow_list(account), sample)
            return
        editor = self._editor
        reader = AccountReader(
            editor.log, editor.writer, editor.sources, self._clock, self._thresholds, PATIENCE
        )
        try:
            # Asking again agrees to a price only if it was shown before.
            agreed, self._priced_id = again and self._priced_id == account.id, None
            async for progress in reader.read_list(account, again, agreed):
                self._priced_id = account.id if progress.price else None
                why = f"{progress.why}; R reads it" if progress.price else progress.why
                follow_list = progress.follow_list
                yield OpenedAccount(account, follow_list, sample, progress.read, clean(why))
        except LogError as error:
            self._warn(str(error))
        # The next board measures the new list.
        feed.maker.reload_follow_lists()
        feed.wake()


def opened_at(log: Log, replay: Replay, opened: OpenedAccount, at: Millis) -> OpenedAccount:
    """Return an open account as it was known at the time of a replay's board."""
    follow_list = replay.follow_list(opened.account)
    newest = log.reading(opened.account, at)
    if newest == opened.newest and follow_list.followees == opened.follow_list.followees:
        return opened
    return OpenedAccount(opened.account, follow_list, newest)
