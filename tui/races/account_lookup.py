"""Finds the account a user means: at its source, or in the log."""

from collections.abc import Sequence
from difflib import get_close_matches

from tui.model import SECOND, Millis, Race
from tui.parsing import BadText
from tui.races.editing import RaceEditor, Rejected
from tui.sanitize import clean
from tui.sources import NoSuchAccount, Reading, SourceError, alias_hint, parse_account, within

LOOK_UP_TIMEOUT: Millis = 15 * SECOND
"""How long a source may take to find an account."""


class Unanswered(Rejected):
    """A source does not answer, or does not have the account."""


class NotFound(Unanswered):
    """There is no such account; `near` are similar names."""

    def __init__(self, message: str, near: Sequence[str]) -> None:
        super().__init__(message)
        self.near = tuple(near)


async def look_up(editor: RaceEditor, text: str, race: Race | None = None) -> Reading:
    """Return the account a user means; raises Rejected, or NotFound with similar names.

    A bare name belongs to the source of the race, if all its accounts share one.
    """
    sources = {account.source for account in race.accounts} if race else set[str]()
    if ":" not in text and "@" not in text.strip()[1:] and len(sources) == 1:
        text = f"{next(iter(sources))}:{text}"
    try:
        source, name = parse_account(text)
    except BadText as error:
        raise Rejected(str(error)) from None
    if source in editor.sources:
        return await _ask(editor, source, name)
    account = editor.log.account(source, name)
    if account is None:
        raise Rejected(
            alias_hint(source, name)
            or f"no source or race {clean(source)!r} with an account {clean(name)!r};"
            f" available sources: {', '.join(editor.sources)}"
        )
    newest = editor.log.newest(account, 1)
    return Reading(account, newest[-1].followers if newest else None)


async def _ask(editor: RaceEditor, source: str, name: str) -> Reading:
    try:
        async with within(LOOK_UP_TIMEOUT):
            return await editor.sources[source].look_up(name, editor.clock.now())
    except NoSuchAccount as error:
        names = error.near or get_close_matches(
            name.casefold().removeprefix("@"), editor.log.handles_of(source), n=2, cutoff=0.75
        )
        near = " or ".join(names[:2])
        message = f"{error}; did you mean {near}?" if near else str(error)
        raise NotFound(message, names) from None
    except SourceError as error:
        raise Unanswered(f"{source}: {error}") from None
