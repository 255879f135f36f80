"""The board in sentences."""

from dataclasses import replace

import pytest

from tests.building import ANN, BOB, CAT, board, minute, more, race, steady, track
from tui.board.commentary import FRESH, TURN, line, news_of, ordinal, sentences, standing_sentences
from tui.model import (
    DAY,
    EMPTY_BOARD,
    HOUR,
    MINUTE,
    Account,
    Board,
    Event,
    EventKind,
    Forecast,
    Measure,
    Millis,
    Origin,
    Quality,
    Sample,
    Stake,
    State,
    Vote,
)


def told(
    kind: EventKind, title: str = "Something", who: Account | None = ANN, at: Millis | None = None
) -> Event:
    return Event(minute(60) if at is None else at, kind, title, Origin.DOCUMENTED, who)


def chase(
    win: float = 0.84,
    median: Millis | None = None,
    p10: Millis | None = None,
    p90: Millis | None = None,
) -> Board:
    """Return a board on which Ann leads, Bob gains, and the chances are given."""
    handed = {1: Forecast(median, p10, p90, 0.1, win), 2: Forecast(win=1 - win, p_not=0.2)}
    ann, bob = steady(ANN, 900_000, 1200, 60), steady(BOB, 898_000, 2400, 60)
    return board(ann, bob, predicted=handed)


def with_event(event: Event) -> Board:
    return replace(chase(), events=(event,))


def test_without_a_reading_the_line_says_so() -> None:
    assert line(EMPTY_BOARD) == "No reading yet."
    assert sentences(EMPTY_BOARD) == ("No reading yet.",)
    assert line(board(track(ANN, []))) == "No reading yet."


def test_who_races_alone_is_said_to_stand_somewhere() -> None:
    assert line(board(track(ANN, [962_000]))) == "Ann stands at 962,000."


def test_who_has_as_many_as_the_second_does_not_lead() -> None:
    shown = board(track(ANN, [992_481]), track(BOB, [992_481]))
    assert line(shown) == "Ann and Bob are level."


def test_the_leader_leads_the_second_by_the_gap() -> None:
    shown = board(track(ANN, [992_481]), track(BOB, [991_631]), track(CAT, [952_900]))
    assert "Ann leads Bob by 850." in sentences(shown)


def test_a_chaser_who_gains_is_said_to_gain() -> None:
    assert "Bob gains 1,200 an hour on Ann." in sentences(chase())


def test_a_chaser_who_loses_ground_makes_the_leader_draw_away() -> None:
    shown = board(steady(ANN, 900_000, 2400, 60), steady(BOB, 800_000, 1200, 60))
    assert "Ann draws away from Bob by 1,200 an hour." in sentences(shown)


@pytest.mark.parametrize(
    ("win", "sentence"),
    [
        (0.5, "Who will be first is open."),
        (0.84, "Ann is likely to be first (84 %)."),
        (0.96, "Ann is all but certain to be first (96 %)."),
        (1.0, "Ann is all but certain to be first (>99 %)."),
    ],
)
def test_what_is_likely_is_said_as_surely_as_it_is(win: float, sentence: str) -> None:
    assert sentence in sentences(chase(win))


def test_the_finish_is_said_with_its_interval() -> None:
    shown = chase(median=minute(120), p10=minute(100), p90=minute(200))
    said = "Ann finishes between 01:40 and 03:20, with four chances in five."
    assert said in sentences(shown)


def test_where_the_late_end_is_unknown_no_interval_is_said() -> None:
    shown = chase(median=minute(120), p10=minute(100), p90=None)
    assert not any("finishes between" in sentence for sentence in sentences(shown))


def test_where_nobody_has_a_chance_nothing_is_said_of_chances() -> None:
    said = " ".join(sentences(board(track(ANN, [3]), track(BOB, [2]))))
    assert "first" not in said


def test_after_the_first_crossing_the_winner_is_named_and_what_the_next_has_to_go() -> None:
    shown = board(track(ANN, [999_000, 1_000_000]), track(BOB, [998_000, 998_239]))
    assert "Ann was first; Bob has 1,761 to go." in sentences(shown)
    assert not any("likely" in sentence or "leads" in sentence for sentence in sentences(shown))


def test_after_two_crossings_the_distance_is_a_time() -> None:
    ann = track(ANN, [90, 100, *[110] * 40])
    bob = track(BOB, [80] * 30 + [90, 100, *[105] * 10])
    assert "Ann was first, 30 min ahead of Bob." in sentences(board(ann, bob, target=100))


def test_a_lead_change_is_news_with_its_number() -> None:
    shown = board(track(ANN, [10, 20, 30, 45, 55]), track(BOB, [5, 25, 35, 40, 50]), at=minute(5))
    assert line(shown).startswith("Ann ")
    assert line(shown).endswith("takes the lead, the second change so far.")


def test_who_takes_the_lead_once_more_is_said_to_retake_it() -> None:
    ann, bob = [10, 20, 30, 45, 55, 60, 65], [5, 25, 35, 40, 50, 62, 70]
    shown = board(track(ANN, ann), track(BOB, bob))
    assert line(shown) == "Bob retakes the lead, the third change so far."


def test_who_led_from_the_start_retakes_the_lead_too() -> None:
    shown = board(track(ANN, [10, 20, 30, 45, 55]), track(BOB, [5, 25, 35, 40, 50]))
    assert line(shown) == "Ann retakes the lead, the second change so far."


def test_news_goes_stale() -> None:
    shown = board(track(ANN, [10, 20, 30]), track(BOB, [5, 25, 35]))
    assert "takes the lead" in line(shown)
    later = replace(shown, at=minute(1) + FRESH)
    assert "takes the lead" not in line(later)


def test_the_newest_news_comes_first() -> None:
    events = told(EventKind.NOTE, "Old", at=minute(55)), told(EventKind.NOTE, "New", at=minute(59))
    assert next(news_of(replace(chase(), events=events))) == "Ann: New."


def test_what_may_have_been_at_any_time_of_its_day_is_no_news() -> None:
    vague = replace(told(EventKind.NOTE, "Some day"), within=12 * HOUR)
    near = replace(told(EventKind.NOTE, "About now"), within=HOUR)
    assert list(news_of(replace(chase(), events=(vague, near)))) == ["Ann: About now."]


def test_a_third_who_is_still_on_the_way_is_said_to_have_some_to_go() -> None:
    shown = board(
        track(ANN, [90, 100, 110]), track(BOB, [80, 90, 101]), track(CAT, [7, 8, 9]), target=100
    )
    assert "Cat has 91 to go." in sentences(shown)


def test_a_crossing_is_news_with_its_place() -> None:
    shown = board(track(ANN, [999_000, 1_000_010]), track(BOB, [998_000, 1_000_000]))
    assert set(news_of(shown)) == {
        "Ann is the first to reach 1,000,000.",
        "Bob is the second to reach 1,000,000.",
    }


def test_a_false_reading_is_news_that_names_the_count_to_doubt() -> None:
    doubted = Sample(minute(60), 1_998_130, quality=Quality.FALSE_READING)
    shown = board(
        more(steady(ANN, 990_000, 60, 59), doubted), events=[told(EventKind.FALSE_READING)]
    )
    assert line(shown) == "A false reading for Ann: 1,998,130 enters no figure here."


def test_an_event_that_is_told_is_said_with_its_account_where_the_title_lacks_it() -> None:
    assert line(with_event(told(EventKind.PLEDGE, "Promises nets."))) == "Ann: Promises nets."
    assert line(with_event(told(EventKind.NOTE, "Ann is on air"))) == "Ann is on air."
    assert line(with_event(told(EventKind.NOTE, "It rains", who=None))) == "It rains."


def test_an_account_not_read_any_more_is_said_to_be_so() -> None:
    shown = board(steady(ANN, 10, 60, 60), track(BOB, [1, 2]), at=minute(60))
    assert "No reading of Bob for 59 min." in sentences(shown)


def test_without_news_the_standing_sentences_take_turns() -> None:
    shown = chase()
    standing = tuple(standing_sentences(shown))
    first = (shown.at // TURN) % len(standing)
    for turn in range(4):
        later = replace(shown, at=shown.at + turn * TURN)
        assert line(later) == standing[(first + turn) % len(standing)]


def test_nothing_is_said_twice_at_once() -> None:
    twin = told(EventKind.NOTE, "Twice")
    said = sentences(replace(chase(), events=(twin, twin)))
    assert len(said) == len(set(said))


def test_every_sentence_ends_with_a_full_stop() -> None:
    said = sentences(with_event(told(EventKind.NOTE, "No stop")))
    assert all(sentence.endswith(".") and not sentence.endswith("..") for sentence in said)


def test_what_an_event_says_of_nobody_is_still_a_sentence() -> None:
    for kind in EventKind:
        sentence = line(with_event(told(kind, "Something happened", who=None)))
        assert sentence == sentence.strip()
        assert " :" not in sentence


def test_times_are_in_the_zone_of_the_race() -> None:
    shown = chase(median=minute(300), p10=minute(240), p90=minute(360))
    shown = replace(shown, race=replace(race(ANN, BOB), zone="America/New_York"))
    assert any("between 00:00 and 02:00" in sentence for sentence in sentences(shown))


def test_a_zone_nobody_knows_does_not_silence_the_commentary() -> None:
    shown = replace(chase(), race=replace(race(ANN, BOB), zone="Nowhere/Land"))
    assert "Ann leads Bob by 800." in sentences(shown)


@pytest.mark.parametrize(
    ("n", "word"),
    [(1, "first"), (3, "third"), (9, "ninth"), (10, "10th"), (12, "12th"), (13, "13th")],
)
def test_places_are_words_up_to_the_ninth(n: int, word: str) -> None:
    assert ordinal(n) == word


@pytest.mark.parametrize(
    ("n", "word"), [(21, "21st"), (22, "22nd"), (23, "23rd"), (101, "101st"), (111, "111th")]
)
def test_later_places_end_as_in_speech(n: int, word: str) -> None:
    assert ordinal(n) == word


def test_a_milestone_below_the_target_is_not_said_to_be_the_target() -> None:
    halfway = told(EventKind.MILESTONE, "Reaches 900,000", at=minute(59))
    assert "1,000,000" not in line(with_event(halfway))


def test_a_sentence_stays_for_a_turn_of_the_races_own_clock() -> None:
    shown = chase()
    start = shown.at // TURN * TURN
    lines = {line(replace(shown, at=start + n * MINUTE)) for n in range(TURN // MINUTE)}
    assert len(lines) == 1


def measured(**known: Measure) -> Board:
    """Return a chase of which some of Ann's measures are given."""
    shown = chase()
    first, *others = shown.standings
    return replace(
        shown,
        standings=(
            replace(first, following=72, measures={**first.measures, **known}),
            *others,
        ),
    )


def new_in(shown: Board) -> list[str]:
    """Return what is said of a board and not of the plain chase."""
    return [sentence for sentence in sentences(shown) if sentence not in sentences(chase())]


def test_a_vote_is_said_with_what_is_cast_what_it_needs_and_the_time_left() -> None:
    shown = replace(
        measured(
            vote_cast=Measure(1_200, "followers", of=4_000),
            vote_pace_needed=Measure(700, "followers/h"),
        ),
        votes=(Vote(1, 896_000, minute(0), minute(60) + 4 * HOUR),),
    )
    assert new_in(shown) == [
        "1,200 of 4,000 votes to unfollow Ann are cast; with 4 h left, 700 an hour are needed."
    ]


def test_of_two_votes_the_one_that_began_last_is_said_and_a_part_of_a_vote_is_one() -> None:
    shown = replace(
        measured(
            vote_cast=Measure(7, "followers", of=10), vote_pace_needed=Measure(0.3, "followers/h")
        ),
        votes=(
            Vote(1, 896_000, minute(0), minute(60) + 9 * DAY),
            Vote(1, 897_000, minute(5), minute(60) + 10 * HOUR),
        ),
    )
    assert new_in(shown) == [
        "7 of 10 votes to unfollow Ann are cast; with 10 h left, 1 an hour are needed."
    ]


def test_a_vote_with_enough_cast_is_said_to_have_them() -> None:
    shown = replace(
        measured(
            vote_cast=Measure(11, "followers", of=10), vote_pace_needed=Measure(0, "followers/h")
        ),
        votes=(Vote(1, 896_000, minute(0), minute(60) + 4 * HOUR),),
    )
    assert new_in(shown) == [
        "11 of 10 votes to unfollow Ann are cast, enough if it stays so for 4 h."
    ]


def test_of_who_is_not_read_any_more_nothing_new_is_said() -> None:
    old = measured(seismograph=Measure(50, "z"), ratchet=Measure(0.001, "p"))
    first, *others = old.standings
    stale = replace(old, standings=(replace(first, state=State.STALE), *others))
    assert not [said for said in sentences(stale) if "usual" in said or "doubt" in said]


def test_of_a_vote_that_is_over_nothing_is_needed_and_nothing_said() -> None:
    over = Measure(None, "followers/h", why="the vote failed")
    cast = Measure(1_200, "followers", of=4_000)
    assert new_in(measured(vote_cast=cast, vote_pace_needed=over)) == []


@pytest.mark.parametrize(
    ("stake", "said"),
    [
        (Stake(1, "10 nets.", 1_000_000, 0), ["Pledged for Ann at 1,000,000: 10 nets."]),
        (Stake(1, "10 nets", 900_000, 0), ["Ann has reached 900,000, and this is due: 10 nets."]),
        (Stake(1, "10 nets", 900_000, 0, kept_at=1), []),
        (Stake(9, "10 nets", 900_000, 0), []),
    ],
    ids=["open", "due", "kept", "of nobody here"],
)
def test_a_pledge_is_said_until_it_is_kept(stake: Stake, said: list[str]) -> None:
    assert new_in(replace(chase(), stakes=(stake,))) == said


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("seismograph", 6.0, ["Ann gains far more than is usual there (+6 z)."]),
        ("seismograph", -7.2, ["Ann gains far less than is usual there (−7 z)."]),
        ("seismograph", 5.9, []),
        ("ratchet", 0.001, ["Ann lost nobody of late, a chance of <1 %: doubt what is counted."]),
        ("ratchet", 0.01, []),
        ("broadcast_only", 1.0, ["Ann follows 72 and is followed by 901,200: a bullhorn."]),
        ("broadcast_only", 0.0, []),
        ("broadcast_only", None, []),
    ],
)
def test_what_is_out_of_the_ordinary_is_said_and_nothing_of_what_is_unknown(
    key: str, value: float | None, said: list[str]
) -> None:
    assert new_in(measured(**{key: Measure(value, "")})) == said
