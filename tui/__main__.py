"""Where everything meets: runs the command, and turns each way to end into a line and a code."""

import errno
import os
import sys
from contextlib import suppress

import click

from tui.commands.cli import cli
from tui.commands.session import Refused
from tui.config import ConfigError
from tui.formats import clean
from tui.recorded import FactsDisagree
from tui.report import write_report
from tui.store import LogError

FAILED, USAGE, BUG, NO_OUTPUT, INTERRUPTED = 1, 2, 70, 74, 130


def main() -> None:
    """Run `racetui` and end the process with a documented code."""
    if sys.stdout is None:
        sys.exit(say("stdout is closed", NO_OUTPUT))
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        code = NO_OUTPUT
    if code == NO_OUTPUT:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run a command line; returns the exit code, having said on stderr what went wrong."""
    try:
        # Not cli(...), which makes of a closed pipe a failure like any other.
        with cli.make_context("racetui", list(arguments)) as context:
            cli.invoke(context)
        return 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        return INTERRUPTED
    except Refused as error:
        return say(error.format_message(), USAGE)
    except click.UsageError as error:
        hint = f" (see: {error.ctx.command_path} --help)" if error.ctx else ""
        return say(error.format_message().rstrip(".") + hint, USAGE)
    except click.ClickException as error:
        return say(error.format_message(), error.exit_code)
    except (LogError, ConfigError, FactsDisagree) as error:
        return say(str(error), FAILED)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except Exception as error:  # noqa: BLE001  (a bug: one line for the user, a report for us)
        if is_of_output(error):
            return NO_OUTPUT
        where = write_report(error)
        return say(f"a bug: {type(error).__name__}; a report was written: {where}", BUG)


def is_of_output(error: Exception) -> bool:
    """Tell whether an error says that what we write to is gone or full; files are told by name."""
    gone = {errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EBADF}
    return isinstance(error, OSError) and error.filename is None and error.errno in gone


def say(line: str, code: int) -> int:
    """Say one line on stderr; returns the code."""
    with suppress(OSError):
        click.echo(f"racetui: {clean(line, 600)}", err=True)
    return code


if __name__ == "__main__":
    main()
