"""`follows`: whom an account follows, and who follows back."""

import asyncio
import json
import sys
from pathlib import Path

import click

from tui.commands.board import AT, JSON
from tui.commands.json_output import follows_shape
from tui.commands.session import Failed, OpenRace, Refused, Session
from tui.commands.table import table
from tui.follows.open_account import AccountReader
from tui.formats import age, compact, date_time, grouped
from tui.metrics import METRICS, About, Situation
from tui.model import MINUTE, SECOND, Account, FollowList, Measure, Millis
from tui.parsing import zone_of
from tui.sources import SOURCES

PATIENCE: Millis = 30 * SECOND
"""How long this command waits while a source asks for a delay."""
ANSWERS = {True: "yes", False: "no", None: "?"}


@click.command()
@click.argument("account")
@AT
@JSON
@click.option("--yes", is_flag=True, help="Accept the price of reading the list.")
@click.pass_obj
def follows(session: Session, account: str, at: str | None, as_json: bool, yes: bool) -> None:
    """Show whom ACCOUNT follows and who follows back.

    The list of a live account is read first, unless it was read within the last hour.
    """
    with session.account(account) as (opened, found):
        when = opened.time(at)
        if at is None and found.source in SOURCES:
            asyncio.run(_read(session, opened.log.path, found, yes))
            when = session.clock.now()
        follow_list = opened.follow_list(found, when)
        measures = _measures(opened, found, follow_list)
    if as_json:
        click.echo(json.dumps(follows_shape(follow_list, measures), ensure_ascii=False))
        return
    time = date_time(follow_list.at, zone_of(opened.race.zone))
    known = f"{len(follow_list.followees)} of {grouped(follow_list.following)} known"
    if follow_list.read_at is not None and follow_list.at - follow_list.read_at >= MINUTE:
        time += f" · list read {age(follow_list.at - follow_list.read_at)} ago"
    click.echo(f"@{found.handle} follows {grouped(follow_list.following)} · {known} · {time}")
    for metric in METRICS:
        if metric.key in measures:
            measure = measures[metric.key]
            click.echo(f"{metric.name}: {metric.text_of(measure)}")
    if follow_list.why:
        click.echo(f"the list: {follow_list.why}")
    if follow_list.followees:
        table(
            ("followee", "name", "followers", "follows back", "celebrity"),
            [
                (
                    f"@{f.account.handle}",
                    f.account.name,
                    compact(f.followers),
                    ANSWERS[f.follows_back],
                    ANSWERS[f.celebrity],
                )
                for f in follow_list.followees
            ],
            right="followers",
        )


async def _read(session: Session, path: Path, account: Account, agreed: bool) -> None:
    """Read the list of a live account into its log, with progress on a terminal."""
    editor = session.editor_of(path)
    reader = AccountReader(
        editor.log,
        editor.writer,
        editor.sources,
        session.clock,
        session.settings.thresholds,
        PATIENCE,
    )
    shows_progress = sys.stderr.isatty()
    try:
        async for progress in reader.read_list(account, agreed=agreed):
            if progress.price:
                raise Refused(f"{progress.why}; use --yes to accept")
            if progress.why and progress.read is None:
                raise Failed(f"{account.source}: {progress.why}")
            if shows_progress and progress.read is not None:
                click.echo(f"\rreading the list: {grouped(progress.read)} ", err=True, nl=False)
    finally:
        await editor.sources.close()
        editor.close()
        if shows_progress:
            click.echo("\r" + " " * 40 + "\r", err=True, nl=False)


def _measures(opened: OpenRace, account: Account, follow_list: FollowList) -> dict[str, Measure]:
    talk = opened.log.talk(account, follow_list.at)
    situation = Situation(
        race=opened.race,
        at=follow_list.at,
        series={},
        provenance={},
        order=(),
        crossings={},
        follow_lists={account.id: follow_list},
        lead_changes=0,
        talks={} if talk is None else {account.id: talk},
        thresholds=opened.settings.thresholds,
    )
    about = {About.FOLLOW_LIST, About.TALK}
    return {m.key: m.measure(situation, account.id) for m in METRICS if m.about in about}
