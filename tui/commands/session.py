"""What every command needs: the settings, the log, and a race or an account by its name."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

import click

from tui import config
from tui.board.from_log import BoardMaker
from tui.clock import Clock, WallClock
from tui.formats import date_time
from tui.model import Account, Board, FollowList, Millis, Race
from tui.parsing import BadText, parse_count, parse_span, parse_time, zone_of
from tui.races.account_lookup import Unanswered, look_up
from tui.races.demo_log import demo_log
from tui.races.editing import RaceEditor, Rejected
from tui.recorded import shipped, shipped_log
from tui.sanitize import clean, shorten
from tui.sources import SOURCES, alias_hint, demo, parse_account
from tui.store import Log


class Failed(click.ClickException):
    """The command could not do its work: one line, exit code 1."""

    exit_code = 1


class Refused(click.UsageError):
    """The command line is wrong: one line that says what would be right, exit code 2."""


@dataclass(frozen=True, slots=True)
class OpenRace:
    """A race, the log that holds it, and its current time."""

    log: Log
    race: Race
    now: Millis
    settings: config.Config = field(default_factory=config.Config)

    def time(self, text: str | None) -> Millis:
        """Return a time given as text, or the race's now; refuses one after its last data."""
        if text is None:
            return self.now
        zone = zone_of(self.race.zone)
        with refuse_bad_text():
            at = parse_time(text, zone, self.now)
        last = self._last_data()
        if at > last:
            raise Refused(
                f"{shorten(clean(text), 40)!r} is after the last data for {self.race.name}"
                f" ({date_time(last, zone)})"
            )
        return at

    def _last_data(self) -> Millis:
        span = self.log.span(self.race)
        events = self.log.events(self.race)
        return max([self.now, *([span[1]] if span else []), *(event.at for event in events)])

    def board(self, at: Millis) -> Board:
        """Return the board of the race at a time."""
        return BoardMaker(self.log, self.race, self.settings.thresholds).board(at)

    def follow_list(self, account: Account, at: Millis) -> FollowList:
        """Return the account's follow list as it was known at a time."""
        return self.log.follow_list(account, at, self.settings.thresholds.celebrity_followers)


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the program: its log, settings, cache folder and clock."""

    db: Path
    settings: config.Config
    cache: Path
    is_db_named: bool = False
    is_verbose: bool = False
    clock: Clock = WallClock()  # noqa: RUF009  (it has no state)

    def logs(self) -> Iterator[Path]:
        """Yield the logs to search: the user's own, those of the shipped races, the demo's."""
        if self.has_log():
            yield self.db
        elif self.is_db_named:
            raise Refused(f"{self.db}: no such file; without --db your own log is opened")
        yield from self.shipped_logs()
        yield demo_log(self.clock.now())

    def shipped_logs(self) -> list[Path]:
        """Return the logs of the shipped races."""
        return [shipped_log(name, self.cache) for name in shipped()]

    def has_log(self) -> bool:
        """Return whether the user's log exists; fails if its folder cannot be read."""
        try:
            self.db.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise Failed(f"{self.db}: {error.strerror}; use another file with --db") from None
        return True

    def own_race(self, name: str) -> Race | None:
        """Return a race of the user's own log, or None."""
        if not self.has_log():
            return None
        with Log(self.db) as log:
            return log.race(name)

    @contextmanager
    def editor(self) -> Iterator[RaceEditor]:
        """Open the user's log for changes, creating it on the first one; refuses bad changes."""
        editor = self.editor_of(self.db)
        try:
            yield editor
        except Unanswered as error:
            raise Failed(str(error)) from None
        except Rejected as error:
            raise Refused(str(error)) from None
        finally:
            editor.close()

    def editor_of(self, path: Path) -> RaceEditor:
        """Return an editor of a log; the caller closes it."""
        return RaceEditor(path, SOURCES, self.clock, shipped(), self.settings.budgets)

    @contextmanager
    def race(self, name: str, to: str | None = None) -> Iterator[OpenRace]:
        """Open a race by its name, with target `to` if given; refuses an unknown name."""
        known: list[str] = []
        for path in self.logs():
            with Log(path) as log:
                race = log.race(name)
                if race is not None:
                    race = replace(race, horizon=self.settings.horizon)
                    if to is not None:
                        race = replace(race, target=parse_target(to))
                    now = race.end if race.end is not None else self.clock.now()
                    yield OpenRace(log, race, now, self.settings)
                    return
                known += [race.name for race in log.races()]
        raise unknown_race(name, known)

    @contextmanager
    def account(self, name: str) -> Iterator[tuple[OpenRace, Account]]:
        """Open the log of an account, `SOURCE:ID` or `RACE:HANDLE`; looks up a new live account."""
        source, native_id = split_name(name)
        # A live account needs no log yet: looking it up creates one.
        is_live = source in SOURCES and source != demo.NAME
        for path in self.logs() if self.has_log() or not is_live else ():
            with Log(path) as log:
                for race in log.races():
                    found = find_account(log, race, source, native_id)
                    if found is not None:
                        now = race.end if race.end is not None else self.clock.now()
                        race = replace(race, horizon=self.settings.horizon)
                        yield OpenRace(log, race, now, self.settings), found
                        return
        if is_live:
            found = self._look_up(f"{source}:{native_id}")
            with Log(self.db) as log:
                race = Race(found.handle, found.name, horizon=self.settings.horizon)
                yield OpenRace(log, race, self.clock.now(), self.settings), found
                return
        try:
            with self.race(source) as opened:
                race = opened.race
        except Refused as error:
            raise Refused(alias_hint(source, native_id) or error.message) from None
        raise unknown_account(native_id, race, native_id, source)

    def _look_up(self, name: str) -> Account:
        """Look a live account up and add it to the user's log."""

        async def ask(editor: RaceEditor) -> Account:
            try:
                return (await look_up(editor, name)).account
            finally:
                await editor.sources.close()

        with self.editor() as editor:
            found = asyncio.run(ask(editor))
            return editor.add_account(found)


def split_name(name: str) -> tuple[str, str]:
    """Return (source or race, id or handle) from an account's name or a profile's address."""
    if "://" in name or name.startswith("did:") or ("@" in name and ":" not in name):
        with refuse_bad_text():
            return parse_account(name)
    source, colon, native_id = name.partition(":")
    native_id = native_id.removeprefix("@")
    if not colon or not native_id:
        raise Refused(f"{clean(name)!r} is not an account; use e.g. april-2009:aplusk")
    return source, native_id


def find_account(log: Log, race: Race, source: str, native_id: str) -> Account | None:
    """Return an account by `RACE:HANDLE` or `SOURCE:ID`, if the race or its sources have it."""
    names = {race.name, *(account.source for account in race.accounts)}
    if source not in names:
        return None
    for account in race.accounts:
        is_match = native_id in {account.native_id, account.handle}
        if is_match and source in {race.name, account.source}:
            return account
    return log.account(source, native_id)


def unknown_race(name: str, known: list[str]) -> Refused:
    """Return the refusal of an unknown race, with the names of the known ones."""
    names = ", ".join(dict.fromkeys(known)) or "none yet"
    return Refused(f"no race {clean(name)!r}; available: {names}")


def unknown_account(name: str, race: Race, handle: str, prefix: str = "") -> Refused:
    """Return the refusal of an account that is not in a race, with the most similar racer.

    `handle` is `name` without its source; `prefix` goes before the racer's handle, and is the
    racer's own source by default.
    """
    problem = f"no account {clean(name)!r} in {race.name}"
    near = nearest(handle, race.accounts)
    if near is not None:
        return Refused(f"{problem}; did you mean {prefix or near.source}:{near.handle}?")
    racers = ", ".join(account.handle for account in race.accounts) or "nobody"
    return Refused(f"{problem}; its racers are {racers}")


def nearest(handle: str, accounts: Iterable[Account]) -> Account | None:
    """Return the account whose handle is most similar, or begins with the text; or None."""
    by_handle = {account.handle.casefold(): account for account in accounts}
    text = handle.casefold()
    similar = get_close_matches(text, by_handle, n=1, cutoff=0.7)
    longer = [known for known in by_handle if text and known.startswith(text)]
    return next((by_handle[known] for known in (*longer, *similar)), None)


def parse_target(text: str) -> int:
    """Return a target in followers; refuses 0 and text that is not a number."""
    with refuse_bad_text():
        count = parse_count(text)
    if count < 1:
        raise Refused("a target must be at least 1 (e.g. 1000000 or 1M)")
    return count


def parse_interval(text: str | None) -> Millis | None:
    """Return the time between two polls, or None; refuses text that is not a length of time."""
    if text is None:
        return None
    with refuse_bad_text():
        return parse_span(text)


@contextmanager
def refuse_bad_text() -> Iterator[None]:
    """Turn text that cannot be parsed into a refusal."""
    try:
        yield
    except BadText as error:
        raise Refused(str(error)) from None
