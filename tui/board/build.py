"""Tracks, events and circles at one instant into a ranked board. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cmp_to_key

from tui.config import Thresholds
from tui.forecast.arrival import forecasts
from tui.metrics import METRICS, About, Crossing, Metric, Situation
from tui.metrics.crossing import crossing
from tui.metrics.lead_changes import LeadChange, lead_changes
from tui.metrics.metric import DEFAULT
from tui.metrics.pace import pace
from tui.metrics.time_gap import time_gap
from tui.model import (
    ABSENT,
    DOUBTED,
    MINUTE,
    NO_COUNTS,
    NO_FORECAST,
    Account,
    Board,
    Event,
    EventKind,
    FollowList,
    Forecast,
    Measure,
    Millis,
    Origin,
    Podium,
    Race,
    Sample,
    Stake,
    Standing,
    State,
    Talk,
    Track,
    Vote,
)
from tui.phrases import account_name, condition_in_words, display_name
from tui.series import GAP_ROUNDS, Series, series_of

OF_ACCOUNTS = tuple(metric for metric in METRICS if metric.about is not About.RACE)
OF_RACES = tuple(metric for metric in METRICS if metric.about is About.RACE)
SAME_EVENT = 2 * MINUTE
"""A measured event this near to a documented one of its kind and account is that one."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known beside counts: posts by account id, votes, pledges; and where lines are."""

    talks: Mapping[int, Talk] = field(default_factory=dict)
    votes: tuple[Vote, ...] = ()
    stakes: tuple[Stake, ...] = ()
    thresholds: Thresholds = DEFAULT


NOTHING = Known()


def build_board(
    race: Race,
    at: Millis,
    tracks: Mapping[int, Track],
    events: Sequence[Event] = (),
    follow_lists: Mapping[int, FollowList] | None = None,
    predicted: Mapping[int, Forecast] | None = None,
    known: Known = NOTHING,
    before: Board | None = None,
) -> Board:
    """Return the board of a race at a time, from what was read and noted until then.

    Tracks and circles are by account id. Forecasts are handed in where they are known already;
    other measures that take long are taken from a board before, where there is one.
    """
    series = {account.id: series_of(tracks[account.id], at) for account in race.accounts}
    crossings = _crossings(series, race.target)
    changes = lead_changes(series, crossings)
    if predicted is None:
        predicted = forecasts_of(race, at, series, crossings)
    predicted = settled(predicted, crossings)
    order = _ranked(race, series, crossings)
    situation = Situation(
        race=race,
        at=at,
        series=series,
        provenance={n: _newest(track, at).provenance for n, track in tracks.items()},
        order=tuple(order),
        crossings=crossings,
        follow_lists=follow_lists or {},
        lead_changes=len(changes),
        events=[event for event in events if event.at <= at],
        talks=known.talks,
        votes=known.votes,
        stakes=known.stakes,
        users=race.users,
        thresholds=known.thresholds,
    )
    slow = {s.account.id: s.measures for s in before.standings} if before else {}
    racers = {account.id: account for account in race.accounts}
    return Board(
        race=race,
        at=at,
        standings=tuple(
            _standing(
                situation,
                racers[n],
                rank,
                tracks[n],
                predicted.get(n, NO_FORECAST),
                slow.get(n, {}),
            )
            for rank, n in enumerate(order, 1)
        ),
        tracks=tracks,
        follow_lists=situation.follow_lists,
        events=merged([e for e in events if e.at <= at], measured(race, changes, crossings)),
        talks=known.talks,
        votes=known.votes,
        stakes=known.stakes,
        measures=measured_of(situation, 0, OF_RACES, before.measures if before else {}),
    )


def measured_of(
    situation: Situation, account: int, metrics: Sequence[Metric], before: Mapping[str, Measure]
) -> dict[str, Measure]:
    """Return measures by key; what is slow stays what it was, where it was taken already."""
    return {
        m.key: before[m.key] if m.slow and m.key in before else m.measure(situation, account)
        for m in metrics
    }


def podium_of(board: Board, again_in: Millis) -> Podium:
    """Return who crossed, in that order, and the time between the first and the last of them."""
    finishers = tuple(s for s in board.standings if s.state is State.CROSSED)
    known = [s for s in finishers if s.crossed_within is not None]
    ats = [s.crossed_at for s in known if s.crossed_at is not None]
    spread = ats[-1] - ats[0] if len(ats) > 1 else None
    return Podium(finishers, spread, again_in)


def provenance_text(documented: int, synthetic: bool) -> str:
    """Return what the figures of a board are made of."""
    points = f"{documented:,} documented points"
    if synthetic:
        return f"synthetic between {points}"
    return points if documented else "as they were read"


def forecasts_of(
    race: Race, at: Millis, series: Mapping[int, Series], crossings: Mapping[int, Crossing]
) -> dict[int, Forecast]:
    """Return everyone's forecast at a time; who is not there any more races no more."""
    out = {a.id: a for a in race.accounts if is_absent(a, at) and a.id not in crossings}
    made = forecasts(
        {n: past for n, past in series.items() if n not in out},
        at,
        race.target,
        race.horizon,
        {n: crossing.at for n, crossing in crossings.items()},
        {account.id: account_name(account) for account in race.accounts},
    )
    left = {n: Forecast(why=f"the account {condition_in_words(a)}") for n, a in out.items()}
    return made | left


def is_absent(account: Account, at: Millis) -> bool:
    """Tell whether nothing more was told of an account by a time."""
    return account.condition in ABSENT and at >= account.condition_since


def settled(
    predicted: Mapping[int, Forecast], crossings: Mapping[int, Crossing]
) -> dict[int, Forecast]:
    """Return forecasts with what is certain by now: who crossed, when, and who was first."""
    if not crossings:
        return dict(predicted)
    certain = {n: replace(forecast, win=0.0) for n, forecast in predicted.items()}
    before = [n for n, crossed in crossings.items() if crossed.within is None]
    first = min(crossed.at for crossed in crossings.values())
    winners = before or [n for n, crossed in crossings.items() if crossed.at == first]
    for n, crossed in crossings.items():
        at = None if crossed.within is None else crossed.at
        # Of several who were above the target from the start, nobody knows who was first.
        win = 0.0 if n not in winners else None if len(before) > 1 else 1 / len(winners)
        certain[n] = Forecast(median=at, p10=at, p90=at, p_not=0.0, win=win)
    return certain


def _crossings(series: Mapping[int, Series], target: int | None) -> dict[int, Crossing]:
    if target is None:
        return {}
    found = {n: crossing(past, target) for n, past in series.items()}
    return {n: known for n, known in found.items() if known is not None}


def _ranked(
    race: Race, series: Mapping[int, Series], crossings: Mapping[int, Crossing]
) -> list[int]:
    """Return account ids by rank: by time of crossing, then by count; a tie keeps who was first."""

    def place(n: int) -> tuple[int, int]:
        crossed, count = crossings.get(n), series[n].last()
        if count is None:
            return 3, 0
        if crossed is None:
            return 2, -count
        return (0, -count) if crossed.within is None else (1, crossed.at)

    def compare(one: int, other: int) -> int:
        if place(one) != place(other):
            return -1 if place(one) < place(other) else 1
        return _was_behind(series[one], series[other])

    return sorted((account.id for account in race.accounts), key=cmp_to_key(compare))


def _was_behind(one: Series, other: Series) -> int:
    """Return -1 or 1 for who was ahead when two counts last differed, above 0 for the other."""
    for at in sorted({*one.ats, *other.ats}, reverse=True):
        mine, theirs = one.at(at), other.at(at)
        if mine is None or theirs is None:
            return 0 if mine == theirs else -1 if theirs is None else 1
        if mine != theirs:
            return -1 if mine > theirs else 1
    return 0


def _standing(
    situation: Situation,
    account: Account,
    rank: int,
    track: Track,
    forecast: Forecast,
    slow: Mapping[str, Measure],
) -> Standing:
    past, at, target = situation.series[account.id], situation.at, situation.race.target
    measures = measured_of(situation, account.id, OF_ACCOUNTS, slow)
    crossed = situation.crossings.get(account.id)
    following = _following(track, at)
    if not past.counts:
        return Standing(account, rank, following=following, measures=measures, forecast=forecast)
    newest = _newest(track, at)
    leader = situation.series[situation.order[0]]
    known_pace = pace(past, at)
    absent = account.condition in NO_COUNTS and at >= account.condition_since
    stale = absent or at - past.ats[-1] > GAP_ROUNDS * track.step
    return Standing(
        account=account,
        rank=rank,
        state=State.CROSSED if crossed else State.STALE if stale else State.RACING,
        followers=past.counts[-1],
        following=following,
        gap=past.counts[-1] - leader.counts[-1],
        pace=known_pace[0] if known_pace else None,
        pace_window=known_pace[1] if known_pace else None,
        progress=past.counts[-1] / target if target else None,
        time_gap=time_gap(leader, past) if rank > 1 else 0,
        crossed_at=crossed.at if crossed and crossed.within is not None else None,
        crossed_within=crossed.within if crossed else None,
        quality=newest.quality,
        provenance=newest.provenance,
        read_at=newest.at,
        measures=measures,
        forecast=forecast,
    )


def _following(track: Track, at: Millis) -> int | None:
    """Return how many an account follows, as a trusted reading last said."""
    said = (s.following for s in _until(track, at) if s.quality not in DOUBTED)
    return next((following for following in said if following is not None), None)


def _until(track: Track, at: Millis) -> Iterable[Sample]:
    """Return a track's samples up to a time, the newest first."""
    return (sample for sample in reversed(track.samples) if sample.at <= at)


def _newest(track: Track, at: Millis) -> Sample:
    """Return the newest trusted sample of a track that has a count."""
    trusted = (s for s in _until(track, at) if s.quality not in DOUBTED and s.followers is not None)
    return next(trusted, Sample(at, None))


def measured(
    race: Race, changes: Sequence[LeadChange], crossings: Mapping[int, Crossing]
) -> list[Event]:
    """Return the lead changes and crossings that the counts show."""
    known = {account.id: account for account in race.accounts}
    leads = [
        Event(
            change.at,
            EventKind.LEAD_CHANGE,
            f"{display_name(known[change.account])} takes the lead",
            Origin.MEASURED,
            known[change.account],
        )
        for change in changes
    ]
    milestones = [
        Event(
            crossing.at,
            EventKind.MILESTONE,
            f"{display_name(known[n])} reaches {race.target:,}",
            Origin.MEASURED,
            known[n],
        )
        for n, crossing in crossings.items()
        if crossing.within is not None
    ]
    return leads + milestones


def _about(event: Event) -> tuple[EventKind, int | None]:
    return event.kind, event.account.id if event.account else None


def merged(told: Iterable[Event], seen: Iterable[Event]) -> tuple[Event, ...]:
    """Return both by time, without what was measured and is documented or noted already."""
    told = list(told)
    times: dict[tuple[EventKind, int | None], list[Millis]] = {}
    for event in told:
        times.setdefault(_about(event), []).append(event.at)

    def is_told(event: Event) -> bool:
        return any(abs(at - event.at) <= SAME_EVENT for at in times.get(_about(event), ()))

    fresh = [event for event in seen if not is_told(event)]
    return tuple(sorted([*told, *fresh], key=lambda event: event.at))
