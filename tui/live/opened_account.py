"""The account that is open on the screen: its counts and its list, as stored and as read."""

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
"""How long an open list waits for a source that wants to be asked later."""


class AccountOpener:
    """Reads one account at a time for the screen; `tell` gets what could not be read."""

    def __init__(
        self,
        editor: RaceEditor,
        clock: Clock,
        thresholds: Thresholds,
        tell: Callable[[str], None],
    ) -> None:
        self._editor, self._clock, self._thresholds = editor, clock, thresholds
        self._tell = tell
        self._priced: int | None = None

    async def read(
        self, log: Log, on: Replay | Tail, account: Account, again: bool
    ) -> AsyncIterator[OpenedAccount]:
        """Yield an account as the log has it; of a live race, then with each page that is read."""
        sample = log.reading(account, on.now())
        if isinstance(on, Replay):
            yield OpenedAccount(account, on.follow_list(account), sample)
            return
        editor = self._editor
        reader = AccountReader(
            editor.log, editor.writer, editor.sources, self._clock, self._thresholds, PATIENCE
        )
        try:
            # Asking again agrees to a price only where it was shown before.
            agreed, self._priced = again and self._priced == account.id, None
            async for progress in reader.follow_lists(account, again, agreed):
                self._priced = account.id if progress.price else None
                why = f"{progress.why}; R reads it" if progress.price else progress.why
                known = progress.follow_list
                yield OpenedAccount(account, known, sample, progress.read, clean(why))
        except LogError as error:
            self._tell(str(error))
        # What is measured of the list is on the next board.
        on.past.look_at_follow_lists()
        on.wake()


def opened_at(log: Log, replay: Replay, opened: OpenedAccount, at: Millis) -> OpenedAccount:
    """Return what was known of an open account at the time of a replay's board."""
    known = replay.follow_list(opened.account)
    newest = log.reading(opened.account, at)
    if newest == opened.newest and known.followees == opened.follow_list.followees:
        return opened
    return OpenedAccount(opened.account, known, newest)
