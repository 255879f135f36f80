"""Run a command line. Each way it can end has a documented exit code and at most one line."""

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

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


def run_and_exit() -> None:
    """Run the command line of this process, then exit with a documented code."""
    if sys.stdout is None:
        sys.exit(fail("stdout is closed", NO_OUTPUT))
    code = run(sys.argv[1:])
    if not flush(sys.stdout):
        code = NO_OUTPUT
    if sys.stderr is not None:
        flush(sys.stderr)
    sys.exit(code)


def flush(stream: TextIO) -> bool:
    """Write what a stream has buffered, or discard it; returns whether it was written.

    Python exits with 120 if it finds unwritten text at its end.
    """
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True


def run(arguments: list[str]) -> int:
    """Run a command line and print its error, if any, on stderr; returns the exit code."""
    try:
        # cli(...) would turn a closed pipe into an ordinary failure.
        with cli.make_context("racetui", list(arguments)) as context:
            cli.invoke(context)
        return 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        return INTERRUPTED
    except Refused as error:
        return fail(error.format_message(), USAGE)
    except click.UsageError as error:
        hint = f" (see: {error.ctx.command_path} --help)" if error.ctx else ""
        return fail(error.format_message().rstrip(".") + hint, USAGE)
    except click.ClickException as error:
        return fail(error.format_message(), error.exit_code)
    except (LogError, ConfigError, FactsDisagree) as error:
        return fail(str(error), FAILED)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except OSError as error:
        return fail_output(error) if is_output_error(error) else fail_with_report(error)
    except Exception as error:  # noqa: BLE001  (a bug: one line for the user, a report for us)
        return fail_with_report(error)


def is_output_error(error: OSError) -> bool:
    """Return whether the output is gone or full; an error of a named file is never one."""
    return error.filename is None and error.errno in {
        errno.EPIPE,
        errno.ENOSPC,
        errno.EIO,
        errno.EBADF,
    }


def fail_output(error: OSError) -> int:
    """Return the exit code for a lost output; silent if the reader closed the pipe."""
    if error.errno == errno.EPIPE:
        return NO_OUTPUT
    return fail(f"stdout: {error.strerror}", NO_OUTPUT)


def fail_with_report(error: Exception) -> int:
    """Write a bug report and print where it is; returns the exit code of a bug."""
    where = write_report(error)
    return fail(f"a bug: {type(error).__name__}; a report was written: {where}", BUG)


def fail(line: str, code: int) -> int:
    """Print one line on stderr; returns the exit code."""
    with suppress(OSError):
        click.echo(f"racetui: {clean(line, 600)}", err=True)
    return code
