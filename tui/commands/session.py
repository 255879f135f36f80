"""What every command needs: where things lie, the race that was asked for, and its board."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
from tui.sources import SOURCES, demo, parse_account
from tui.store import Log


class Failed(click.ClickException):
    """Something could not be done; one line, exit code 1."""

    exit_code = 1


class Refused(click.UsageError):
    """What was asked for makes no sense; one line that says what would, exit code 2."""


@dataclass(frozen=True, slots=True)
class OpenRace:
    """A race and the log it lies in."""

    log: Log
    race: Race
    now: Millis
    settings: config.Config = field(default_factory=config.Config)

    def time(self, text: str | None) -> Millis:
        """Return the time that was asked for, else the race's now; refuses one beyond its facts."""
        if text is None:
            return self.now
        with usage():
            at = parse_time(text, zone_of(self.race.zone), self.now)
        last = max([self.now, *(span[1] for span in [self.log.span(self.race)] if span)])
        last = max([last, *(event.at for event in self.log.events(self.race))])
        if at > last:
            until = date_time(last, zone_of(self.race.zone))
            raise Refused(
                f"{shorten(clean(text), 40)!r} is beyond what is known of {self.race.name}: {until}"
            )
        return at

    def board(self, at: Millis) -> Board:
        """Return the board of the race at a time."""
        return BoardMaker(self.log, self.race, self.settings.thresholds).board(at)

    def follow_list(self, account: Account, at: Millis) -> FollowList:
        """Return whom an account was known to follow at a time."""
        return self.log.follow_list(account, at, self.settings.thresholds.celebrity_followers)


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the program: its log, its settings, its folders and its time."""

    db: Path
    settings: config.Config
    cache: Path
    named: bool = False
    clock: Clock = WallClock()  # noqa: RUF009  (it has no state)

    def logs(self) -> Iterator[Path]:
        """Return the logs to look in: the user's own, those of the shipped races, the demo's."""
        if self.has_log():
            yield self.db
        elif self.named:
            raise Refused(
                f"{self.db}: there is no such file; leave --db out for the user's own log"
            )
        yield from self.shipped_logs()
        yield demo_log(self.clock.now())

    def shipped_logs(self) -> list[Path]:
        """Return the logs of the recorded races that ship."""
        return [shipped_log(name, self.cache) for name in shipped()]

    def has_log(self) -> bool:
        """Tell whether the user's log is there; fails where nobody can tell."""
        try:
            self.db.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise Failed(f"{self.db}: {error.strerror}; name another file with --db") from None
        return True

    def own_race(self, name: str) -> Race | None:
        """Return a race of the user's own log, if there is one."""
        if not self.has_log():
            return None
        with Log(self.db) as log:
            return log.race(name)

    @contextmanager
    def editor(self) -> Iterator[RaceEditor]:
        """Open the user's log to change it; made where there is none; says no in words."""
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
        """Return what changes a log; its owner closes it."""
        return RaceEditor(path, SOURCES, self.clock, shipped(), self.settings.budgets)

    @contextmanager
    def race(self, name: str, to: str | None = None) -> Iterator[OpenRace]:
        """Open a race by its name, perhaps with another target; refuses an unknown name."""
        known: list[str] = []
        for path in self.logs():
            with Log(path) as log:
                race = log.race(name)
                if race is not None:
                    race = replace(race, horizon=self.settings.horizon)
                    if to is not None:
                        race = replace(race, target=target(to))
                    now = race.end if race.end is not None else self.clock.now()
                    yield OpenRace(log, race, now, self.settings)
                    return
                known += [race.name for race in log.races()]
        raise unknown_race(name, known)

    @contextmanager
    def account(self, name: str) -> Iterator[tuple[OpenRace, Account]]:
        """Open the log of an account, `SOURCE:ID` or `RACE:HANDLE`; refuses one nobody knows."""
        source, native_id = named(name)
        # A live account needs no log yet: it is looked up, and makes one.
        live = source in SOURCES and source != demo.NAME
        for path in self.logs() if self.has_log() or not live else ():
            with Log(path) as log:
                for race in log.races():
                    found = account_in(log, race, source, native_id)
                    if found is not None:
                        now = race.end if race.end is not None else self.clock.now()
                        race = replace(race, horizon=self.settings.horizon)
                        yield OpenRace(log, race, now, self.settings), found
                        return
        if live:
            found = self._look_up(f"{source}:{native_id}")
            with Log(self.db) as log:
                race = Race(found.handle, found.name, horizon=self.settings.horizon)
                yield OpenRace(log, race, self.clock.now(), self.settings), found
                return
        with self.race(source) as opened:
            racers = ", ".join(account.handle for account in opened.race.accounts)
        raise Refused(f"no account {clean(native_id)!r} in {source}; its racers are {racers}")

    def _look_up(self, name: str) -> Account:
        """Return a live account that no log knows yet; from now on the user's own does."""

        async def ask(editor: RaceEditor) -> Account:
            try:
                return (await look_up(editor, name)).account
            finally:
                await editor.sources.close()

        with self.editor() as editor:
            found = asyncio.run(ask(editor))
            return editor.keep(found)


def named(name: str) -> tuple[str, str]:
    """Return (source or race, id or handle) of an account's name or a profile's address."""
    if "://" in name or name.startswith("did:") or ("@" in name and ":" not in name):
        with usage():
            return parse_account(name)
    source, colon, native_id = name.partition(":")
    native_id = native_id.removeprefix("@")
    if not colon or not native_id:
        raise Refused(f"{clean(name)!r} names no account; write one like april-2009:aplusk")
    return source, native_id


def account_in(log: Log, race: Race, source: str, native_id: str) -> Account | None:
    """Return an account of a race, named by the race or by its source; or of the race's source."""
    names = {race.name, *(account.source for account in race.accounts)}
    if source not in names:
        return None
    for account in race.accounts:
        called_so = native_id in {account.native_id, account.handle}
        if called_so and source in {race.name, account.source}:
            return account
    return log.account(source, native_id)


def unknown_race(name: str, known: list[str]) -> Refused:
    """Return the refusal of a race that nobody knows."""
    names = ", ".join(dict.fromkeys(known)) or "none yet"
    return Refused(f"no race {clean(name)!r}; known are {names} (see: racetui races)")


def target(text: str) -> int:
    """Return a target; refuses 0 and what is no number."""
    with usage():
        count = parse_count(text)
    if count < 1:
        raise Refused("a target is 1 or more; write one like 1000000 or 1M")
    return count


@contextmanager
def usage() -> Iterator[None]:
    """Turn what cannot be read into a refusal of the command's words."""
    try:
        yield
    except BadText as error:
        raise Refused(str(error)) from None


def span(text: str | None) -> Millis | None:
    """Return how often something is read; refuses what is no length of time."""
    if text is None:
        return None
    with usage():
        return parse_span(text)
