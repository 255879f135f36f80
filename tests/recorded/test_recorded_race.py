"""The recorded race of April 2009 meets its documented facts, all of them, and invents nobody."""

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.store.logs import rows
from tui.model import MINUTE, SYNTHETIC, Account, Millis, Quality, Sample
from tui.recorded import FactsDisagree, read_facts, recorded_race
from tui.recorded import shipped as shipped_folders
from tui.recorded.facts import Count, Facts
from tui.recorded.paths import VERSION, paths
from tui.recorded.paths import Path as CountPath
from tui.recorded.write_log import digest
from tui.store import Log

FOLDER = shipped_folders()["april-2009"]
RACERS = ("aplusk", "cnnbrk", "britneyspears", "oprah")
NEW_YORK = ZoneInfo("America/New_York")
Fact = dict[str, str]


def utc(text: str) -> Millis:
    """Return a time of April 2009, such as `17T06:13`, or a whole ISO time, as milliseconds."""
    text = text if text.endswith("Z") else f"2009-04-{text}:00Z"
    return int(datetime.fromisoformat(text).timestamp()) * 1000


FIRST_DAY, LAST_MINUTE = utc("15T00:00"), utc("18T00:00")
DISABLED = utc("17T01:45")
TABLES: dict[str, list[Fact]] = {}
for name in ("counts", "leads", "events", "follows"):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        TABLES[name] = list(csv.DictReader(file))
OF_RACERS = [fact for fact in TABLES["counts"] if fact["handle"] in RACERS]
FACTS = read_facts(FOLDER)


@dataclass(frozen=True)
class Recorded:
    """All that the made log holds, by handle."""

    path: Path
    accounts: dict[str, Account]
    samples: dict[str, list[Sample]]
    minutes: dict[str, dict[Millis, int]]
    """The count of each minute of the days that have a sample a minute."""

    def lead(self, at: Millis) -> int:
        """Return by how much aplusk is ahead of cnnbrk."""
        return self.minutes["aplusk"][at] - self.minutes["cnnbrk"][at]


@pytest.fixture(scope="module")
def race(shipped: Path) -> Recorded:
    found = rows(shipped, "SELECT id, source, native_id, handle, name FROM account")
    accounts = {str(row[3]): Account(*row) for row in found}
    with Log(shipped) as log:
        samples = {handle: list(log.history(account)) for handle, account in accounts.items()}
    minutes = {handle: by_minute(readings) for handle, readings in samples.items()}
    return Recorded(shipped, accounts, samples, minutes)


def by_minute(samples: list[Sample]) -> dict[Millis, int]:
    return {
        s.at: s.followers
        for s in samples
        if FIRST_DAY <= s.at <= LAST_MINUTE and s.at % MINUTE == 0 and s.followers is not None
    }


def name_of(fact: Fact) -> str:
    return "-".join(
        fact[column] for column in ("handle", "at", "followers", "following") if fact[column]
    )


def span(fact: Fact) -> tuple[Millis, Millis]:
    """Return when a count may have been read, after the words of the README beside it."""
    at = utc(fact["at"])
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(NEW_YORK)
    day = local.replace(hour=0, minute=0)
    month = day.replace(day=1)
    vague = {
        "hour": (at - 30 * MINUTE, at + 30 * MINUTE),
        "hours": (at - 180 * MINUTE, at + 180 * MINUTE),
        "day": (ms(day), ms(day + timedelta(days=1))),
        "month": (ms(month), ms((month + timedelta(days=32)).replace(day=1))),
    }
    return vague.get(fact["time_is"], (at, at))


def ms(when: datetime) -> Millis:
    return int(when.timestamp()) * 1000


def allowed(fact: Fact) -> tuple[int, int]:
    """Return the lowest and highest count that a fact allows."""
    stated, by = int(fact["followers"]), int(fact["rounded_to"] or 0)
    if fact["stands_at"]:
        return int(fact["stands_at"]), int(fact["stands_at"])
    return {
        "rounded": (stated - by // 2, stated + by // 2),
        "over": (stated, stated + by),
        "under": (stated - by, stated),
    }.get(fact["count_is"], (stated, stated))


def sample_of(race: Recorded, fact: Fact) -> Sample:
    """Return the one sample that a fact became."""
    earliest, latest = span(fact)
    low, high = allowed(fact) if fact["followers"] else (None, None)
    (found,) = [
        sample
        for sample in race.samples[fact["handle"]]
        if sample.provenance == fact["source"]
        and earliest <= sample.at <= latest + MINUTE
        and str(sample.following or "") == fact["following"]
        and (low is None or low <= (sample.followers or 0) <= (high or 0))
    ]
    return found


@pytest.mark.parametrize("fact", OF_RACERS, ids=name_of)
def test_every_documented_row_of_the_four_racers_is_one_sample_with_its_quality_and_source(
    fact: Fact, race: Recorded
) -> None:
    sample = sample_of(race, fact)
    assert sample.quality == (fact["count_is"] or "exact")
    assert (sample.followers is None) == (fact["followers"] == "")
    assert sample.posts == (int(fact["posts"]) if fact["posts"] else None)
    assert sample.provenance != SYNTHETIC


EXACT = [fact for fact in OF_RACERS if fact["count_is"] == "exact" and fact["time_is"] == "minute"]


@pytest.mark.parametrize("fact", EXACT, ids=name_of)
def test_an_exact_count_at_a_known_minute_is_met_exactly_at_that_minute(
    fact: Fact, race: Recorded
) -> None:
    assert race.minutes[fact["handle"]][utc(fact["at"])] == int(fact["followers"])


WITHIN = [
    fact
    for fact in OF_RACERS
    if fact["followers"]
    and fact["count_is"] != "false-reading"
    and FIRST_DAY <= utc(fact["at"]) < LAST_MINUTE
]


@pytest.mark.parametrize("fact", WITHIN, ids=name_of)
def test_a_documented_count_within_the_days_is_the_sample_of_the_minute_it_is_met_in(
    fact: Fact, race: Recorded
) -> None:
    sample = sample_of(race, fact)
    earliest, latest = span(fact)
    low, high = allowed(fact)
    assert sample.at % MINUTE == 0
    assert earliest <= sample.at <= latest
    assert sample.followers is not None
    assert low <= sample.followers <= high
    at_that_minute = [s for s in race.samples[fact["handle"]] if s.at == sample.at]
    assert at_that_minute == [sample]


OUTSIDE = [
    fact
    for fact in OF_RACERS
    if not FIRST_DAY <= utc(fact["at"]) < LAST_MINUTE or fact["followers"] == ""
]


@pytest.mark.parametrize("fact", OUTSIDE, ids=name_of)
def test_documented_points_before_and_after_stand_as_they_are(fact: Fact, race: Recorded) -> None:
    sample = sample_of(race, fact)
    assert sample.at // MINUTE == utc(fact["at"]) // MINUTE
    assert sample.followers == (int(fact["followers"]) if fact["followers"] else None)


def test_there_is_a_row_of_every_kind_to_be_met() -> None:
    assert len(OF_RACERS) > 40
    assert {fact["count_is"] for fact in OF_RACERS} == {
        "exact",
        "rounded",
        "over",
        "under",
        "derived",
        "false-reading",
        "",
    }
    assert {fact["time_is"] for fact in WITHIN} == {"minute", "hour", "hours", "day"}


def test_aplusk_stands_at_962000_over_on_16_april_at_2000_utc(race: Recorded) -> None:
    (sample,) = [s for s in race.samples["aplusk"] if s.at == utc("16T20:00")]
    assert (sample.followers, sample.quality, sample.following) == (962_000, Quality.OVER, 72)


LAST_NIGHT = [fact for fact in TABLES["leads"] if utc(fact["at"]) > utc("17T00:00")]
MARGINS = {"exact": (-25, 25), "rounded": (-500, 500), "over": (0, 300)}


@pytest.mark.parametrize("fact", TABLES["leads"], ids=lambda fact: f"{fact['at']}-{fact['lead']}")
def test_a_documented_lead_is_met(fact: Fact, race: Recorded) -> None:
    lead = race.lead(utc(fact["at"])) * (1 if fact["leader"] == "aplusk" else -1)
    below, above = MARGINS[fact["lead_is"]]
    assert below <= lead - int(fact["lead"]) <= above


def test_every_lead_of_the_last_night_is_documented_to_the_minute() -> None:
    assert [fact["at"][11:16] for fact in LAST_NIGHT] == [
        *("01:38", "02:47", "03:38", "03:50", "04:12", "04:25", "04:52", "05:25", "06:13"),
        *("12:55", "13:30"),
    ]


def test_first_place_changes_three_times_that_night_and_at_no_other_time(race: Recorded) -> None:
    ats = range(utc("17T01:30"), utc("17T06:13") + MINUTE, MINUTE)
    ahead = [race.lead(at) for at in ats]
    assert 0 not in ahead
    changes = [
        at for (_, before), (at, now) in pairwise(zip(ats, ahead, strict=True)) if before * now < 0
    ]
    assert ahead[0] < 0
    assert len(changes) == 3
    for at, told in zip(changes, ("17T01:38", "17T03:50", "17T04:25"), strict=True):
        assert abs(at - utc(told)) <= MINUTE


def test_before_that_night_cnnbrk_was_ahead_and_after_it_aplusk(race: Recorded) -> None:
    minutes = race.minutes["cnnbrk"]
    start = min(minutes)
    assert all(race.lead(at) < 0 for at in range(start, utc("17T01:37"), MINUTE))
    assert all(race.lead(at) > 0 for at in range(utc("17T04:26"), LAST_MINUTE + MINUTE, MINUTE))


@pytest.mark.parametrize(("handle", "told"), [("aplusk", "17T06:13"), ("cnnbrk", "17T06:42")])
def test_a_million_is_reached_within_a_minute_of_when_it_was_told(
    handle: str, told: str, race: Recorded
) -> None:
    reached = min(at for at, count in race.minutes[handle].items() if count >= 1_000_000)
    assert abs(reached - utc(told)) <= MINUTE


@pytest.mark.parametrize("handle", ["britneyspears", "oprah"])
def test_the_others_do_not_reach_a_million_in_those_days(handle: str, race: Recorded) -> None:
    assert max(race.minutes[handle].values()) < 1_000_000


def losses(race: Recorded, handle: str) -> list[tuple[Millis, int]]:
    """Return when a count fell, and by how much."""
    pairs = pairwise(race.minutes[handle].items())
    return [(at, before - now) for (_, before), (at, now) in pairs if now < before]


@pytest.mark.parametrize("handle", RACERS)
def test_small_losses_occur_before_unfollowing_was_disabled(handle: str, race: Recorded) -> None:
    before = [loss for at, loss in losses(race, handle) if at < DISABLED]
    assert before
    assert max(before) < 50


@pytest.mark.parametrize("handle", ["aplusk", "cnnbrk"])
def test_nobody_is_lost_while_unfollowing_is_disabled(handle: str, race: Recorded) -> None:
    assert [at for at, _ in losses(race, handle) if at >= DISABLED] == []
    assert max(race.minutes[handle]) == LAST_MINUTE


def test_the_false_reading_stands_at_a_second_of_its_own_beside_the_true_count(
    race: Recorded,
) -> None:
    at = utc("17T05:32")
    within = [s for s in race.samples["cnnbrk"] if at <= s.at < at + MINUTE]
    true, false = within
    assert (true.at, true.quality) == (at, Quality.DERIVED)
    assert 990_000 < (true.followers or 0) < 1_000_000
    assert at < false.at < at + MINUTE
    assert false.at % 1000 == 0
    assert (false.followers, false.quality) == (1_998_130, Quality.FALSE_READING)
    assert "cnet.com" in false.provenance
    doubted = [s for handle in RACERS for s in race.samples[handle] if s.followers == 1_998_130]
    assert doubted == [false]


@pytest.mark.parametrize("handle", RACERS)
def test_there_is_one_sample_a_minute_from_the_first_documented_point_on(
    handle: str, race: Recorded
) -> None:
    first = min(utc(fact["at"]) for fact in WITHIN if fact["handle"] == handle)
    minutes = race.minutes[handle]
    assert list(minutes) == list(range(first, LAST_MINUTE + MINUTE, MINUTE))
    ats = [s.at for s in race.samples[handle]]
    assert ats == sorted(set(ats))


@pytest.mark.parametrize("handle", RACERS)
def test_what_stands_between_documented_points_is_synthetic_and_nothing_else_is(
    handle: str, race: Recorded
) -> None:
    sources = {fact["source"] for fact in OF_RACERS if fact["handle"] == handle}
    made_up = [s for s in race.samples[handle] if s.provenance == SYNTHETIC]
    told = [s for s in race.samples[handle] if s.provenance != SYNTHETIC]
    assert len(told) == sum(fact["handle"] == handle for fact in OF_RACERS)
    assert {s.provenance for s in told} == sources
    assert {s.quality for s in made_up} == {Quality.DERIVED}
    assert {(s.following, s.posts) for s in made_up} == {(None, None)}
    assert all(FIRST_DAY <= s.at <= LAST_MINUTE and s.at % MINUTE == 0 for s in made_up)


def test_nothing_is_invented_for_whom_nothing_is_documented(race: Recorded) -> None:
    told = {fact["handle"] for fact in TABLES["counts"]}
    named = {
        *told,
        *(fact["handle"] for fact in TABLES["events"]),
        *(fact[side] for fact in TABLES["follows"] for side in ("follower", "followee")),
    }
    assert set(race.accounts) == named
    for handle, samples in race.samples.items():
        if handle not in RACERS:
            documented = [fact for fact in TABLES["counts"] if fact["handle"] == handle]
            assert [(s.at, s.followers, s.provenance) for s in samples] == [
                (utc(fact["at"]), int(fact["followers"]), fact["source"]) for fact in documented
            ]


def test_events_are_the_documented_ones_and_unfollow_day_has_no_outcome(race: Recorded) -> None:
    told = "SELECT at, kind, title, origin, source FROM event ORDER BY at, title"
    expected = sorted(
        (utc(f["at"]), f["kind"], f["title"], "documented", f["source"]) for f in TABLES["events"]
    )
    assert rows(race.path, told) == expected
    assert rows(race.path, told)[-1][1] == "vote"


def test_what_was_known_only_later_is_nowhere_in_the_log(race: Recorded) -> None:
    notes = [fact["note"] for fact in TABLES["events"] if fact["note"]]
    assert notes
    held = race.path.read_bytes()
    assert [note for note in notes if note.encode() in held] == []


def test_follows_are_the_documented_ones_and_unknown_stays_unknown(race: Recorded) -> None:
    told = (
        "SELECT f.handle, t.handle, follows_back, celebrity, gone_at, p.name FROM follow"
        " JOIN account f ON f.id = follower JOIN account t ON t.id = followee"
        " JOIN provenance p ON p.id = follow.provenance ORDER BY 1, 2"
    )
    answers = {"yes": 1, "no": 0, "": None}
    assert rows(race.path, told) == sorted(
        (
            f["follower"],
            f["followee"],
            answers[f["follows_back"]],
            answers[f["celebrity"]],
            None,
            f["source"],
        )
        for f in TABLES["follows"]
    )


def test_twice_made_the_race_is_the_same_to_the_last_sample(race: Recorded, tmp_path: Path) -> None:
    again = recorded_race(FOLDER, tmp_path / "cache")
    assert again != race.path
    for table in ("sample", "rollup", "event", "follow", "account", "race", "racer", "provenance"):
        every = f"SELECT * FROM {table}"
        assert repr(rows(again, every)) == repr(rows(race.path, every))


CUTS = [
    *(
        "15T22:30",
        "15T23:00",
        "16T06:17",
        "16T12:00",
        "16T16:59",
        "16T17:00",
        "16T18:21",
        "16T19:14",
    ),
    *(
        "16T19:15",
        "16T19:59",
        "16T20:01",
        "16T22:00",
        "17T00:30",
        "17T01:37",
        "17T01:38",
        "17T01:45",
    ),
    *(
        "17T02:46",
        "17T03:00",
        "17T03:45",
        "17T04:12",
        "17T04:24",
        "17T05:00",
        "17T05:43",
        "17T06:00",
    ),
    *(
        "17T06:13",
        "17T06:30",
        "17T06:42",
        "17T09:00",
        "17T12:54",
        "17T13:00",
        "17T13:31",
        "17T20:00",
    ),
]


@pytest.fixture(scope="module")
def whole() -> Mapping[str, CountPath]:
    return paths(FACTS)


@pytest.mark.parametrize("cut", CUTS)
def test_a_sample_depends_on_documented_points_up_to_the_next_one_only(
    cut: str, whole: Mapping[str, CountPath]
) -> None:
    at = utc(cut)
    for handle in RACERS:
        known = paths(known_until(at, handle, whole))
        expected = {t: n for t, n in whole[handle].counts.items() if t <= at}
        rebuilt = known[handle].counts if handle in known else {}
        assert {t: n for t, n in rebuilt.items() if t <= at} == expected


def known_until(at: Millis, handle: str, whole: Mapping[str, CountPath]) -> Facts:
    """Return the facts without a racer's counts after its next one, and leads after the next one.

    Of the others, whom a lead places it beside, counts stay up to the one after that lead.
    """
    lead_at = min((lead.at for lead in FACTS.leads if lead.at > at), default=at)
    counts: list[Count] = []
    for one in {count.handle for count in FACTS.counts}:
        counts += up_to_the_next(at if one == handle else max(at, lead_at), one, whole)
    counts.sort(key=lambda count: count.at)
    # A lead beside a racer whose counts end before it would be beside nothing.
    ends = max(count.at for count in counts if count.handle == handle)
    if handle == RACERS[0]:
        lead_at = min(lead_at, ends)
    leads = tuple(lead for lead in FACTS.leads if lead.at <= lead_at)
    return replace(FACTS, counts=tuple(counts), leads=leads)


def up_to_the_next(at: Millis, handle: str, whole: Mapping[str, CountPath]) -> list[Count]:
    """Return a handle's counts up to the next one; one whose time is vague is where it is met."""
    met = whole[handle].met.items() if handle in whole else ()
    ats = {id(count): t for t, count in met}
    counts = [count for count in FACTS.counts if count.handle == handle and count.followers]
    counts = [count for count in counts if count.quality is not Quality.FALSE_READING]
    when = {id(count): ats.get(id(count), count.at) for count in counts}
    coming = min((t for t in when.values() if t > at), default=at)
    return [count for count in counts if when[id(count)] <= coming]


def test_what_is_tested_above_leaves_out_what_came_later(whole: Mapping[str, CountPath]) -> None:
    known = known_until(utc("17T05:00"), "cnnbrk", whole)
    assert max(lead.at for lead in known.leads) == utc("17T05:25")
    assert max(c.at for c in known.counts if c.handle == "aplusk") == utc("17T05:44")
    assert max(c.at for c in known.counts if c.handle == "cnnbrk") == utc("17T06:13")


def test_a_count_that_falls_while_nobody_can_be_lost_is_refused_in_words() -> None:
    counts = [
        replace(count, followers=1_010_000, low=1_010_000, high=1_010_000)
        if count.handle == "cnnbrk" and count.at == utc("17T13:30")
        else count
        for count in FACTS.counts
    ]
    leads = [lead for lead in FACTS.leads if lead.at < utc("17T07:00")]
    with pytest.raises(FactsDisagree, match="cnnbrk"):
        paths(replace(FACTS, counts=tuple(counts), leads=tuple(leads)))


def test_two_counts_that_cannot_both_be_true_are_refused_in_words() -> None:
    twice = tuple(
        replace(c, followers=5, low=5, high=5, source="another page")
        for c in FACTS.counts
        if c.handle == "aplusk" and c.at == utc("17T06:13")
    )
    counts = sorted((*FACTS.counts, *twice), key=lambda count: count.at)
    with pytest.raises(FactsDisagree, match="aplusk"):
        paths(replace(FACTS, counts=tuple(counts)))


def test_a_lead_that_the_counts_rule_out_is_refused_in_words() -> None:
    leads = [
        replace(lead, low=90_000, high=90_000, stated=90_000)
        if lead.at == utc("17T02:47")
        else lead
        for lead in FACTS.leads
    ]
    with pytest.raises(FactsDisagree, match="cnnbrk"):
        paths(replace(FACTS, leads=tuple(leads)))


def test_the_log_is_made_once_and_anew_when_a_fact_or_the_generator_changes(tmp_path: Path) -> None:
    folder, cache = tmp_path / "april-2009", tmp_path / "cache"
    shutil.copytree(FOLDER, folder)
    first = recorded_race(folder, cache)
    inode = first.stat().st_ino
    assert recorded_race(folder, cache).stat().st_ino == inode
    assert first.name == f"april-2009-{VERSION}-{digest(folder)}.db"
    text = (folder / "events.csv").read_text(encoding="utf-8")
    (folder / "events.csv").write_text(text.replace("takes the lead back", "leads"), "utf-8")
    second = recorded_race(folder, cache)
    assert second != first
    assert sorted(file.name for file in cache.iterdir()) == sorted([first.name, second.name])


def test_the_made_log_is_one_private_file(race: Recorded) -> None:
    assert race.path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in race.path.parent.iterdir()] == [race.path.name]


@pytest.mark.parametrize("spoilt", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_made_log_that_was_damaged_is_made_again(spoilt: bytes, tmp_path: Path) -> None:
    log = recorded_race(FOLDER, tmp_path)
    whole = rows(log, "SELECT count(*) FROM sample")
    log.write_bytes(spoilt)
    assert recorded_race(FOLDER, tmp_path) == log
    assert rows(log, "SELECT count(*) FROM sample") == whole


def test_broken_facts_leave_nothing_half_made(tmp_path: Path) -> None:
    folder, cache = tmp_path / "april-2009", tmp_path / "cache"
    shutil.copytree(FOLDER, folder)
    text = (folder / "counts.csv").read_text(encoding="utf-8")
    text = text.replace(
        "cnnbrk,2009-04-16T19:00:00Z,hours,970000", "cnnbrk,2009-04-16T19:00:00Z,hours,990000"
    )
    (folder / "counts.csv").write_text(text, "utf-8")
    with pytest.raises(FactsDisagree):
        recorded_race(folder, cache)
    assert list(cache.iterdir()) == []
