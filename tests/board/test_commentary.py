"""The commentary: the board in sentences."""

from dataclasses import replace

import pytest

from tests.building import ANN, BOB, CAT, board, extended, minute, race, steady, track
from tui.board.commentary import (
    NEWS_FOR,
    RARE_EVERY,
    TURN,
    line,
    news_of,
    ordinal,
    rare_sentences,
    sentences,
    standing_sentences,
)
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


def make_event(
    kind: EventKind, title: str = "Something", who: Account | None = ANN, at: Millis | None = None
) -> Event:
    return Event(minute(60) if at is None else at, kind, title, Origin.DOCUMENTED, who)


def chase(
    win: float = 0.84,
    median: Millis | None = None,
    p10: Millis | None = None,
    p90: Millis | None = None,
) -> Board:
    """Return a board on which Ann leads and Bob gains, with the given forecast."""
    predicted = {1: Forecast(median, p10, p90, 0.1, win), 2: Forecast(win=1 - win, p_not=0.2)}
    ann, bob = steady(ANN, 900_000, 1200, 60), steady(BOB, 898_000, 2400, 60)
    return board(ann, bob, predicted=predicted)


def with_event(event: Event) -> Board:
    return replace(chase(), events=(event,))


def test_a_board_without_samples_says_so() -> None:
    assert line(EMPTY_BOARD) == "No reading yet."
    assert sentences(EMPTY_BOARD) == ("No reading yet.",)
    assert line(board(track(ANN, []))) == "No reading yet."


def test_a_single_racer_is_shown_with_its_count() -> None:
    assert line(board(track(ANN, [962_000]))) == "Ann stands at 962,000."


def test_equal_counts_are_level() -> None:
    shown = board(track(ANN, [992_481]), track(BOB, [992_481]))
    assert line(shown) == "Ann and Bob are level."


def test_the_leader_leads_by_the_gap() -> None:
    shown = board(track(ANN, [992_481]), track(BOB, [991_631]), track(CAT, [952_900]))
    assert "Ann leads Bob by 850." in sentences(shown)


def test_a_faster_chaser_gains_on_the_leader() -> None:
    assert "Bob gains 1,200 an hour on Ann." in sentences(chase())


def test_a_faster_leader_pulls_away() -> None:
    shown = board(steady(ANN, 900_000, 2400, 60), steady(BOB, 800_000, 1200, 60))
    assert "Ann pulls away from Bob by 1,200 an hour." in sentences(shown)


@pytest.mark.parametrize(
    ("win", "sentence"),
    [
        (0.5, "Too close to call."),
        (0.84, "Ann is likely to be first (84 %)."),
        (0.96, "Ann is all but certain to be first (96 %)."),
        (1.0, "Ann is all but certain to be first (>99 %)."),
    ],
)
def test_the_wording_of_a_forecast_depends_on_its_probability(win: float, sentence: str) -> None:
    assert sentence in sentences(chase(win))


def test_the_finish_has_a_median_and_an_interval() -> None:
    shown = chase(median=minute(120), p10=minute(100), p90=minute(200))
    sentence = "Ann: most likely 02:00; four in five between 01:40 and 03:20."
    assert sentence in sentences(shown)


def test_a_finish_on_another_day_has_the_full_weekday() -> None:
    shown = chase(median=minute(120), p10=minute(100), p90=minute(0) + DAY + 10 * HOUR)
    sentence = "Ann: most likely 02:00; four in five between 01:40 and Saturday 10:00."
    assert sentence in sentences(shown)
    later = chase(median=minute(0) + 9 * DAY, p10=minute(0) + 8 * DAY, p90=minute(0) + 20 * DAY)
    assert "Ann: most likely 26 Apr; four in five between 25 Apr and 7 May." in sentences(later)


def test_without_a_late_end_there_is_no_interval() -> None:
    shown = chase(median=minute(120), p10=minute(100), p90=None)
    assert not any("four in five" in sentence for sentence in sentences(shown))


def test_without_a_forecast_no_chances_are_mentioned() -> None:
    found = " ".join(sentences(board(track(ANN, [3]), track(BOB, [2]))))
    assert "first" not in found


def test_after_the_first_crossing_the_winner_and_the_rest_of_the_second_are_named() -> None:
    shown = board(track(ANN, [999_000, 1_000_000]), track(BOB, [998_000, 998_239]))
    assert "Ann was first; Bob has 1,761 to go." in sentences(shown)
    assert not any("likely" in sentence or "leads" in sentence for sentence in sentences(shown))


def test_after_two_crossings_the_margin_is_a_time() -> None:
    ann = track(ANN, [90, 100, *[110] * 40])
    bob = track(BOB, [80] * 30 + [90, 100, *[105] * 10])
    assert "Ann was first, 30 min ahead of Bob." in sentences(board(ann, bob, target=100))


def test_the_first_lead_change_is_news() -> None:
    shown = board(track(ANN, [10, 20, 30]), track(BOB, [5, 25, 35]))
    assert line(shown) == "Bob takes the lead."


def test_a_later_lead_change_is_news_with_its_number() -> None:
    shown = board(track(ANN, [10, 20, 30, 45, 55]), track(BOB, [5, 25, 35, 40, 50]), at=minute(5))
    assert line(shown).startswith("Ann ")
    assert line(shown).endswith("takes the lead, the second change so far.")


def test_a_third_racer_takes_the_lead_without_retaking_it() -> None:
    cat = track(CAT, [1, 2, 3, 60, 70])
    shown = board(track(ANN, [10, 20, 30, 45, 55]), track(BOB, [5, 25, 35, 40, 50]), cat)
    assert line(shown) == "Cat takes the lead, the second change so far."


def test_a_former_leader_retakes_the_lead() -> None:
    ann, bob = [10, 20, 30, 45, 55, 60, 65], [5, 25, 35, 40, 50, 62, 70]
    shown = board(track(ANN, ann), track(BOB, bob))
    assert line(shown) == "Bob retakes the lead, the third change so far."


def test_the_leader_from_the_start_retakes_the_lead() -> None:
    shown = board(track(ANN, [10, 20, 30, 45, 55]), track(BOB, [5, 25, 35, 40, 50]))
    assert line(shown) == "Ann retakes the lead, the second change so far."


def test_news_goes_stale() -> None:
    shown = board(track(ANN, [10, 20, 30]), track(BOB, [5, 25, 35]))
    assert "takes the lead" in line(shown)
    later = replace(shown, at=minute(1) + NEWS_FOR)
    assert "takes the lead" not in line(later)


def test_the_newest_news_comes_first() -> None:
    events = (
        make_event(EventKind.NOTE, "Old", at=minute(55)),
        make_event(EventKind.NOTE, "New", at=minute(59)),
    )
    assert next(news_of(replace(chase(), events=events))) == "Ann: New."


def test_an_event_of_uncertain_time_is_not_news() -> None:
    vague = replace(make_event(EventKind.NOTE, "Some day"), within=12 * HOUR)
    near = replace(make_event(EventKind.NOTE, "About now"), within=HOUR)
    assert list(news_of(replace(chase(), events=(vague, near)))) == ["Ann: About now."]


def test_a_third_racer_has_some_to_go() -> None:
    shown = board(
        track(ANN, [90, 100, 110]), track(BOB, [80, 90, 101]), track(CAT, [7, 8, 9]), target=100
    )
    assert "Cat has 91 to go." in sentences(shown)


def test_crossings_are_news_with_their_place() -> None:
    shown = board(track(ANN, [999_000, 1_000_010]), track(BOB, [998_000, 1_000_000]))
    assert set(news_of(shown)) == {
        "Ann is the first to reach 1,000,000.",
        "Bob is the second to reach 1,000,000.",
    }


def test_a_false_reading_is_news_with_its_count() -> None:
    doubted = Sample(minute(60), 1_998_130, quality=Quality.FALSE_READING)
    shown = board(
        extended(steady(ANN, 990_000, 60, 59), doubted),
        events=[make_event(EventKind.FALSE_READING)],
    )
    assert line(shown) == "Ignored: a wrong count for Ann (1,998,130)."
    unknown = board(steady(ANN, 990_000, 60, 60), events=[make_event(EventKind.FALSE_READING)])
    assert line(unknown) == "Ignored: a wrong count for Ann."


def test_an_event_is_prefixed_with_its_account_unless_the_title_names_it() -> None:
    assert line(with_event(make_event(EventKind.PLEDGE, "Promises nets."))) == "Ann: Promises nets."
    assert line(with_event(make_event(EventKind.NOTE, "Ann is on air"))) == "Ann is on air."
    assert line(with_event(make_event(EventKind.NOTE, "It rains", who=None))) == "It rains."
    assert line(with_event(make_event(EventKind.GAP, "no reading for 50 s (demo)", who=None))) == (
        "No reading for 50 s (demo)."
    )


def test_a_noted_pledge_or_vote_is_a_sentence() -> None:
    pledge = make_event(EventKind.PLEDGE, "pledge: 10,000 mosquito nets")
    assert line(with_event(pledge)) == "Pledged if Ann gets there: 10,000 mosquito nets."
    vote = make_event(EventKind.VOTE, "vote: Ann below 890,000")
    assert line(with_event(vote)) == "A vote is on to bring Ann below 890,000."


def test_a_stale_account_is_mentioned() -> None:
    shown = board(steady(ANN, 10, 60, 60), track(BOB, [1, 2]), at=minute(60))
    assert "No reading of Bob for 59 min." in sentences(shown)


def test_without_news_the_standing_sentences_take_turns() -> None:
    shown = chase()
    standing = tuple(standing_sentences(shown))
    first = (shown.at // TURN) % len(standing)
    for turn in range(4):
        later = replace(shown, at=shown.at + turn * TURN)
        assert line(later) == standing[(first + turn) % len(standing)]


def test_no_sentence_is_repeated() -> None:
    twin = make_event(EventKind.NOTE, "Twice")
    found = sentences(replace(chase(), events=(twin, twin)))
    assert len(found) == len(set(found))


def test_every_sentence_ends_with_a_full_stop() -> None:
    found = sentences(with_event(make_event(EventKind.NOTE, "No stop")))
    assert all(sentence.endswith(".") and not sentence.endswith("..") for sentence in found)


def test_an_event_without_an_account_is_a_sentence() -> None:
    for kind in EventKind:
        sentence = line(with_event(make_event(kind, "Something happened", who=None)))
        assert sentence == sentence.strip()
        assert " :" not in sentence


def test_times_are_in_the_zone_of_the_race() -> None:
    shown = chase(median=minute(300), p10=minute(240), p90=minute(360))
    shown = replace(shown, race=replace(race(ANN, BOB), zone="America/New_York"))
    assert any("between 00:00 and 02:00" in sentence for sentence in sentences(shown))


def test_an_unknown_time_zone_does_not_stop_the_commentary() -> None:
    shown = replace(chase(), race=replace(race(ANN, BOB), zone="Nowhere/Land"))
    assert "Ann leads Bob by 800." in sentences(shown)


@pytest.mark.parametrize(
    ("n", "word"),
    [(1, "first"), (3, "third"), (9, "ninth"), (10, "10th"), (12, "12th"), (13, "13th")],
)
def test_ordinals_are_words_up_to_the_ninth(n: int, word: str) -> None:
    assert ordinal(n) == word


@pytest.mark.parametrize(
    ("n", "word"), [(21, "21st"), (22, "22nd"), (23, "23rd"), (101, "101st"), (111, "111th")]
)
def test_later_ordinals_have_the_right_ending(n: int, word: str) -> None:
    assert ordinal(n) == word


def test_a_milestone_below_the_target_is_not_called_the_target() -> None:
    halfway = make_event(EventKind.MILESTONE, "Reaches 900,000", at=minute(59))
    assert "1,000,000" not in line(with_event(halfway))


def test_a_sentence_stays_for_a_whole_turn() -> None:
    shown = chase()
    start = shown.at // TURN * TURN
    lines = {line(replace(shown, at=start + n * MINUTE)) for n in range(TURN // MINUTE)}
    assert len(lines) == 1


def with_measures(**known: Measure) -> Board:
    """Return the chase with some measures of Ann given."""
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
    """Return the sentences about a board that the plain chase does not have."""
    return [sentence for sentence in sentences(shown) if sentence not in sentences(chase())]


def test_a_vote_shows_its_count_the_pace_needed_and_the_time_left() -> None:
    shown = replace(
        with_measures(
            vote_cast=Measure(1_200, "followers", of=4_000),
            vote_pace_needed=Measure(700, "followers/h"),
        ),
        votes=(Vote(1, 896_000, minute(0), minute(60) + 4 * HOUR),),
    )
    assert new_in(shown) == [
        "1,200 of 4,000 votes to unfollow Ann are in; with 4 h left, 700 an hour are needed."
    ]


def test_of_two_votes_the_later_is_shown_and_the_pace_is_rounded_up() -> None:
    shown = replace(
        with_measures(
            vote_cast=Measure(7, "followers", of=10), vote_pace_needed=Measure(0.3, "followers/h")
        ),
        votes=(
            Vote(1, 896_000, minute(0), minute(60) + 9 * DAY),
            Vote(1, 897_000, minute(5), minute(60) + 10 * HOUR),
        ),
    )
    assert new_in(shown) == [
        "7 of 10 votes to unfollow Ann are in; with 10 h left, 1 an hour are needed."
    ]


def test_a_vote_with_enough_votes_says_so() -> None:
    shown = replace(
        with_measures(
            vote_cast=Measure(11, "followers", of=10), vote_pace_needed=Measure(0, "followers/h")
        ),
        votes=(Vote(1, 896_000, minute(0), minute(60) + 4 * HOUR),),
    )
    assert new_in(shown) == ["11 of 10 votes to unfollow Ann are in, enough if that holds for 4 h."]


def test_nothing_unusual_is_mentioned_about_a_stale_account() -> None:
    old = with_measures(seismograph=Measure(50, "z"), ratchet=Measure(0.001, "p"))
    first, *others = old.standings
    stale = replace(old, standings=(replace(first, state=State.STALE), *others))
    assert not [text for text in sentences(stale) if "usual" in text or "suspicious" in text]


def test_a_vote_that_is_over_is_not_mentioned() -> None:
    over = Measure(None, "followers/h", why="the vote failed")
    cast = Measure(1_200, "followers", of=4_000)
    assert new_in(with_measures(vote_cast=cast, vote_pace_needed=over)) == []


@pytest.mark.parametrize(
    ("stake", "expected"),
    [
        (Stake(1, "10 nets.", 1_000_000, 0), ["Pledged if Ann reaches 1,000,000: 10 nets."]),
        (
            Stake(1, "10 nets", 900_000, 0),
            ["Ann has reached 900,000; this pledge is due: 10 nets."],
        ),
        (Stake(1, "10 nets", 900_000, 0, kept_at=1), []),
        (Stake(9, "10 nets", 900_000, 0), []),
    ],
    ids=["open", "due", "kept", "of nobody here"],
)
def test_a_pledge_is_mentioned_until_it_is_kept(stake: Stake, expected: list[str]) -> None:
    assert new_in(replace(chase(), stakes=(stake,))) == expected


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("seismograph", 6.0, ["Ann is growing far faster than usual: +1,200 an hour."]),
        ("seismograph", -7.2, ["Ann is growing far slower than usual: +1,200 an hour."]),
        ("seismograph", 5.9, []),
        ("ratchet", 0.001, ["Ann has suspiciously few losses; the chance of that is <1 %."]),
        ("ratchet", 0.01, []),
        ("broadcast_only", 1.0, ["For every account Ann follows, there are 12,500 followers."]),
        ("broadcast_only", 0.0, []),
        ("broadcast_only", None, []),
    ],
)
def test_unusual_measures_are_mentioned(key: str, value: float | None, expected: list[str]) -> None:
    assert new_in(with_measures(**{key: Measure(value, "")})) == expected


@pytest.mark.parametrize(
    ("z", "pace", "sentence"),
    [
        (7, None, "Ann is growing far faster than usual."),
        (7, -5, "Ann is growing far faster than usual."),
        (-7, -5, "Ann is suddenly losing followers: −5 an hour."),
        (-7, 0, "Ann is growing far slower than usual: 0 an hour."),
    ],
)
def test_unusual_growth_is_shown_with_a_pace_that_agrees(
    z: float, pace: float | None, sentence: str
) -> None:
    shown = with_measures(seismograph=Measure(z, "z"))
    first, *others = shown.standings
    assert new_in(replace(shown, standings=(replace(first, pace=pace), *others))) == [sentence]


def test_a_constant_fact_is_the_line_only_once_in_a_while() -> None:
    shown = with_measures(broadcast_only=Measure(1, "flag"))
    (fact,) = rare_sentences(shown)
    start = shown.at // RARE_EVERY * RARE_EVERY
    lines = [line(replace(shown, at=start + n * TURN)) for n in range(2 * RARE_EVERY // TURN)]
    assert [n for n, text in enumerate(lines) if text == fact] == [0, RARE_EVERY // TURN]
    first, *others = shown.standings
    nobody = replace(shown, standings=(replace(first, following=0), *others))
    assert list(rare_sentences(nobody)) == ["Ann follows nobody and has 901,200 followers."]
