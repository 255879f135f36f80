"""Which account a person means: asked of its source, or found in the log."""

from collections.abc import Sequence
from difflib import get_close_matches

from tui.model import SECOND, Millis, Race
from tui.parsing import BadText
from tui.races.editing import RaceEditor, Rejected
from tui.sanitize import clean
from tui.sources import NoSuchAccount, Reading, SourceError, parse_account, within

LOOK_UP: Millis = 15 * SECOND
"""How long a person waits for an account to be found."""


class Unanswered(Rejected):
    """A source does not answer, or is not there yet."""


class NotFound(Unanswered):
    """There is no such account; `near` are names that may have been meant."""

    def __init__(self, words: str, near: Sequence[str]) -> None:
        super().__init__(words)
        self.near = tuple(near)


async def look_up(editor: RaceEditor, text: str, race: Race | None = None) -> Reading:
    """Return the account that a person means; raises Unwanted with what is near.

    A bare name is one of the source that all accounts of the race have.
    """
    usual = {account.source for account in race.accounts} if race else set[str]()
    if ":" not in text and "@" not in text.strip()[1:] and len(usual) == 1:
        text = f"{next(iter(usual))}:{text}"
    try:
        source, name = parse_account(text)
    except BadText as error:
        raise Rejected(str(error)) from None
    if source in editor.sources:
        return await _ask(editor, source, name)
    account = editor.log.account(source, name)
    if account is None:
        raise Rejected(
            f"no source and no race {clean(source)!r} with an account {clean(name)!r};"
            f" sources are {', '.join(editor.sources)}"
        )
    newest = editor.log.newest(account, 1)
    return Reading(account, newest[-1].followers if newest else None)


async def _ask(editor: RaceEditor, source: str, name: str) -> Reading:
    try:
        async with within(LOOK_UP):
            return await editor.sources[source].look_up(name, editor.clock.now())
    except NoSuchAccount as error:
        names = error.near or get_close_matches(
            name.casefold().removeprefix("@"), editor.log.handles_of(source), n=2, cutoff=0.75
        )
        near = " or ".join(names[:2])
        words = f"{error}; did you mean {near}?" if near else str(error)
        raise NotFound(words, names) from None
    except SourceError as error:
        raise Unanswered(f"{source}: {error}") from None
