"""The board in sentences: news, the chase, the forecast, and what looks unusual. Pure.

News comes first and lasts for a while. Without news the other sentences take turns by the clock of
the race, so that a line showing one of them does not repeat it at once.
"""

from collections.abc import Iterator
from datetime import tzinfo
from math import ceil

from tui.formats import chance, duration, grouped, moment, near_time, signed
from tui.model import (
    HOUR,
    MINUTE,
    Board,
    Event,
    EventKind,
    Millis,
    Origin,
    Quality,
    Standing,
    State,
)
from tui.parsing import BadText, zone_of
from tui.phrases import condition_text, display_name
from tui.series import series_of

NEWS_FOR = 12 * MINUTE
"""How long an event is news."""
TURN = 4 * MINUTE
"""How long a sentence stays on the line."""
RARE_EVERY = 6 * HOUR
"""A fact that hardly changes is on the line once in this time."""
MAX_WITHIN = 6 * HOUR
"""An event whose time is less certain than this is never news."""
DETAILED = 8
"""Votes, pledges and oddities are mentioned for this many racers, the first ones."""
UNUSUAL_Z, UNLIKELY = 6.0, 0.01
"""Growth is mentioned from this z-score on; a lack of losses, below this chance."""
PLEDGE = "pledge: "
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def line(board: Board) -> str:
    """Return the one sentence that matters most at the board's time."""
    news = tuple(news_of(board))
    if news:
        return news[0]
    standing, rare = tuple(standing_sentences(board)), tuple(rare_sentences(board))
    turn, rare_turns = board.at // TURN, RARE_EVERY // TURN
    if rare and turn % rare_turns == 0:
        return rare[turn // rare_turns % len(rare)]
    return standing[turn % len(standing)] if standing else "No reading yet."


def sentences(board: Board) -> tuple[str, ...]:
    """Return the whole board in sentences, news first."""
    found = (*news_of(board), *standing_sentences(board), *rare_sentences(board))
    return tuple(dict.fromkeys(found)) or ("No reading yet.",)


def news_of(board: Board) -> Iterator[str]:
    """Yield sentences about recent events, the newest first."""
    for event in reversed(board.events):
        if board.at - event.at < NEWS_FOR and event.within < MAX_WITHIN:
            yield _event_sentence(board, event)


def _event_sentence(board: Board, event: Event) -> str:
    who = display_name(event.account) if event.account else ""
    if who and event.kind is EventKind.LEAD_CHANGE:
        return _lead_change_sentence(board, event, who)
    if who and event.kind is EventKind.MILESTONE and _is_crossing(board, event):
        place = sum(_is_crossing(board, e) and e.at <= event.at for e in board.events)
        return f"{who} is the {ordinal(place)} to reach {grouped(board.race.target)}."
    if who and event.kind is EventKind.FALSE_READING:
        return f"Ignored: a wrong count for {who}{_false_count(board, event)}."
    title = event.title.rstrip(".")
    if who and event.kind is EventKind.PLEDGE and title.startswith(PLEDGE):
        return f"Pledged if {who} gets there: {title.removeprefix(PLEDGE)}."
    if who and event.kind is EventKind.VOTE and title.startswith(vote := f"vote: {who} below "):
        return f"A vote is on to bring {who} below {title.removeprefix(vote)}."
    if not who:
        return f"{title[:1].upper()}{title[1:]}."
    is_named = event.origin is Origin.MEASURED or who in title
    return f"{title}." if is_named or event.kind is EventKind.PLATFORM else f"{who}: {title}."


def _lead_change_sentence(board: Board, event: Event, who: str) -> str:
    changes = [e for e in board.events if e.kind is EventKind.LEAD_CHANGE and e.at <= event.at]
    if changes[0] is event:
        return f"{who} takes the lead."
    led_before = {e.account.id for e in changes if e.account and e is not event}
    if (first := _leader_at(board, changes[0].at - 1)) is not None:
        led_before.add(first)
    has_led = event.account is not None and event.account.id in led_before
    takes = "retakes" if has_led else "takes"
    return f"{who} {takes} the lead, the {ordinal(len(changes))} change so far."


def _leader_at(board: Board, at: Millis) -> int | None:
    counts = {n: series_of(track, at).last() for n, track in board.tracks.items()}
    known = {n: count for n, count in counts.items() if count is not None}
    return max(known, key=known.__getitem__) if known else None


def _is_crossing(board: Board, event: Event) -> bool:
    """Return whether an event is the crossing of the race's target."""
    crossed = [s.crossed_at for s in board.standings if s.account == event.account]
    return event.kind is EventKind.MILESTONE and any(
        at is not None and abs(at - event.at) <= NEWS_FOR for at in crossed
    )


def _false_count(board: Board, event: Event) -> str:
    """Return ` (1,125,150)`, the count of a false reading, or nothing if it is not known."""
    track = board.tracks.get(event.account.id) if event.account else None
    for sample in reversed(track.samples if track else ()):
        if sample.quality is Quality.FALSE_READING and abs(sample.at - event.at) <= 2 * MINUTE:
            return f" ({grouped(sample.followers)})"
    return ""


def standing_sentences(board: Board) -> Iterator[str]:
    """Yield sentences about the gap, the chase, the forecast and missing readings; then about
    votes, pledges and what looks unusual.
    """
    racing = [s for s in board.standings if s.followers is not None]
    if not racing:
        return
    zone = _zone(board)
    yield _lead_sentence(racing)
    if len(racing) > 1:
        yield from _chase_sentences(racing[0], racing[1])
    favourite = max(racing, key=lambda s: s.forecast.win or 0)
    if favourite.forecast.win and favourite.state is not State.CROSSED:
        yield from _forecast_sentences(board, favourite, zone)
    for standing in racing[2:]:
        if racing[0].state is State.CROSSED and standing.state is State.RACING:
            yield f"{display_name(standing.account)} has {grouped(_left(standing))} to go."
    for standing in racing:
        condition = condition_text(standing.account, board.at, zone)
        if condition:
            yield f"{display_name(standing.account)}: {condition}."
        elif standing.state is State.STALE:
            silent = duration(_age(board, standing))
            yield f"No reading of {display_name(standing.account)} for {silent}."
    for standing in racing[:DETAILED]:
        yield from _vote_sentences(board, standing)
        yield from _pledge_sentences(board, standing)
        yield from _unusual_sentences(standing)


def rare_sentences(board: Board) -> Iterator[str]:
    """Yield sentences about facts that hardly change, which the line shows rarely."""
    for standing in board.standings[:DETAILED]:
        if standing.state is not State.STALE and _value(standing, "broadcast_only"):
            name, following = display_name(standing.account), standing.following
            if following:
                each = float(f"{(standing.followers or 0) / following:.3g}")
                yield f"For every account {name} follows, there are {each:,.0f} followers."
            else:
                yield f"{name} follows nobody and has {grouped(standing.followers)} followers."


def _lead_sentence(racing: list[Standing]) -> str:
    first = racing[0]
    name = display_name(first.account)
    if len(racing) == 1:
        return f"{name} stands at {grouped(first.followers)}."
    second = racing[1]
    if first.state is State.CROSSED and first.crossed_at is None:
        return f"{name} was above the target before the first reading."
    if first.state is State.CROSSED:
        margin = (
            second.crossed_at - first.crossed_at if second.crossed_at and first.crossed_at else None
        )
        if margin == 0:
            return f"{name} and {display_name(second.account)} finished at the same time."
        if margin is not None:
            return f"{name} was first, {duration(margin)} ahead of {display_name(second.account)}."
        return (
            f"{name} was first; {display_name(second.account)} has {grouped(_left(second))} to go."
        )
    if second.gap == 0:
        return f"{name} and {display_name(second.account)} are level."
    return f"{name} leads {display_name(second.account)} by {grouped(abs(second.gap or 0))}."


def _left(standing: Standing) -> int | None:
    measure = standing.measures.get("left")
    return None if measure is None or measure.value is None else round(measure.value)


def _chase_sentences(first: Standing, second: Standing) -> Iterator[str]:
    closing = second.measures.get("closing_speed")
    if closing is None or closing.value is None or first.state is State.CROSSED:
        return
    gain = round(closing.value)
    if gain > 0:
        chaser, leader = display_name(second.account), display_name(first.account)
        yield f"{chaser} gains {gain:,} an hour on {leader}."
    elif gain < 0:
        ahead, behind = display_name(first.account), display_name(second.account)
        yield f"{ahead} pulls away from {behind} by {-gain:,} an hour."


def _forecast_sentences(board: Board, favourite: Standing, zone: tzinfo) -> Iterator[str]:
    forecast, name = favourite.forecast, display_name(favourite.account)
    likely = "is all but certain" if (forecast.win or 0) > 0.95 else "is likely"
    if (forecast.win or 0) < 0.6:
        yield "Too close to call."
    else:
        yield f"{name} {likely} to be first ({chance(forecast.win)})."
    if forecast.median is not None and forecast.p10 is not None and forecast.p90 is not None:
        times = (forecast.median, forecast.p10, forecast.p90)
        median, early, late = (_spoken_time(t, board.at, zone) for t in times)
        yield f"{name}: most likely {median}; four in five between {early} and {late}."


def _spoken_time(at: Millis, now: Millis, zone: tzinfo) -> str:
    """Return a time as `near_time` does, but with the weekday in full: `Friday 02:13`."""
    text = near_time(at, now, zone)
    _, _, time = text.partition(" ")
    return f"{moment(at, zone):%A} {time}" if ":" in time else text


def _value(standing: Standing, key: str) -> float | None:
    measure = standing.measures.get(key)
    return None if measure is None else measure.value


def _vote_sentences(board: Board, standing: Standing) -> Iterator[str]:
    """Yield how many votes are in, and how many an hour are needed."""
    cast, needed = standing.measures.get("vote_cast"), _value(standing, "vote_pace_needed")
    if cast is None or cast.value is None or cast.of is None or needed is None:
        return
    mine = [vote for vote in board.votes if vote.account == standing.account.id]
    if not mine:
        return
    left = duration(max(mine, key=lambda vote: vote.begins_at).ends_at - board.at)
    name = display_name(standing.account)
    count = f"{cast.value:,.0f} of {cast.of:,} votes to unfollow {name} are in"
    if needed > 0:
        yield f"{count}; with {left} left, {ceil(needed):,} an hour are needed."
    else:
        yield f"{count}, enough if that holds for {left}."


def _pledge_sentences(board: Board, standing: Standing) -> Iterator[str]:
    """Yield open pledges, and those that are due."""
    name, followers = display_name(standing.account), standing.followers
    for stake in board.stakes:
        if stake.account != standing.account.id or stake.kept_at is not None or followers is None:
            continue
        text, target = stake.text.rstrip("."), grouped(stake.target)
        if followers >= stake.target:
            yield f"{name} has reached {target}; this pledge is due: {text}."
        else:
            yield f"Pledged if {name} reaches {target}: {text}."


def _unusual_sentences(standing: Standing) -> Iterator[str]:
    """Yield sentences about unusual growth, and about counts that look wrong."""
    if standing.state is State.STALE:
        return
    name, z, pace = display_name(standing.account), _value(standing, "seismograph"), standing.pace
    if z is not None and abs(z) >= UNUSUAL_Z:
        yield f"{name} {_growth_in_words(z, pace)}."
    ratchet = _value(standing, "ratchet")
    if ratchet is not None and ratchet < UNLIKELY:
        yield f"{name} has suspiciously few losses; the chance of that is {chance(ratchet)}."


def _growth_in_words(z: float, pace: float | None) -> str:
    """Return `is growing far faster than usual: +5,900 an hour`, without a pace that disagrees."""
    if z < 0 and pace is not None and pace < 0:
        return f"is suddenly losing followers: {signed(pace)} an hour"
    words = f"is growing far {'faster' if z > 0 else 'slower'} than usual"
    return words if pace is None or pace < 0 else f"{words}: {signed(pace)} an hour"


def _age(board: Board, standing: Standing) -> int | None:
    return None if standing.read_at is None else board.at - standing.read_at


def _zone(board: Board) -> tzinfo:
    try:
        return zone_of(board.race.zone)
    except BadText:
        return zone_of(None)


def ordinal(n: int) -> str:
    """Return `third`, `12th` or `21st`."""
    if 1 <= n <= len(ORDINALS):
        return ORDINALS[n - 1]
    ending = "th" if n % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
