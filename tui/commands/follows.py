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
from tui.follows.open_account import CircleReader
from tui.formats import age, compact, date_time, grouped, zone_of
from tui.metrics import METRICS, About, Situation
from tui.model import MINUTE, SECOND, Account, Circle, Measure, Millis
from tui.sources import SOURCES

PATIENCE: Millis = 30 * SECOND
"""How long this command waits for a source that wants to be asked later."""
ANSWERS = {True: "yes", False: "no", None: "?"}


@click.command()
@click.argument("account")
@AT
@JSON
@click.option("--yes", is_flag=True, help="Agree to what reading the list costs.")
@click.pass_obj
def follows(session: Session, account: str, at: str | None, as_json: bool, yes: bool) -> None:
    """Show whom ACCOUNT follows and who follows back, as far as anybody knows.

    Of a live account the list is read first, unless that was done within the last hour.
    """
    with session.account(account) as (opened, found):
        when = opened.time(at)
        if at is None and found.source in SOURCES:
            asyncio.run(_read(session, opened.log.path, found, yes))
            when = session.clock.now()
        circle = opened.circle(found, when)
        measures = _measures(opened, found, circle)
    if as_json:
        click.echo(json.dumps(follows_shape(circle, measures), ensure_ascii=False))
        return
    told = date_time(circle.at, zone_of(opened.race.zone))
    known = f"{len(circle.followees)} of {grouped(circle.following)} known"
    if circle.read_at is not None and circle.at - circle.read_at >= MINUTE:
        told += f" · the list was read {age(circle.at - circle.read_at)} ago"
    click.echo(f"@{found.handle} follows {grouped(circle.following)} · {known} · {told}")
    for metric in METRICS:
        if metric.key in measures:
            measure = measures[metric.key]
            click.echo(f"{metric.name}: {metric.told(measure)}")
    if circle.why:
        click.echo(f"the list: {circle.why}")
    if circle.followees:
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
                for f in circle.followees
            ],
            right="followers",
        )


async def _read(session: Session, path: Path, account: Account, agreed: bool) -> None:
    """Read the list of a live account into the log it is in; says how far it has come."""
    desk = session.desk_of(path)
    reader = CircleReader(
        desk.log,
        desk.writer,
        desk.sources,
        session.clock,
        session.settings.thresholds,
        PATIENCE,
    )
    told = sys.stderr.isatty()
    try:
        async for progress in reader.circles(account, agreed=agreed):
            if progress.price:
                raise Refused(f"{progress.why}; --yes agrees to that")
            if progress.why and progress.read is None:
                raise Failed(f"{account.source}: {progress.why}")
            if told and progress.read is not None:
                click.echo(f"\rreading the list: {grouped(progress.read)} ", err=True, nl=False)
    finally:
        await desk.sources.close()
        desk.close()
        if told:
            click.echo("\r" + " " * 40 + "\r", err=True, nl=False)


def _measures(opened: OpenRace, account: Account, circle: Circle) -> dict[str, Measure]:
    talk = opened.log.talk(account, circle.at)
    situation = Situation(
        race=opened.race,
        at=circle.at,
        series={},
        provenance={},
        order=(),
        crossings={},
        circles={account.id: circle},
        lead_changes=0,
        talks={} if talk is None else {account.id: talk},
        thresholds=opened.settings.thresholds,
    )
    about = {About.CIRCLE, About.TALK}
    return {m.key: m.measure(situation, account.id) for m in METRICS if m.about in about}
