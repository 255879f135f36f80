"""`vote` and `stake`: a vote by unfollowing, and a pledge for reaching the target."""

import click

from tui.commands.races import find_racer, own_race
from tui.commands.session import Session, parse_target, refuse_bad_text
from tui.formats import date_time, grouped
from tui.parsing import parse_time, zone_of
from tui.phrases import display_name


@click.command()
@click.argument("race")
@click.argument("account")
@click.option("--below", metavar="COUNT", required=True, help="Threshold.")
@click.option("--until", metavar="TIME", required=True, help="End of the vote.")
@click.pass_obj
def vote(session: Session, race: str, account: str, below: str, until: str) -> None:
    """Start a vote by unfollowing on ACCOUNT of RACE.

    An example is Unfollow Day: ACCOUNT is to fall below a number of followers in time.
    """
    with session.editor() as editor:
        known = own_race(editor, race)
        about, zone = find_racer(known, account), zone_of(known.zone)
        with refuse_bad_text():
            end = parse_time(until, zone, session.clock.now())
        made = editor.vote(known, about, parse_target(below), end)
        click.echo(
            f"vote: {display_name(about)} below {grouped(made.below)} until {date_time(end, zone)};"
            " `racetui say` and the account's screen show how it goes"
        )


@click.command()
@click.argument("race")
@click.argument("account")
@click.argument("text")
@click.option("--kept", is_flag=True, help="Mark this pledge as kept.")
@click.pass_obj
def stake(session: Session, race: str, account: str, text: str, kept: bool) -> None:
    """Note a pledge (TEXT) for when ACCOUNT reaches the target."""
    with session.editor() as editor:
        known = own_race(editor, race)
        about = find_racer(known, account)
        if kept:
            made = editor.keep_stake(known, about, text)
            click.echo(f"kept: {made.text}")
            return
        made = editor.stake(known, about, text)
        click.echo(f"pledged for {display_name(about)} at {grouped(made.target)}: {made.text}")
