"""Outliers: which readings are suspect, and how two more settle them."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import minute
from tui.model import DAY, DOUBTED, HOUR, MINUTE, Quality, Sample
from tui.outliers import OutlierJudge

EXACT, SUSPECT, FALSE = Quality.EXACT, Quality.SUSPECT, Quality.FALSE_READING
STEADY = [100_000 + 30 * i for i in range(20)]
NEXT = STEADY[-1] + 30


def judged(
    counts: Iterable[int], judge: OutlierJudge | None = None, first: int = 0
) -> list[Quality]:
    """Return the final quality of counts read a minute apart."""
    judge = judge or OutlierJudge()
    known = dict[int, Quality]()
    for i, count in enumerate(counts, first):
        known[minute(i)], verdicts = judge.judge(minute(i), count, EXACT)
        known |= {verdict.at: verdict.quality for verdict in verdicts}
    return list(known.values())


def after_steady(*counts: int) -> list[Quality]:
    """Return the final quality of counts read after twenty steady ones."""
    qualities = judged([*STEADY, *counts])
    assert set(qualities[: len(STEADY)]) == {EXACT}
    return qualities[len(STEADY) :]


def samples(counts: Sequence[int], qualities: Sequence[Quality]) -> list[Sample]:
    return [
        Sample(minute(i), count, quality=quality)
        for i, (count, quality) in enumerate(zip(counts, qualities, strict=True))
    ]


@pytest.mark.parametrize("factor", [0, 0.1, 0.9, 1.1, 1.6, 10])
def test_a_wrong_reading_is_suspect_until_two_more_make_it_false(factor: float) -> None:
    wrong = round(NEXT * factor)
    assert after_steady(wrong) == [SUSPECT]
    assert after_steady(wrong, NEXT + 30) == [SUSPECT, EXACT]
    assert after_steady(wrong, NEXT + 30, NEXT + 60) == [FALSE, EXACT, EXACT]


@pytest.mark.parametrize("level", [0, 40_000, 300_000])
def test_a_true_jump_is_suspect_until_two_more_confirm_it(level: int) -> None:
    assert after_steady(level, level + 30) == [SUSPECT, SUSPECT]
    assert after_steady(level, level + 30, level + 60) == [EXACT, EXACT, EXACT]


def test_readings_that_contradict_each_other_confirm_nothing() -> None:
    assert after_steady(0, 900_000, 0, 900_000) == [SUSPECT] * 4


def test_a_reading_that_contradicts_a_confirmed_jump_is_false() -> None:
    assert after_steady(0, 300_000, 300_030, 300_060) == [FALSE, EXACT, EXACT, EXACT]


def test_going_back_after_a_confirmed_jump_is_suspect() -> None:
    assert after_steady(300_000, 300_030, 300_060, NEXT) == [EXACT, EXACT, EXACT, SUSPECT]


def test_a_verdict_has_the_time_and_count_of_the_suspect_reading() -> None:
    judge = OutlierJudge()
    judged([*STEADY, 7, NEXT], judge)
    _, verdicts = judge.judge(minute(22), NEXT + 30, EXACT)
    assert [tuple(verdict) for verdict in verdicts] == [(minute(20), 7, FALSE)]


def test_the_time_of_the_first_unsettled_reading_is_known() -> None:
    judge = OutlierJudge()
    judged([*STEADY, 7, 8], judge)
    assert judge.open_since() == minute(20)
    judged([NEXT, NEXT + 30], judge, first=22)
    assert judge.open_since() is None


def test_a_small_jump_is_never_suspect() -> None:
    assert judged([100, 100, 100, 100, 100, 100, 150, 100, 50, 0]) == [EXACT] * 10


def test_a_little_known_account_may_move_by_half() -> None:
    assert judged([1000, 1400, 1000, 600]) == [EXACT] * 4
    assert judged([1000, 1000, 3000]) == [EXACT, EXACT, SUSPECT]


def test_a_larger_jump_is_allowed_after_a_long_time_without_readings() -> None:
    for interval, quality in ((MINUTE, SUSPECT), (DAY, EXACT)):
        judge = OutlierJudge()
        judged([100_000] * 20, judge)
        assert judge.judge(minute(19) + interval, 104_000, EXACT)[0] is quality


def test_a_rounded_count_may_jump_by_a_step_of_its_rounding() -> None:
    for quality, known in ((Quality.ROUNDED, Quality.ROUNDED), (EXACT, SUSPECT)):
        judge = OutlierJudge()
        for i in range(20):
            judge.judge(minute(i), 1_000_000, quality)
        assert judge.judge(minute(20), 1_010_000, quality)[0] is known


@pytest.mark.parametrize("quality", sorted(DOUBTED))
def test_a_reading_doubted_by_its_source_stays_so_and_is_not_learnt_from(quality: Quality) -> None:
    judge = OutlierJudge()
    judged(STEADY, judge)
    for i in range(20, 25):
        assert judge.judge(minute(i), 900_000, quality) == (quality, [])
    assert judge.judge(minute(25), NEXT, EXACT) == (EXACT, [])


def test_a_judge_continues_from_earlier_readings() -> None:
    judge = OutlierJudge(samples([*STEADY, 0], [*[EXACT] * 20, SUSPECT]))
    assert judge.judge(minute(21), NEXT, EXACT) == (EXACT, [])
    _, verdicts = judge.judge(minute(22), NEXT + 30, EXACT)
    assert [verdict.quality for verdict in verdicts] == [FALSE]


def test_a_restart_settles_no_open_reading() -> None:
    counts = [*STEADY, 0, NEXT, 0]
    running = OutlierJudge()
    known = judged(counts, running)
    restarted = OutlierJudge(samples(counts, known))
    assert running.judge(minute(23), NEXT, EXACT) == restarted.judge(minute(23), NEXT, EXACT)


def test_after_a_restart_a_confirmed_jump_does_not_allow_a_wrong_reading() -> None:
    counts = [*STEADY, 300_000, 300_030, 300_060]
    running = OutlierJudge()
    known = judged(counts, running)
    restarted = OutlierJudge(samples(counts, known))
    for judge in (running, restarted):
        assert judge.judge(minute(23), 150_000, EXACT)[0] is SUSPECT


@st.composite
def growing(draw: st.DrawFn) -> list[int]:
    """Return counts that grow by a usual increment, or up to three times that."""
    first = draw(st.integers(1_000, 50_000_000))
    usual = draw(st.integers(0, first // 10))
    steps = draw(st.lists(st.integers(usual, 3 * usual), min_size=12, max_size=80))
    return list(accumulate(steps, initial=first))


@given(growing())
def test_steady_growth_is_never_suspect(counts: list[int]) -> None:
    assert set(judged(counts)) == {EXACT}


@given(growing(), st.integers(7, 10), st.sampled_from([0.0, 0.1, 1.6, 10.0]))
def test_of_all_readings_only_the_wrong_one_is_doubted(
    counts: list[int], place: int, factor: float
) -> None:
    usual = counts[1] - counts[0]
    counts = [first + 10 * counts[0] + 30 * usual for first in counts]
    wrong = [*counts[:place], round(counts[place] * factor), *counts[place:]]
    assert judged(wrong) == [EXACT] * place + [FALSE] + [EXACT] * (len(counts) - place)


@given(st.lists(st.sampled_from([0, 50, 900, 1_000, 1_010, 5_000, 10**7]), max_size=60))
def test_a_suspect_reading_is_settled_at_most_once_and_only_later(
    counts: list[int],
) -> None:
    judge, settled, suspects = OutlierJudge(), list[int](), list[int]()
    for i, count in enumerate(counts):
        quality, verdicts = judge.judge(minute(i), count, EXACT)
        for at, read, _ in verdicts:
            assert at < minute(i)
            assert read == counts[(at - minute(0)) // MINUTE]
        settled += [verdict.at for verdict in verdicts]
        suspects += [minute(i)] if quality is SUSPECT else []
        still_open = [at for at in suspects if at not in settled]
        if quality is not SUSPECT or still_open:
            assert judge.open_since() == (still_open[0] if still_open else None)
    assert len(settled) == len(set(settled))
    assert set(settled) <= set(suspects)


@given(st.lists(st.integers(0, 3).map(lambda n: n * HOUR), min_size=1, max_size=30))
def test_the_time_between_readings_alone_is_never_suspect(gaps: list[int]) -> None:
    judge, at = OutlierJudge(), minute(0)
    for gap in gaps:
        at += gap + 1
        assert judge.judge(at, 5_000, EXACT) == (EXACT, [])
