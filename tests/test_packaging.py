"""Packaging: the sample data is in the wheel, and there is one version and one command."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import tui
from tui.recorded.shipped import SAMPLE_DATA

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_wheel_has_the_sample_data_where_it_is_looked_for(
    project: dict[str, Any],
) -> None:
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"sample_data": "tui/sample_data"}
    package = Path(tui.__file__).parent
    assert package.parent / included["sample_data"] in SAMPLE_DATA
    assert (ROOT / "sample_data" / "april-2009" / "race.toml").is_file()


def test_the_source_archive_has_the_sample_data_and_the_tests(project: dict[str, Any]) -> None:
    included = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"/tui", "/tests", "/sample_data"} <= set(included)


def test_every_shipped_race_has_all_its_files() -> None:
    races = [file.parent for file in (ROOT / "sample_data").glob("*/race.toml")]
    assert "april-2009" in {race.name for race in races}
    for race in races:
        names = {file.name for file in race.iterdir()}
        assert {"counts.csv", "leads.csv", "events.csv", "follows.csv", "README.md"} <= names


def test_the_name_licence_and_command_are_set(project: dict[str, Any]) -> None:
    about = project["project"]
    assert about["name"] == "racetui"
    assert about["license"] == "MIT"
    assert about["authors"] == [{"name": "the racetui authors"}]
    assert about["scripts"] == {"racetui": "tui.__main__:main"}


def test_the_version_is_in_one_place(project: dict[str, Any]) -> None:
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "tui/__init__.py"
    assert tui.__version__
