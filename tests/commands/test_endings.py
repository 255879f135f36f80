"""How a command line ends: a documented exit code, at most one line on stderr, no traceback."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Ended, Racetui, copy_of, names_in, python, refused
from tests.store.logs import without_privileges
from tui import __version__

RACE = "april-2009"
MODULE = ("-m", "tui")

WRONG_USAGE: list[tuple[list[str], str]] = [
    (["standings", "nowhere"], "no race 'nowhere'; available: april-2009"),
    (["forecast", "nowhere"], "no race 'nowhere'"),
    (["say", "nowhere"], "no race 'nowhere'"),
    (["export", "nowhere"], "no race 'nowhere'"),
    (["follows", "nowhere:aplusk"], "no race 'nowhere'"),
    (["follows", "april-2009:nobody"], "no account 'nobody' in april-2009; its racers are aplusk"),
    (["follows", "april-2009:aplus"], "did you mean april-2009:aplusk?"),
    (["follows", "demo:teapot"], "no account 'teapot' in demo; did you mean demo:teapot.demo?"),
    (["follows", "twitter:jack"], "twitter is called x here: x:jack"),
    (["follows", "aplusk"], "is not an account; use e.g. april-2009:aplusk"),
    (["follows", "april-2009:"], "is not an account"),
    (["standings", RACE, "--at", "noon"], "'noon' is not a time (e.g. "),
    (["standings", RACE, "--at", ""], "is not a time"),
    (["standings", RACE, "--at", "2009-04-31T00:00:00Z"], "is not a time"),
    (["standings", RACE, "--at", "-2h"], "is not a time"),
    (["standings", RACE, "--at", "２h"], "is not a time"),
    (["say", RACE, "--at", "tomorrow"], "is not a time"),
    (["follows", "april-2009:aplusk", "--at", "tomorrow"], "is not a time"),
    (["standings", RACE, "--at", "2031-01-01T00:00:00Z"], "is after the last data for april-2009"),
    (["standings", RACE, "--at", "9999-12-31T23:59:59Z"], "is after the last data"),
    (["forecast", RACE, "--to", "0"], "a target must be at least 1 (e.g. 1000000 or 1M)"),
    (["forecast", RACE, "--to", "0M"], "a target must be at least 1"),
    (["forecast", RACE, "--to", "a lot"], "is not a number (e.g. 1000000 or 1M)"),
    (["forecast", RACE, "--to", "-5"], "is not a number"),
    (["forecast", RACE, "--to", "1e6"], "is not a number"),
    (["forecast", RACE, "--to", ""], "is not a number"),
    (["forecast", RACE, "--to", "9" * 29], "is more than this program can count"),
    (["standings"], "RACE"),
    (["standings", RACE, "extra"], "extra"),
    (["standings", RACE, "--wish"], "--wish"),
    (["nonsense"], "nonsense"),
    (["--nonsense"], "--nonsense"),
    (["--db", "/nowhere/races.db", "races"], "/nowhere/races.db: no such file"),
    (["replay", RACE, "--speed", "0"], "--speed"),
    (["replay", RACE, "--speed", "fast"], "--speed"),
    (["replay", RACE], "not a terminal; without one, try: racetui standings april-2009 --json"),
    ([], "not a terminal; without one, try: racetui standings april-2009 --json"),
]


@pytest.mark.parametrize(
    ("arguments", "words"), WRONG_USAGE, ids=[" ".join(a)[:60] for a, _ in WRONG_USAGE]
)
def test_wrong_usage_is_explained_in_one_line_and_exits_with_2(
    arguments: list[str], words: str, racetui: Racetui, home: Path
) -> None:
    assert words in refused(racetui(*arguments), 2)
    assert not home.exists()


def test_errors_quote_the_user_without_control_characters(racetui: Racetui) -> None:
    line = refused(racetui("standings", "a\x1b]0;title\x07\nb\u202ec" + "x" * 5000), 2)
    assert "\x1b" not in line
    assert "\u202e" not in line
    assert len(line) < 1000


def a_text(path: Path, shipped: Path) -> None:
    path.write_text("at,followers\n" * 100)


def nothing(path: Path, shipped: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path, shipped: Path) -> None:
    path.mkdir()


def a_link(path: Path, shipped: Path) -> None:
    path.symlink_to(shipped)


def another_programs(path: Path, shipped: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()


def newer(path: Path, shipped: Path) -> None:
    copy_of(shipped, path, "PRAGMA user_version = 99")


def with_a_trigger(path: Path, shipped: Path) -> None:
    copy_of(shipped, path, "CREATE TRIGGER t AFTER INSERT ON race BEGIN SELECT 1; END")


def cut(path: Path, shipped: Path) -> None:
    path.write_bytes(shipped.read_bytes()[:100_000])


def damaged_in_the_middle(path: Path, shipped: Path) -> None:
    data = bytearray(shipped.read_bytes())
    middle = len(data) // 4096 // 2 * 4096
    data[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(data)


MakeBadLog = Callable[[Path, Path], None]
BAD_LOGS: dict[MakeBadLog, str] = {
    a_text: "is not a racetui log; choose another file with --db",
    nothing: "is empty; delete it, or choose another file with --db",
    a_folder: "is not a file; use the path of a racetui log",
    a_link: "is a symbolic link; use the path of the file itself",
    another_programs: "is a database of another program; choose another file with --db",
    newer: "was written by a newer racetui",
    with_a_trigger: "its tables are not racetui's; replace it with a backup",
    cut: "is damaged; replace it with a backup",
    damaged_in_the_middle: "is damaged; replace it with a backup",
}
COMMANDS = [
    ["standings", RACE],
    ["standings", RACE, "--json"],
    ["forecast", RACE],
    ["say", RACE],
    ["follows", "april-2009:aplusk"],
    ["export", RACE],
    ["races"],
]


@pytest.mark.parametrize("make_bad_log", BAD_LOGS, ids=lambda make: make.__name__)
def test_a_bad_log_is_refused_by_every_command_and_left_as_it_is(
    make_bad_log: MakeBadLog, racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    log = tmp_path / "races.db"
    make_bad_log(log, shipped)
    before = log.read_bytes() if log.is_file() else b""
    for command in COMMANDS:
        line = refused(racetui("--db", str(log), *command), 1)
        assert line.startswith(f"{log}: {BAD_LOGS[make_bad_log]}")
    assert (log.read_bytes() if log.is_file() else b"") == before
    assert names_in(tmp_path) == ["races.db"]


def test_an_unreadable_log_is_refused(
    racetui: Racetui, shipped: Path, tmp_path: Path, cache_home: Path
) -> None:
    log = copy_of(shipped, tmp_path / "races.db")
    for mode, folder_mode in ((0, 0o755), (0o600, 0)):
        log.chmod(mode)
        tmp_path.chmod(folder_mode)
        with without_privileges():
            ended = racetui("--db", str(log), "races")
        tmp_path.chmod(0o700)
        assert str(log) in refused(ended, 1)


@pytest.mark.parametrize("command", [*COMMANDS, ["replay", RACE]], ids=" ".join)
def test_a_missing_log_is_refused_by_commands_that_read(
    command: list[str], racetui: Racetui, tmp_path: Path
) -> None:
    line = refused(racetui("--db", str(tmp_path / "no.db"), *command), 2)
    assert line.startswith(
        f"{tmp_path / 'no.db'}: no such file; without --db your own log is opened"
    )
    assert names_in(tmp_path) == []


def test_a_missing_log_is_made_by_commands_that_write(racetui: Racetui, tmp_path: Path) -> None:
    table = tmp_path / "ann.csv"
    table.write_text("at,followers\n2009-04-17T06:13:00Z,1000\n2009-04-17T06:14:00Z,1001\n")
    log = tmp_path / "made" / "races.db"
    assert racetui("--db", str(log), "import", str(table), "--race", "own").code == 0
    assert "own" in racetui("--db", str(log), "races").out.split()


@pytest.mark.parametrize(
    "command",
    [
        ["event", "nowhere", "a title"],
        ["remove", "nowhere", "--yes"],
        ["forget", "demo:nobody"],
        ["add", "own", "nowhere:nobody"],
        ["collect", "nowhere", "--rounds", "1"],
    ],
    ids=" ".join,
)
def test_a_command_that_changes_nothing_makes_no_log(
    command: list[str], racetui: Racetui, home: Path
) -> None:
    ended = racetui(*command)
    refused(ended, ended.code)
    assert not home.exists()


@pytest.mark.parametrize("option", ["--db", "--config"])
def test_an_impossible_file_name_is_refused(option: str, racetui: Racetui) -> None:
    ended = racetui(option, "x" * 300, "standings", RACE)
    assert ended.code in {1, 2}
    refused(ended, ended.code)


BROKEN_SETTINGS: dict[str, str] = {
    "[forecast]\nhorizon_days = 0\n": ":2: forecast.horizon_days: expected a whole number from 1",
    "[forecast]\nhorizon_days = true\n": ":2: forecast.horizon_days: expected a whole number",
    "[forecast]\nhorison_days = 3\n": ":2: forecast.horison_days: unknown key",
    "[measures]\ncelebrity_followers = 0\n": ":2: measures.celebrity_followers: expected",
    "wishes = 1\n": ":1: wishes: unknown key",
    "forecast = 1\n": ":1: forecast: expected a table",
    "[forecast\n": ":1: not valid TOML",
}


@pytest.mark.parametrize("text", BROKEN_SETTINGS)
def test_broken_settings_are_refused_with_file_line_key_and_expectation(
    text: str, racetui: Racetui, tmp_path: Path
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(text)
    line = refused(racetui("--config", str(settings), "standings", RACE), 1)
    assert line.startswith(f"{settings}{BROKEN_SETTINGS[text]}")


def test_the_users_settings_are_read_and_a_missing_settings_file_is_refused(
    racetui: Racetui, home: Path, tmp_path: Path
) -> None:
    line = refused(racetui("--config", str(tmp_path / "no.toml"), "standings", RACE), 2)
    assert line.startswith(f"{tmp_path / 'no.toml'}: no such file")
    own = home / "config" / "racetui" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text("wishes = 1\n")
    assert refused(racetui("standings", RACE), 1).startswith(f"{own}:1: wishes")


class Faulty(str):
    """A name that cannot be compared, as a stand-in for a bug."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        secret_local = "hunter2-in-a-variable"
        raise RuntimeError(f"hunter2-in-a-message {len(secret_local)}")


def test_a_bug_exits_with_70_and_its_report_contains_no_values(
    racetui: Racetui, home: Path
) -> None:
    line = refused(racetui("standings", Faulty("hunter2-in-an-argument")), 70)
    (report,) = (home / "state").rglob("*.txt")
    assert line == f"a bug: RuntimeError; a report was written: {report}"
    text = report.read_text(encoding="utf-8")
    assert "hunter2" not in text
    assert "RuntimeError" in text
    assert f"{Path(__file__).name}:" in text
    assert "in __eq__" in text
    assert report.stat().st_mode & 0o777 == 0o600


def test_an_export_exits_with_74_and_no_traceback_when_its_reader_is_gone() -> None:
    piped = f'"{sys.executable}" -m tui export {RACE} | head -n 1; echo ${{PIPESTATUS[0]}}'
    ended = subprocess.run(
        ["bash", "-c", piped], capture_output=True, text=True, timeout=60, check=False
    )
    header, code = ended.stdout.splitlines()
    assert header.startswith("account,handle,at")
    assert code == "74"
    assert ended.stderr == ""


@pytest.mark.parametrize(
    "command",
    [["export", RACE], ["standings", RACE], ["races", "--json"], ["--help"], ["--version"]],
    ids=" ".join,
)
def test_a_full_output_exits_with_74_and_no_traceback(command: list[str], forked: Racetui) -> None:
    with open("/dev/full", "w") as full:
        ended = forked(*command, stdout=full.fileno())
    assert ended.code == 74
    assert ended.err.count("\n") <= 1
    assert "Traceback" not in ended.err
    assert "bug" not in ended.err


@pytest.mark.parametrize("command", ["export", "standings"])
def test_a_closed_output_exits_with_74_and_no_traceback(command: str) -> None:
    closed = f'"{sys.executable}" -m tui {command} {RACE} >&-'
    ended = subprocess.run(
        ["bash", "-c", closed], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 74
    assert "bug" not in ended.stderr


def test_an_interrupt_exits_with_130_and_no_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, *MODULE, "export", RACE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    # It cannot have ended yet: a pipe does not hold that much.
    assert process.stdout.readline().startswith("account,")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert err.count("\n") <= 1


INTERRUPTED_IMPORT = """
import os, signal, sys
from tui.__main__ import main

class Interrupting:
    def find_spec(self, name, *_):
        if name == "tui.commands.exit_codes":
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, getattr(signal, sys.argv.pop(1)))
sys.meta_path.insert(0, Interrupting())
main()
"""


def test_an_interrupt_during_loading_ends_quietly_with_130() -> None:
    ended = python("-c", INTERRUPTED_IMPORT, "default_int_handler", "--version")
    assert ended == Ended(130, "", "")


def test_an_ignored_interrupt_stays_ignored() -> None:
    ended = python("-c", INTERRUPTED_IMPORT, "SIG_IGN", "--version")
    assert ended == Ended(0, f"racetui {__version__}\n", "")


@pytest.mark.parametrize(
    ("command", "environment"),
    [([], {}), (["replay", RACE], {}), (["replay", RACE], {"TERM": "dumb"})],
)
def test_without_a_terminal_nothing_is_drawn_and_the_exit_code_is_2(
    command: list[str], environment: dict[str, str], forked: Racetui
) -> None:
    ended = forked(*command, env=environment)
    line = refused(ended, 2)
    assert "\x1b" not in ended.err
    assert "try: racetui standings april-2009 --json" in line


HEADLESS = [
    ["--help"],
    ["--version"],
    ["standings", "--help"],
    ["standings", RACE],
    ["forecast", RACE],
    ["follows", "april-2009:aplusk"],
    ["say", RACE],
    ["export", RACE],
    ["races"],
]


def test_no_headless_command_imports_the_drawing_libraries() -> None:
    script = (
        "import json, sys\n"
        "from tui.commands.exit_codes import run\n"
        "for command in json.loads(sys.argv[1]):\n"
        "    code = run(command)\n"
        "    imported = {name.split('.')[0] for name in sys.modules}\n"
        "    drawing = sorted({'textual', 'plotext'} & imported)\n"
        "    print(code, drawing, file=sys.stderr)\n"
    )
    ended = python("-c", script, json.dumps(HEADLESS))
    assert ended.err == "0 []\n" * len(HEADLESS)


def test_help_lists_exactly_the_commands_that_exist(racetui: Racetui) -> None:
    ended = racetui("--help")
    assert (ended.code, ended.err) == (0, "")
    listed = ended.out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == [
        *("add", "collect", "doctor", "event", "export", "follows", "forecast", "forget"),
        *("import", "races", "remove", "replay", "say", "stake", "standings", "vote", "watch"),
    ]


def test_the_version_is_printed(racetui: Racetui) -> None:
    assert racetui("--version") == Ended(0, f"racetui {__version__}\n", "")


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}],
    ids=["LC_ALL=C", "ascii"],
)
def test_an_output_without_unicode_is_not_a_bug(environment: dict[str, str]) -> None:
    ended = subprocess.run(
        [sys.executable, *MODULE, "standings", RACE],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"@aplusk" in ended.stdout
