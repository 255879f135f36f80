"""`follows`: whom an account follows, and who follows back."""

import json

import click

from tui.commands.board import AT, JSON
from tui.commands.session import OpenRace, Session
from tui.commands.shapes import follows_shape
from tui.commands.table import table
from tui.formats import compact, date_time, grouped, zone_of
from tui.metrics import METRICS, About, Situation
from tui.model import Account, Circle, Measure

ANSWERS = {True: "yes", False: "no", None: "?"}


@click.command()
@click.argument("account")
@AT
@JSON
@click.pass_obj
def follows(session: Session, account: str, at: str | None, as_json: bool) -> None:
    """Show whom ACCOUNT follows and who follows back, as far as anybody knows."""
    with session.account(account) as (opened, found):
        circle = opened.circle(found, opened.time(at))
        measures = _measures(opened, found, circle)
    if as_json:
        click.echo(json.dumps(follows_shape(circle, measures), ensure_ascii=False))
        return
    when = date_time(circle.at, zone_of(opened.race.zone))
    known = f"{len(circle.followees)} of {grouped(circle.following)} known"
    click.echo(f"@{found.handle} follows {grouped(circle.following)} · {known} · {when}")
    for metric in METRICS:
        if metric.key in measures:
            measure = measures[metric.key]
            click.echo(f"{metric.name}: {measure.why or metric.show(measure)}")
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


def _measures(opened: OpenRace, account: Account, circle: Circle) -> dict[str, Measure]:
    situation = Situation(
        race=opened.race,
        at=circle.at,
        series={},
        provenance={},
        order=(),
        crossings={},
        circles={account.id: circle},
        lead_changes=0,
    )
    return {m.key: m.measure(situation, account.id) for m in METRICS if m.about is About.CIRCLE}
