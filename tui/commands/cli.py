"""The command `racetui`: its commands, and the options that all of them share."""

import os
from pathlib import Path

import click
import platformdirs
from click.core import ParameterSource

from tui import __version__
from tui.commands.board import forecast, say, standings
from tui.commands.collect import collect
from tui.commands.dashboard import open_last, replay, watch
from tui.commands.doctor import doctor
from tui.commands.export import export
from tui.commands.follows import follows
from tui.commands.import_ import import_
from tui.commands.races import add, event, forget, races, remove
from tui.commands.session import Refused, Session
from tui.commands.votes import stake, vote
from tui.config import load
from tui.sources import PAID

EPILOG = (
    "Without a command, racetui opens the race you watched last; the first time, the race of"
    " April 2009: @aplusk and @cnnbrk, to 1,000,000."
)


@click.group(
    invoke_without_command=True, epilog=EPILOG, context_settings={"max_content_width": 100}
)
@click.option(
    "--db",
    metavar="FILE",
    envvar="RACETUI_DB",
    type=click.Path(path_type=Path),
    help="Database file.",
)
@click.option(
    "--config",
    metavar="FILE",
    envvar="RACETUI_CONFIG",
    type=click.Path(path_type=Path),
    help="Settings file.",
)
@click.option("--verbose", is_flag=True, help="Print file locations.")
@click.version_option(__version__, message="racetui %(version)s")
@click.pass_context
def cli(context: click.Context, db: Path | None, config: Path | None, verbose: bool) -> None:
    """A terminal dashboard that follows races for followers."""
    if config is not None and not os.path.lexists(config):
        raise Refused(f"{config}: no such file; without --config your own settings are read")
    context.obj = Session(
        db=db or platformdirs.user_data_path("racetui") / "races.db",
        settings=load(config or _default_config(), PAID),
        is_db_named=context.get_parameter_source("db") is ParameterSource.COMMANDLINE,
        cache=platformdirs.user_cache_path("racetui"),
        is_verbose=verbose,
    )
    if verbose:
        click.echo(f"log: {context.obj.db}", err=True)
        click.echo(f"shipped races: {context.obj.cache}", err=True)
    if context.invoked_subcommand is None:
        open_last(context.obj)


def _default_config() -> Path | None:
    file = platformdirs.user_config_path("racetui") / "config.toml"
    return file if os.path.lexists(file) else None


for command in (
    *(watch, replay, collect, standings, forecast, follows, say, import_, export),
    *(races, add, remove, event, vote, stake, forget, doctor),
):
    cli.add_command(command)
