"""Settings: their values, and the errors of files that cannot be used."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui import config
from tui.config import Config, ConfigError, Thresholds, load, read_toml
from tui.model import DAY, HOUR
from tui.parsing import BadText

LINE = st.sampled_from(
    [
        "[forecast]",
        "[measures]",
        "[[forecast]]",
        "horizon_days = 30",
        "horizon_days = -1",
        "celebrity_followers = '1M'",
        "celebrity_followers = 1e400",
        "plea_patterns = ['a{99999999999}', '(']",
        "dollars_a_month = nan",
        "[x]",
        "forecast = 3",
        "measures.celebrity_followers = true",
        "x = 1979-05-27T07:32:00Z",
        'a."\\u202e" = nan',
        "= ",
        "\x1b[2J",
        "'''",
    ]
)


def written(folder: Path, text: str) -> Path:
    """Return a new settings file with a text."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    """Return the error of a settings file, without the folder's name."""
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text), ["x"])
    return str(caught.value).removeprefix(f"{folder}/")


def test_without_a_file_all_settings_are_defaults() -> None:
    assert load(None) == Config(horizon=30 * DAY, thresholds=Thresholds(100_000))


def test_an_empty_file_changes_no_default(tmp_path: Path) -> None:
    assert load(written(tmp_path, "")) == Config()


def test_a_file_replaces_defaults(tmp_path: Path) -> None:
    text = "[forecast]\nhorizon_days = 7\n[measures]\ncelebrity_followers = '1M'\n"
    assert load(written(tmp_path, text)) == Config(7 * DAY, Thresholds(1_000_000))


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, "\ufeff[forecast]\nhorizon_days = 7")).horizon == 7 * DAY


def test_a_wrong_value_is_reported_with_its_line_and_what_was_expected(
    tmp_path: Path,
) -> None:
    text = "[measures]\n\n[forecast]\n# days\nhorizon_days = 'long'\n"
    expected = "config.toml:5: forecast.horizon_days: expected a whole number from 1 to 3,650"
    assert refusal(tmp_path, text) == expected


@pytest.mark.parametrize("value", ["0", "3651", "1.5", "true", "[1]"])
def test_a_horizon_out_of_bounds_is_refused(tmp_path: Path, value: str) -> None:
    assert "from 1 to 3,650" in refusal(tmp_path, f"[forecast]\nhorizon_days = {value}")


def test_a_misspelt_key_is_reported_with_the_available_ones(tmp_path: Path) -> None:
    error = refusal(tmp_path, "[measures]\ncelebrity_folowers = 5")
    assert error == (
        "config.toml:2: measures.celebrity_folowers: unknown key;"
        " available: broadcast_followers, broadcast_following, celebrity_followers, plea_patterns"
    )


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, "[forecast]\n\n[colours]\nred = 1")
    assert error == "config.toml:3: colours: unknown key; available: forecast, measures, x"


def test_a_value_where_a_table_belongs_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "forecast = 30") == "config.toml:1: forecast: expected a table"


def test_invalid_toml_is_reported_with_its_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, "[forecast]\nhorizon_days 30").startswith(
        "config.toml:2: not valid TOML:"
    )


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load(tmp_path / "none.toml")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"title = '\xff'")
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        load(file)


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    assert "not a settings file" in refusal(tmp_path, "#" * 1_000_001)


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "9" * 5000, "a" + ".a" * 5000])
def test_hostile_toml_is_refused_with_a_message(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).startswith("config.toml")


@given(st.one_of(st.binary(), st.lists(LINE).map("\n".join).map(str.encode)))
@example(b"[forecast]\nhorizon_days = 0x" + b"f" * 400)
def test_any_file_is_read_or_refused_with_a_printable_message(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "hostile.toml"
    file.write_bytes(data)
    why = f"{file}:"
    try:
        assert load(file).horizon > 0
    except ConfigError as error:
        why = str(error)
    assert why.startswith(f"{file}:")
    assert why.isprintable()


def test_a_missing_required_key_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.toml:1: title: is missing"):
        read_toml(written(tmp_path, "")).get("title", config.text)


def test_the_tables_of_an_array_are_read_in_order(tmp_path: Path) -> None:
    top = read_toml(written(tmp_path, "[[racers]]\nhandle = 'a'\n[[racers]]\nhandle = 'b'"))
    assert [table.get("handle", config.text) for table in top.tables("racers")] == ["a", "b"]


def test_a_table_where_an_array_belongs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"racers: expected \[\[racers\]\] tables"):
        read_toml(written(tmp_path, "[racers]\nhandle = 'a'")).tables("racers")


@pytest.mark.parametrize("value", [datetime(2009, 4, 17, 1, 30), "2009-04-17", 5])
def test_a_time_without_a_zone_is_refused(value: object) -> None:
    with pytest.raises(BadText, match="with a zone"):
        config.time(value)


def test_a_time_is_read_in_its_own_zone() -> None:
    there = datetime(1970, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    assert config.time(there) == 0


@pytest.mark.parametrize("edge", [datetime.min, datetime.max])
@pytest.mark.parametrize("hours", [-14, 0, 14])
def test_a_time_at_the_edge_of_the_calendar_is_read(edge: datetime, hours: int) -> None:
    there = edge.replace(tzinfo=timezone(timedelta(hours=hours)))
    here = edge.replace(tzinfo=UTC)
    assert config.time(there) == config.time(here) - hours * HOUR


def test_a_list_of_texts_must_not_be_empty() -> None:
    assert config.texts(["a", " b\n"]) == ("a", "b")
    for value in ([], "a", [""], [1]):
        with pytest.raises(BadText):
            config.texts(value)


@pytest.mark.parametrize("value", [0, -1, True, 1.5, None, "none", []])
def test_a_threshold_below_its_minimum_or_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(BadText):
        config.count(1)(value)


def test_a_time_zone_must_exist() -> None:
    assert config.zone("America/New_York") == "America/New_York"
    with pytest.raises(BadText, match="unknown time zone"):
        config.zone("America/Nowhere")


MEASURES = """[measures]
celebrity_followers = "50K"
broadcast_followers = 5000
broadcast_following = 0
plea_patterns = ['\\bsubscribe\\b', 'join  us']
"""


def test_the_thresholds_of_the_measures_are_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, MEASURES)).thresholds == Thresholds(
        celebrity_followers=50_000,
        broadcast_followers=5_000,
        broadcast_following=0,
        pleas=(r"\bsubscribe\b", "join  us"),
    )


def test_a_long_pattern_is_not_cut(tmp_path: Path) -> None:
    long = "|".join(["follow me"] * 90)
    text = f"[measures]\nplea_patterns = ['{long}']"
    assert load(written(tmp_path, text)).thresholds.pleas == (long,)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("broadcast_followers = 0", "measures.broadcast_followers: expected a number of followers"),
        ("broadcast_following = -1", "measures.broadcast_following: expected a number of follow"),
        ("plea_patterns = []", "measures.plea_patterns: expected a list of texts"),
        ("plea_patterns = 'follow me'", "measures.plea_patterns: expected a list of texts"),
        ("plea_patterns = [5]", "measures.plea_patterns: expected a text"),
        ("plea_patterns = ['a(']", "measures.plea_patterns: 'a(' is not a regular expression: m"),
        ("plea_patterns = ['a{99999999999}']", "measures.plea_patterns: 'a{99999999999}' is not a"),
    ],
)
def test_a_wrong_threshold_is_refused_with_what_was_expected(
    line: str, expected: str, tmp_path: Path
) -> None:
    error = refusal(tmp_path, f"[measures]\n{line}")
    assert error.startswith(f"config.toml:2: {expected}")


def test_a_pattern_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    text = f"[measures]\nplea_patterns = ['{'(' * 90}{')' * 90}', '{'(?:' * 3000}{')' * 3000}']"
    assert "measures.plea_patterns" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("amount", "micros"), [("5", 5_000_000), ("2.50", 2_500_000), ("0", 0), ("0.000001", 1)]
)
def test_the_monthly_budget_of_x_is_read_in_dollars(
    amount: str, micros: int, tmp_path: Path
) -> None:
    settings = load(written(tmp_path, f"[x]\ndollars_a_month = {amount}"), ["x"])
    assert settings.budgets == {"x": micros}
    assert load(None, ["x"]).budgets == {"x": 0}


@pytest.mark.parametrize("amount", ["-1", "nan", "inf", "true", "'5'", "1_000_001", "[]"])
def test_an_invalid_amount_is_refused(amount: str, tmp_path: Path) -> None:
    error = refusal(tmp_path, f"[x]\ndollars_a_month = {amount}")
    assert error == (
        "config.toml:2: x.dollars_a_month: expected an amount of dollars, such as 5 or 2.50"
    )
