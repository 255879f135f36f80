"""`vote` and `stake`: a count that is to fall by a deadline, and what is pledged for a target."""

import click

from tui.commands.races import own_race, racer_meant
from tui.commands.session import Refused, Session, target, usage
from tui.formats import date_time, grouped
from tui.parsing import parse_time, zone_of
from tui.phrases import display_name


@click.command()
@click.argument("race")
@click.argument("account")
@click.option("--below", metavar="COUNT", required=True, help="What it is to fall below.")
@click.option("--until", metavar="TIME", required=True, help="When the vote ends.")
@click.pass_obj
def vote(session: Session, race: str, account: str, below: str, until: str) -> None:
    """Set up a vote on ACCOUNT of RACE, cast by unfollowing, such as Unfollow Day."""
    with session.editor() as editor:
        known = own_race(editor, race)
        about, zone = racer_meant(known, account), zone_of(known.zone)
        with usage():
            end = parse_time(until, zone, session.clock.now())
        made = editor.vote(known, about, target(below), end)
        click.echo(
            f"vote: {display_name(about)} below {grouped(made.below)} until {date_time(end, zone)};"
            " `racetui say`, and the account's screen, tell how it goes"
        )


@click.command()
@click.argument("race")
@click.argument("account")
@click.argument("text")
@click.option("--at-target", is_flag=True, help="For when it reaches the target (as is usual).")
@click.option("--kept", is_flag=True, help="Say that this pledge was kept.")
@click.pass_obj
def stake(
    session: Session, race: str, account: str, text: str, at_target: bool, kept: bool
) -> None:
    """Note what is pledged (TEXT) for when ACCOUNT reaches the target of RACE."""
    with session.editor() as editor:
        known = own_race(editor, race)
        about = racer_meant(known, account)
        if kept and at_target:
            raise Refused("say --kept or --at-target, not both")
        if kept:
            made = editor.keep_stake(known, about, text)
            click.echo(f"kept: {made.text}")
            return
        made = editor.stake(known, about, text)
        click.echo(f"pledged for {display_name(about)} at {grouped(made.target)}: {made.text}")
