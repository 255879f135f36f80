"""Which readings are doubted, and what they are once two more were read."""

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
    counts: Iterable[int], doubt: OutlierJudge | None = None, first: int = 0
) -> list[Quality]:
    """Return what each of some counts, read a minute apart, is in the end."""
    doubt = doubt or OutlierJudge()
    known = dict[int, Quality]()
    for i, count in enumerate(counts, first):
        known[minute(i)], verdicts = doubt.judge(minute(i), count, EXACT)
        known |= {verdict.at: verdict.quality for verdict in verdicts}
    return list(known.values())


def after_steady(*counts: int) -> list[Quality]:
    """Return what counts are that follow on twenty steady ones."""
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


def test_what_contradicts_a_confirmed_jump_is_false() -> None:
    assert after_steady(0, 300_000, 300_030, 300_060) == [FALSE, EXACT, EXACT, EXACT]


def test_after_a_confirmed_jump_going_back_is_suspect() -> None:
    assert after_steady(300_000, 300_030, 300_060, NEXT) == [EXACT, EXACT, EXACT, SUSPECT]


def test_a_verdict_names_the_time_and_the_count_of_what_was_suspect() -> None:
    doubt = OutlierJudge()
    judged([*STEADY, 7, NEXT], doubt)
    _, verdicts = doubt.judge(minute(22), NEXT + 30, EXACT)
    assert [tuple(verdict) for verdict in verdicts] == [(minute(20), 7, FALSE)]


def test_it_tells_since_when_a_reading_is_open() -> None:
    doubt = OutlierJudge()
    judged([*STEADY, 7, 8], doubt)
    assert doubt.open_since() == minute(20)
    judged([NEXT, NEXT + 30], doubt, first=22)
    assert doubt.open_since() is None


def test_a_small_jump_is_never_suspect() -> None:
    assert judged([100, 100, 100, 100, 100, 100, 150, 100, 50, 0]) == [EXACT] * 10


def test_an_account_that_is_hardly_known_may_move_by_half() -> None:
    assert judged([1000, 1400, 1000, 600]) == [EXACT] * 4
    assert judged([1000, 1000, 3000]) == [EXACT, EXACT, SUSPECT]


def test_after_a_long_time_without_a_reading_more_may_have_come() -> None:
    for apart, quality in ((MINUTE, SUSPECT), (DAY, EXACT)):
        doubt = OutlierJudge()
        judged([100_000] * 20, doubt)
        assert doubt.judge(minute(19) + apart, 104_000, EXACT)[0] is quality


def test_a_rounded_count_may_jump_by_a_step_of_its_rounding() -> None:
    for quality, known in ((Quality.ROUNDED, Quality.ROUNDED), (EXACT, SUSPECT)):
        doubt = OutlierJudge()
        for i in range(20):
            doubt.judge(minute(i), 1_000_000, quality)
        assert doubt.judge(minute(20), 1_010_000, quality)[0] is known


@pytest.mark.parametrize("quality", sorted(DOUBTED))
def test_what_its_own_source_doubts_stays_so_and_is_nothing_to_go_by(quality: Quality) -> None:
    doubt = OutlierJudge()
    judged(STEADY, doubt)
    for i in range(20, 25):
        assert doubt.judge(minute(i), 900_000, quality) == (quality, [])
    assert doubt.judge(minute(25), NEXT, EXACT) == (EXACT, [])


def test_what_was_judged_before_is_gone_on_from() -> None:
    doubt = OutlierJudge(samples([*STEADY, 0], [*[EXACT] * 20, SUSPECT]))
    assert doubt.judge(minute(21), NEXT, EXACT) == (EXACT, [])
    _, verdicts = doubt.judge(minute(22), NEXT + 30, EXACT)
    assert [verdict.quality for verdict in verdicts] == [FALSE]


def test_a_restart_makes_nothing_certain_that_was_open() -> None:
    counts = [*STEADY, 0, NEXT, 0]
    running = OutlierJudge()
    known = judged(counts, running)
    restarted = OutlierJudge(samples(counts, known))
    assert running.judge(minute(23), NEXT, EXACT) == restarted.judge(minute(23), NEXT, EXACT)


def test_after_a_restart_a_confirmed_jump_excuses_no_wrong_reading() -> None:
    counts = [*STEADY, 300_000, 300_030, 300_060]
    running = OutlierJudge()
    known = judged(counts, running)
    restarted = OutlierJudge(samples(counts, known))
    for doubt in (running, restarted):
        assert doubt.judge(minute(23), 150_000, EXACT)[0] is SUSPECT


@st.composite
def growing(draw: st.DrawFn) -> list[int]:
    """Return counts that grow by a usual increment, or up to three times that."""
    first = draw(st.integers(1_000, 50_000_000))
    usual = draw(st.integers(0, first // 10))
    steps = draw(st.lists(st.integers(usual, 3 * usual), min_size=12, max_size=80))
    return list(accumulate(steps, initial=first))


@given(growing())
def test_who_grows_steadily_is_never_suspect(counts: list[int]) -> None:
    assert set(judged(counts)) == {EXACT}


@given(growing(), st.integers(7, 10), st.sampled_from([0.0, 0.1, 1.6, 10.0]))
def test_one_wrong_reading_anywhere_is_all_that_is_doubted(
    counts: list[int], place: int, factor: float
) -> None:
    usual = counts[1] - counts[0]
    counts = [first + 10 * counts[0] + 30 * usual for first in counts]
    wrong = [*counts[:place], round(counts[place] * factor), *counts[place:]]
    assert judged(wrong) == [EXACT] * place + [FALSE] + [EXACT] * (len(counts) - place)


@given(st.lists(st.sampled_from([0, 50, 900, 1_000, 1_010, 5_000, 10**7]), max_size=60))
def test_each_doubted_reading_is_settled_at_most_once_and_never_ahead_of_its_time(
    counts: list[int],
) -> None:
    doubt, settled, suspects = OutlierJudge(), list[int](), list[int]()
    for i, count in enumerate(counts):
        quality, verdicts = doubt.judge(minute(i), count, EXACT)
        for at, read, _ in verdicts:
            assert at < minute(i)
            assert read == counts[(at - minute(0)) // MINUTE]
        settled += [verdict.at for verdict in verdicts]
        suspects += [minute(i)] if quality is SUSPECT else []
        still_open = [at for at in suspects if at not in settled]
        if quality is not SUSPECT or still_open:
            assert doubt.open_since() == (still_open[0] if still_open else None)
    assert len(settled) == len(set(settled))
    assert set(settled) <= set(suspects)


@given(st.lists(st.integers(0, 3).map(lambda n: n * HOUR), min_size=1, max_size=30))
def test_the_time_between_readings_alone_makes_none_suspect(gaps: list[int]) -> None:
    doubt, at = OutlierJudge(), minute(0)
    for gap in gaps:
        at += gap + 1
        assert doubt.judge(at, 5_000, EXACT) == (EXACT, [])
