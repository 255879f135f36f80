"""Where everything meets: runs the command, and turns each way to end into a line and a code."""

import os
import sys

import click

from tui.commands.cli import cli
from tui.config import ConfigError
from tui.formats import clean
from tui.recorded import FactsDisagree
from tui.report import write_report
from tui.store import LogError

FAILED, USAGE, BUG, NO_OUTPUT, INTERRUPTED = 1, 2, 70, 74, 130


def main() -> None:
    """Run `racetui` and end the process with a documented code."""
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
        result = cli(arguments, prog_name="racetui", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.UsageError as error:
        hint = f" (see: {error.ctx.command_path} --help)" if error.ctx else ""
        return say(error.format_message().rstrip(".") + hint, USAGE)
    except click.ClickException as error:
        return say(error.format_message(), error.exit_code)
    except (LogError, ConfigError, FactsDisagree) as error:
        return say(str(error), FAILED)
    except BrokenPipeError:
        return NO_OUTPUT
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except Exception as error:  # noqa: BLE001  (a bug: one line for the user, a report for us)
        return say(
            f"a bug: {type(error).__name__}; a report was written: {write_report(error)}", BUG
        )


def say(line: str, code: int) -> int:
    """Say one line on stderr; returns the code."""
    click.echo(f"racetui: {clean(line, 600)}", err=True)
    return code


if __name__ == "__main__":
    main()
