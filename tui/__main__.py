"""Where everything meets: runs the command, and turns each way to end into a line and a code."""

import errno
import os
import sys
from contextlib import suppress

import click

from tui.commands.bug_report import write_report
from tui.commands.cli import cli
from tui.commands.session import Refused
from tui.config import ConfigError
from tui.recorded import FactsDisagree
from tui.sanitize import clean
from tui.store import LogError
from tui.view.terminal.gate import NO_OUTPUT

FAILED, USAGE, BUG, INTERRUPTED = 1, 2, 70, 130


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
    except OSError as error:
        return of_output(error) if is_of_output(error) else bug(error)
    except Exception as error:  # noqa: BLE001  (a bug: one line for the user, a report for us)
        return bug(error)


def is_of_output(error: OSError) -> bool:
    """Tell whether an error says that what we write to is gone or full; files are told by name."""
    return error.filename is None and error.errno in {
        errno.EPIPE,
        errno.ENOSPC,
        errno.EIO,
        errno.EBADF,
    }


def of_output(error: OSError) -> int:
    """Return the code for an output that is gone; who closed a pipe has read enough."""
    if error.errno == errno.EPIPE:
        return NO_OUTPUT
    return say(f"stdout: {error.strerror}", NO_OUTPUT)


def bug(error: Exception) -> int:
    """Write a report, say where, and return the code for a bug."""
    where = write_report(error)
    return say(f"a bug: {type(error).__name__}; a report was written: {where}", BUG)


def say(line: str, code: int) -> int:
    """Say one line on stderr; returns the code."""
    with suppress(OSError):
        click.echo(f"racetui: {clean(line, 600)}", err=True)
    return code


if __name__ == "__main__":
    main()
