"""The recorded race of April 2009 fits all its documented facts and invents nothing else."""

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
from tui.recorded import FactsDisagree, read_facts, recorded_log
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
    """Return milliseconds of a full ISO time or of a time of April 2009 such as `17T06:13`."""
    text = text if text.endswith("Z") else f"2009-04-{text}:00Z"
    return int(datetime.fromisoformat(text).timestamp()) * 1000


FIRST_DAY, LAST_MINUTE = utc("15T00:00"), utc("18T00:00")
DISABLED = utc("17T01:45")
TABLES: dict[str, list[Fact]] = {}
for name in ("counts", "leads", "events", "follows"):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        TABLES[name] = list(csv.DictReader(file))
RACER_FACTS = [fact for fact in TABLES["counts"] if fact["handle"] in RACERS]
FACTS = read_facts(FOLDER)


@dataclass(frozen=True)
class Recorded:
    """The contents of the generated log, by handle."""

    path: Path
    accounts: dict[str, Account]
    samples: dict[str, list[Sample]]
    minutes: dict[str, dict[Millis, int]]
    """The count of each minute of the days with one sample a minute."""

    def lead(self, at: Millis) -> int:
        """Return how far aplusk is ahead of cnnbrk."""
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
    """Return when a count may have been read, as the README of the sample data defines it."""
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
    """Return the only sample that matches a fact."""
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


def test_every_documented_count_of_the_four_racers_is_one_sample_with_its_quality_and_source(
    race: Recorded,
) -> None:
    for fact in RACER_FACTS:
        sample = sample_of(race, fact)
        assert sample.quality == (fact["count_is"] or "exact"), name_of(fact)
        assert (sample.followers is None) == (fact["followers"] == ""), name_of(fact)
        assert sample.posts == (int(fact["posts"]) if fact["posts"] else None), name_of(fact)
        assert sample.provenance != SYNTHETIC, name_of(fact)


EXACT = [
    fact for fact in RACER_FACTS if fact["count_is"] == "exact" and fact["time_is"] == "minute"
]


def test_an_exact_count_at_a_known_minute_is_the_count_of_that_minute(race: Recorded) -> None:
    for fact in EXACT:
        count = race.minutes[fact["handle"]][utc(fact["at"])]
        assert count == int(fact["followers"]), name_of(fact)


WITHIN = [
    fact
    for fact in RACER_FACTS
    if fact["followers"]
    and fact["count_is"] != "false-reading"
    and FIRST_DAY <= utc(fact["at"]) < LAST_MINUTE
]


def test_a_documented_count_of_the_minute_days_is_the_only_sample_of_its_minute(
    race: Recorded,
) -> None:
    for fact in WITHIN:
        sample = sample_of(race, fact)
        earliest, latest = span(fact)
        low, high = allowed(fact)
        assert sample.at % MINUTE == 0, name_of(fact)
        assert earliest <= sample.at <= latest, name_of(fact)
        assert sample.followers is not None, name_of(fact)
        assert low <= sample.followers <= high, name_of(fact)
        at_that_minute = [s for s in race.samples[fact["handle"]] if s.at == sample.at]
        assert at_that_minute == [sample], name_of(fact)


OUTSIDE = [
    fact
    for fact in RACER_FACTS
    if not FIRST_DAY <= utc(fact["at"]) < LAST_MINUTE or fact["followers"] == ""
]


def test_documented_counts_before_and_after_those_days_are_unchanged(race: Recorded) -> None:
    for fact in OUTSIDE:
        sample = sample_of(race, fact)
        followers = int(fact["followers"]) if fact["followers"] else None
        assert sample.at // MINUTE == utc(fact["at"]) // MINUTE, name_of(fact)
        assert sample.followers == followers, name_of(fact)


def test_the_facts_include_every_quality_and_precision() -> None:
    assert len(RACER_FACTS) > 40
    assert {fact["count_is"] for fact in RACER_FACTS} == {
        "exact",
        "rounded",
        "over",
        "under",
        "derived",
        "false-reading",
        "",
    }
    assert {fact["time_is"] for fact in WITHIN} == {"minute", "hour", "hours", "day"}


def test_aplusk_has_more_than_962000_on_16_april_at_2000_utc(race: Recorded) -> None:
    (sample,) = [s for s in race.samples["aplusk"] if s.at == utc("16T20:00")]
    assert (sample.followers, sample.quality, sample.following) == (962_000, Quality.OVER, 72)


LAST_NIGHT = [fact for fact in TABLES["leads"] if utc(fact["at"]) > utc("17T00:00")]
MARGINS = {"exact": (-25, 25), "rounded": (-500, 500), "over": (0, 300)}


def test_the_race_fits_every_documented_lead(race: Recorded) -> None:
    for fact in TABLES["leads"]:
        lead = race.lead(utc(fact["at"])) * (1 if fact["leader"] == "aplusk" else -1)
        below, above = MARGINS[fact["lead_is"]]
        assert below <= lead - int(fact["lead"]) <= above, fact["at"]


def test_the_leads_of_the_last_night_are_documented_at_these_minutes() -> None:
    assert [fact["at"][11:16] for fact in LAST_NIGHT] == [
        *("01:38", "02:47", "03:38", "03:50", "04:12", "04:25", "04:52", "05:25", "06:13"),
        *("12:55", "13:30"),
    ]


def test_the_lead_changes_exactly_three_times_that_night(race: Recorded) -> None:
    ats = range(utc("17T01:30"), utc("17T06:13") + MINUTE, MINUTE)
    ahead = [race.lead(at) for at in ats]
    assert 0 not in ahead
    changes = [
        at for (_, before), (at, now) in pairwise(zip(ats, ahead, strict=True)) if before * now < 0
    ]
    assert ahead[0] < 0
    assert len(changes) == 3
    for at, documented in zip(changes, ("17T01:38", "17T03:50", "17T04:25"), strict=True):
        assert abs(at - utc(documented)) <= MINUTE


def test_cnnbrk_leads_before_that_night_and_aplusk_after_it(race: Recorded) -> None:
    minutes = race.minutes["cnnbrk"]
    start = min(minutes)
    assert all(race.lead(at) < 0 for at in range(start, utc("17T01:37"), MINUTE))
    assert all(race.lead(at) > 0 for at in range(utc("17T04:26"), LAST_MINUTE + MINUTE, MINUTE))


def test_a_million_is_reached_within_a_minute_of_the_documented_time(race: Recorded) -> None:
    for handle, documented in (("aplusk", "17T06:13"), ("cnnbrk", "17T06:42")):
        reached = min(at for at, count in race.minutes[handle].items() if count >= 1_000_000)
        assert abs(reached - utc(documented)) <= MINUTE, handle


def test_the_others_do_not_reach_a_million_in_those_days(race: Recorded) -> None:
    for handle in ("britneyspears", "oprah"):
        assert max(race.minutes[handle].values()) < 1_000_000, handle


def losses(race: Recorded, handle: str) -> list[tuple[Millis, int]]:
    """Return (time, followers lost) of each minute with a loss."""
    pairs = pairwise(race.minutes[handle].items())
    return [(at, before - now) for (_, before), (at, now) in pairs if now < before]


def test_small_losses_occur_before_unfollowing_was_disabled(race: Recorded) -> None:
    for handle in RACERS:
        before = [loss for at, loss in losses(race, handle) if at < DISABLED]
        assert before, handle
        assert max(before) < 50, handle


def test_no_followers_are_lost_while_unfollowing_is_disabled(race: Recorded) -> None:
    for handle in ("aplusk", "cnnbrk"):
        assert [at for at, _ in losses(race, handle) if at >= DISABLED] == [], handle
        assert max(race.minutes[handle]) == LAST_MINUTE, handle


def test_the_false_reading_is_a_second_sample_in_the_minute_of_the_true_count(
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
    same_count = [s for handle in RACERS for s in race.samples[handle] if s.followers == 1_998_130]
    assert same_count == [false]


def test_there_is_one_sample_a_minute_from_the_first_documented_count_on(race: Recorded) -> None:
    for handle in RACERS:
        first = min(utc(fact["at"]) for fact in WITHIN if fact["handle"] == handle)
        minutes = race.minutes[handle]
        assert list(minutes) == list(range(first, LAST_MINUTE + MINUTE, MINUTE)), handle
        ats = [s.at for s in race.samples[handle]]
        assert ats == sorted(set(ats)), handle


def test_exactly_the_samples_without_a_documented_count_are_synthetic(race: Recorded) -> None:
    for handle in RACERS:
        facts = [fact for fact in RACER_FACTS if fact["handle"] == handle]
        synthetic = [s for s in race.samples[handle] if s.provenance == SYNTHETIC]
        documented = [s for s in race.samples[handle] if s.provenance != SYNTHETIC]
        assert len(documented) == len(facts), handle
        assert {s.provenance for s in documented} == {fact["source"] for fact in facts}, handle
        assert {s.quality for s in synthetic} == {Quality.DERIVED}, handle
        assert {(s.following, s.posts) for s in synthetic} == {(None, None)}, handle
        in_those_days = [s for s in synthetic if FIRST_DAY <= s.at <= LAST_MINUTE]
        assert in_those_days == synthetic, handle
        assert all(s.at % MINUTE == 0 for s in synthetic), handle


def test_accounts_without_documented_counts_have_no_samples(race: Recorded) -> None:
    named = {
        *(fact["handle"] for fact in TABLES["counts"]),
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


def test_the_events_are_the_documented_ones_and_unfollow_day_has_no_outcome(race: Recorded) -> None:
    query = "SELECT at, kind, title, origin, source FROM event ORDER BY at, title"
    expected = sorted(
        (utc(f["at"]), f["kind"], f["title"], "documented", f["source"]) for f in TABLES["events"]
    )
    assert rows(race.path, query) == expected
    assert rows(race.path, query)[-1][1] == "vote"


def test_notes_of_what_became_known_later_are_not_in_the_log(race: Recorded) -> None:
    notes = [fact["note"] for fact in TABLES["events"] if fact["note"]]
    assert notes
    content = race.path.read_bytes()
    assert [note for note in notes if note.encode() in content] == []


def test_the_follows_are_the_documented_ones_and_unknown_answers_stay_unknown(
    race: Recorded,
) -> None:
    query = (
        "SELECT f.handle, t.handle, follows_back, celebrity, gone_at, p.name FROM follow"
        " JOIN account f ON f.id = follower JOIN account t ON t.id = followee"
        " JOIN provenance p ON p.id = follow.provenance ORDER BY 1, 2"
    )
    answers = {"yes": 1, "no": 0, "": None}
    assert rows(race.path, query) == sorted(
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


def test_a_second_log_of_the_race_is_identical(race: Recorded, tmp_path: Path) -> None:
    again = recorded_log(FOLDER, tmp_path / "cache")
    assert again != race.path
    for table in ("sample", "rollup", "event", "follow", "account", "race", "racer", "provenance"):
        every = f"SELECT * FROM {table}"
        assert repr(rows(again, every)) == repr(rows(race.path, every))


CUTS = (
    *("15T22:30", "15T23:00", "16T06:17", "16T12:00", "16T16:59", "16T17:00", "16T18:21"),
    *("16T19:14", "16T19:15", "16T19:59", "16T20:01", "16T22:00", "17T00:30", "17T01:37"),
    *("17T01:38", "17T01:45", "17T02:46", "17T03:00", "17T03:45", "17T04:12", "17T04:24"),
    *("17T05:00", "17T05:43", "17T06:00", "17T06:13", "17T06:30", "17T06:42", "17T09:00"),
    *("17T12:54", "17T13:00", "17T13:31", "17T20:00"),
)


@pytest.fixture(scope="module")
def full_paths() -> Mapping[str, CountPath]:
    """Return the paths generated from all facts."""
    return paths(FACTS)


@pytest.mark.parametrize("cut", CUTS)
def test_a_sample_depends_only_on_documented_counts_up_to_the_next_one(
    cut: str, full_paths: Mapping[str, CountPath]
) -> None:
    at = utc(cut)
    for handle in RACERS:
        known = paths(known_until(at, handle, full_paths))
        expected = {t: n for t, n in full_paths[handle].counts.items() if t <= at}
        rebuilt = known[handle].counts if handle in known else {}
        assert {t: n for t, n in rebuilt.items() if t <= at} == expected


def known_until(at: Millis, handle: str, full_paths: Mapping[str, CountPath]) -> Facts:
    """Return the facts without a racer's counts after its next one and leads after the next one.

    The other racers, whose leads may place it, keep their counts up to the one after that lead.
    """
    lead_at = min((lead.at for lead in FACTS.leads if lead.at > at), default=at)
    counts: list[Count] = []
    for one in {count.handle for count in FACTS.counts}:
        counts += up_to_the_next(at if one == handle else max(at, lead_at), one, full_paths)
    counts.sort(key=lambda count: count.at)
    # A lead cannot be placed relative to a racer whose counts end before it.
    ends = max(count.at for count in counts if count.handle == handle)
    if handle == RACERS[0]:
        lead_at = min(lead_at, ends)
    leads = tuple(lead for lead in FACTS.leads if lead.at <= lead_at)
    return replace(FACTS, counts=tuple(counts), leads=leads)


def up_to_the_next(at: Millis, handle: str, full_paths: Mapping[str, CountPath]) -> list[Count]:
    """Return a handle's counts up to the next one; a vague time is that of its knot."""
    documented = full_paths[handle].documented.items() if handle in full_paths else ()
    knot_times = {id(count): t for t, count in documented}
    counts = [count for count in FACTS.counts if count.handle == handle and count.followers]
    counts = [count for count in counts if count.quality is not Quality.FALSE_READING]
    when = {id(count): knot_times.get(id(count), count.at) for count in counts}
    next_time = min((t for t in when.values() if t > at), default=at)
    return [count for count in counts if when[id(count)] <= next_time]


def test_the_facts_known_until_a_time_leave_out_later_ones(
    full_paths: Mapping[str, CountPath],
) -> None:
    known = known_until(utc("17T05:00"), "cnnbrk", full_paths)
    assert max(lead.at for lead in known.leads) == utc("17T05:25")
    assert max(c.at for c in known.counts if c.handle == "aplusk") == utc("17T05:44")
    assert max(c.at for c in known.counts if c.handle == "cnnbrk") == utc("17T06:13")


def test_a_falling_count_while_unfollowing_is_disabled_is_refused() -> None:
    counts = [
        replace(count, followers=1_010_000, low=1_010_000, high=1_010_000)
        if count.handle == "cnnbrk" and count.at == utc("17T13:30")
        else count
        for count in FACTS.counts
    ]
    leads = [lead for lead in FACTS.leads if lead.at < utc("17T07:00")]
    with pytest.raises(FactsDisagree, match="cnnbrk"):
        paths(replace(FACTS, counts=tuple(counts), leads=tuple(leads)))


def test_two_contradictory_counts_at_one_time_are_refused() -> None:
    twice = tuple(
        replace(c, followers=5, low=5, high=5, source="another page")
        for c in FACTS.counts
        if c.handle == "aplusk" and c.at == utc("17T06:13")
    )
    counts = sorted((*FACTS.counts, *twice), key=lambda count: count.at)
    with pytest.raises(FactsDisagree, match="aplusk"):
        paths(replace(FACTS, counts=tuple(counts)))


def test_a_lead_that_contradicts_the_counts_is_refused() -> None:
    leads = [
        replace(lead, low=90_000, high=90_000, stated=90_000)
        if lead.at == utc("17T02:47")
        else lead
        for lead in FACTS.leads
    ]
    with pytest.raises(FactsDisagree, match="cnnbrk"):
        paths(replace(FACTS, leads=tuple(leads)))


def test_the_log_is_written_once_and_again_when_a_fact_changes(tmp_path: Path) -> None:
    folder, cache = tmp_path / "april-2009", tmp_path / "cache"
    shutil.copytree(FOLDER, folder)
    first = recorded_log(folder, cache)
    inode = first.stat().st_ino
    assert recorded_log(folder, cache).stat().st_ino == inode
    assert first.name == f"april-2009-{VERSION}-{digest(folder)}.db"
    text = (folder / "events.csv").read_text(encoding="utf-8")
    (folder / "events.csv").write_text(text.replace("takes the lead back", "leads"), "utf-8")
    second = recorded_log(folder, cache)
    assert second != first
    assert sorted(file.name for file in cache.iterdir()) == sorted([first.name, second.name])


def test_the_log_is_one_private_file(race: Recorded) -> None:
    assert race.path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in race.path.parent.iterdir()] == [race.path.name]


def test_a_damaged_log_is_written_again(race: Recorded, tmp_path: Path) -> None:
    log = tmp_path / race.path.name
    count = rows(race.path, "SELECT count(*) FROM sample")
    for damaged in (b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096):
        log.write_bytes(damaged)
        assert recorded_log(FOLDER, tmp_path) == log, damaged[:20]
        assert rows(log, "SELECT count(*) FROM sample") == count, damaged[:20]


def test_contradictory_facts_leave_no_unfinished_log(tmp_path: Path) -> None:
    folder, cache = tmp_path / "april-2009", tmp_path / "cache"
    shutil.copytree(FOLDER, folder)
    text = (folder / "counts.csv").read_text(encoding="utf-8")
    text = text.replace(
        "cnnbrk,2009-04-16T19:00:00Z,hours,970000", "cnnbrk,2009-04-16T19:00:00Z,hours,990000"
    )
    (folder / "counts.csv").write_text(text, "utf-8")
    with pytest.raises(FactsDisagree):
        recorded_log(folder, cache)
    assert list(cache.iterdir()) == []
