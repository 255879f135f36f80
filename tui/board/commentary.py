"""The board in sentences: what changed, who gains, what is likely, what to doubt. Pure.

News comes first and lasts for a while; without news the standing sentences take turns by the
race's own clock, so that a line that shows one of them never says the same twice in a row.
"""

from collections.abc import Iterator
from datetime import tzinfo
from math import ceil

from tui.formats import chance, duration, grouped, near_time, signed
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
from tui.phrases import condition_told, display_name
from tui.series import series_of

FRESH = 12 * MINUTE
TURN = 4 * MINUTE
DATED_WITHIN = 6 * HOUR
"""What may have been on any other time of the day is no news at the time that was noted."""
TOLD_OF = 8
"""Of so many, the first ones, it is said what is special about them."""
UNUSUAL, DOUBTFUL = 6.0, 0.01
"""A tremor beyond which it is told, and a chance below which what is counted is doubted."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def line(board: Board) -> str:
    """Return the one sentence that matters most at the board's time."""
    news = tuple(news_of(board))
    if news:
        return news[0]
    standing = tuple(standing_sentences(board))
    return standing[board.at // TURN % len(standing)] if standing else "No reading yet."


def sentences(board: Board) -> tuple[str, ...]:
    """Return the whole board in sentences, news first."""
    said = (*news_of(board), *standing_sentences(board))
    return tuple(dict.fromkeys(said)) or ("No reading yet.",)


def news_of(board: Board) -> Iterator[str]:
    """Return sentences on what happened lately, the newest first."""
    for event in reversed(board.events):
        if board.at - event.at < FRESH and event.within < DATED_WITHIN:
            yield _of_event(board, event)


def _of_event(board: Board, event: Event) -> str:
    who = display_name(event.account) if event.account else ""
    if who and event.kind is EventKind.LEAD_CHANGE:
        return _of_lead_change(board, event, who)
    if who and event.kind is EventKind.MILESTONE and _is_crossing(board, event):
        place = sum(_is_crossing(board, e) and e.at <= event.at for e in board.events)
        return f"{who} is the {ordinal(place)} to reach {grouped(board.race.target)}."
    if who and event.kind is EventKind.FALSE_READING:
        return f"A false reading for {who}: {_false_count(board, event)} enters no figure here."
    measured = event.origin is Origin.MEASURED
    unnamed = measured or event.kind is EventKind.PLATFORM or who in event.title
    told = "" if unnamed else f"{who}: "
    return f"{told}{event.title}".rstrip(".") + "."


def _of_lead_change(board: Board, event: Event, who: str) -> str:
    changes = [e for e in board.events if e.kind is EventKind.LEAD_CHANGE and e.at <= event.at]
    led_before = {e.account.id for e in changes if e.account and e is not event}
    if changes[0] is not event and (first := _leader_at(board, changes[0].at - 1)) is not None:
        led_before.add(first)
    again = event.account is not None and event.account.id in led_before
    takes = "retakes" if again else "takes"
    return f"{who} {takes} the lead, the {ordinal(len(changes))} change so far."


def _leader_at(board: Board, at: Millis) -> int | None:
    counts = {n: series_of(track, at).last() for n, track in board.tracks.items()}
    known = {n: count for n, count in counts.items() if count is not None}
    return max(known, key=known.__getitem__) if known else None


def _is_crossing(board: Board, event: Event) -> bool:
    """Tell whether a milestone is the target of the race."""
    crossed = [s.crossed_at for s in board.standings if s.account == event.account]
    return event.kind is EventKind.MILESTONE and any(
        at is not None and abs(at - event.at) <= FRESH for at in crossed
    )


def _false_count(board: Board, event: Event) -> str:
    track = board.tracks.get(event.account.id) if event.account else None
    for sample in reversed(track.samples if track else ()):
        if sample.quality is Quality.FALSE_READING and abs(sample.at - event.at) <= 2 * MINUTE:
            return grouped(sample.followers)
    return "it"


def standing_sentences(board: Board) -> Iterator[str]:
    """Return sentences on how things stand: the gap, the chase, what is likely, what is unsure;
    then on votes, pledges, and what is out of the ordinary.
    """
    racing = [s for s in board.standings if s.followers is not None]
    if not racing:
        return
    zone = _zone(board)
    yield _of_lead(racing)
    if len(racing) > 1:
        yield from _of_chase(racing[0], racing[1])
    likely = max(racing, key=lambda s: s.forecast.win or 0)
    if likely.forecast.win and likely.state is not State.CROSSED:
        yield from _of_likely(board, likely, zone)
    for standing in racing[2:]:
        if racing[0].state is State.CROSSED and standing.state is State.RACING:
            yield f"{display_name(standing.account)} has {grouped(_left(standing))} to go."
    for standing in racing:
        told = condition_told(standing.account, board.at, zone)
        if told:
            yield f"{display_name(standing.account)}: {told}."
        elif standing.state is State.STALE:
            silent = duration(_age(board, standing))
            yield f"No reading of {display_name(standing.account)} for {silent}."
    for standing in racing[:TOLD_OF]:
        yield from _of_vote(board, standing)
        yield from _of_pledges(board, standing)
        yield from _of_measures(standing)


def _of_lead(racing: list[Standing]) -> str:
    first = racing[0]
    name = display_name(first.account)
    if len(racing) == 1:
        return f"{name} stands at {grouped(first.followers)}."
    second = racing[1]
    if first.state is State.CROSSED and first.crossed_at is None:
        return f"{name} was above the target before the first reading."
    if first.state is State.CROSSED:
        apart = (
            second.crossed_at - first.crossed_at if second.crossed_at and first.crossed_at else None
        )
        if apart == 0:
            return f"{name} and {display_name(second.account)} finished at the same time."
        if apart is not None:
            return f"{name} was first, {duration(apart)} ahead of {display_name(second.account)}."
        return (
            f"{name} was first; {display_name(second.account)} has {grouped(_left(second))} to go."
        )
    if second.gap == 0:
        return f"{name} and {display_name(second.account)} are level."
    return f"{name} leads {display_name(second.account)} by {grouped(abs(second.gap or 0))}."


def _left(standing: Standing) -> int | None:
    measure = standing.measures.get("left")
    return None if measure is None or measure.value is None else round(measure.value)


def _of_chase(first: Standing, second: Standing) -> Iterator[str]:
    closing = second.measures.get("closing_speed")
    if closing is None or closing.value is None or first.state is State.CROSSED:
        return
    gain = round(closing.value)
    if gain > 0:
        chaser, leader = display_name(second.account), display_name(first.account)
        yield f"{chaser} gains {gain:,} an hour on {leader}."
    elif gain < 0:
        ahead, behind = display_name(first.account), display_name(second.account)
        yield f"{ahead} draws away from {behind} by {-gain:,} an hour."


def _of_likely(board: Board, likely: Standing, zone: tzinfo) -> Iterator[str]:
    forecast, name = likely.forecast, display_name(likely.account)
    sure = "is all but certain" if (forecast.win or 0) > 0.95 else "is likely"
    if (forecast.win or 0) < 0.6:
        yield "Who will be first is open."
    else:
        yield f"{name} {sure} to be first ({chance(forecast.win)})."
    if forecast.median is not None and forecast.p10 is not None and forecast.p90 is not None:
        early, late = (near_time(t, board.at, zone) for t in (forecast.p10, forecast.p90))
        yield f"{name} finishes between {early} and {late}, with four chances in five."


def _known(standing: Standing, key: str) -> float | None:
    measure = standing.measures.get(key)
    return None if measure is None else measure.value


def _of_vote(board: Board, standing: Standing) -> Iterator[str]:
    """Say how far a vote on an account has come, and what it needs."""
    cast, needed = standing.measures.get("vote_cast"), _known(standing, "vote_pace_needed")
    if cast is None or cast.value is None or cast.of is None or needed is None:
        return
    mine = [vote for vote in board.votes if vote.account == standing.account.id]
    if not mine:
        return
    left = duration(max(mine, key=lambda vote: vote.begins_at).ends_at - board.at)
    name = display_name(standing.account)
    told = f"{cast.value:,.0f} of {cast.of:,} votes to unfollow {name} are cast"
    if needed > 0:
        yield f"{told}; with {left} left, {ceil(needed):,} an hour are needed."
    else:
        yield f"{told}, enough if it stays so for {left}."


def _of_pledges(board: Board, standing: Standing) -> Iterator[str]:
    """Say what is pledged at a count that is not reached, and what is due."""
    name, followers = display_name(standing.account), standing.followers
    for stake in board.stakes:
        if stake.account != standing.account.id or stake.kept_at is not None or followers is None:
            continue
        text, at = stake.text.rstrip("."), grouped(stake.target)
        if followers >= stake.target:
            yield f"{name} has reached {at}, and this is due: {text}."
        else:
            yield f"Pledged for {name} at {at}: {text}."


def _of_measures(standing: Standing) -> Iterator[str]:
    """Say what is out of the ordinary with an account, and what to doubt."""
    if standing.state is State.STALE:
        return
    name, tremor = display_name(standing.account), _known(standing, "seismograph")
    if tremor is not None and abs(tremor) >= UNUSUAL:
        grows = "gains far more" if tremor > 0 else "gains far less"
        yield f"{name} {grows} than is usual there ({signed(tremor)} z)."
    ratchet = _known(standing, "ratchet")
    if ratchet is not None and ratchet < DOUBTFUL:
        yield f"{name} lost nobody of late, a chance of {chance(ratchet)}: doubt what is counted."
    if _known(standing, "broadcast_only"):
        follows, followed = grouped(standing.following), grouped(standing.followers)
        yield f"{name} follows {follows} and is followed by {followed}: a bullhorn."


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
