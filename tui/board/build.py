"""Tracks, events and circles at one instant into a ranked board. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tui.board.events import measured, merged
from tui.board.forecasts import forecasts_of, settled
from tui.board.lead_watch import LeadHistory
from tui.board.ranking import crossings_of, ranked
from tui.config import Thresholds
from tui.metrics import METRICS, About, Metric, Situation
from tui.metrics.metric import DEFAULT
from tui.metrics.pace import pace
from tui.metrics.time_gap import time_gap
from tui.model import (
    DOUBTED,
    NO_COUNTS,
    NO_FORECAST,
    Account,
    Board,
    Event,
    FollowList,
    Forecast,
    Measure,
    Millis,
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
from tui.series import GAP_ROUNDS, series_of

OF_ACCOUNTS = tuple(metric for metric in METRICS if metric.about is not About.RACE)
OF_RACES = tuple(metric for metric in METRICS if metric.about is About.RACE)


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What is known beside counts: posts by account id, votes, pledges; and where lines are."""

    talks: Mapping[int, Talk] = field(default_factory=dict)
    votes: tuple[Vote, ...] = ()
    stakes: tuple[Stake, ...] = ()
    thresholds: Thresholds = DEFAULT


NO_CONTEXT = Context()


def build_board(
    race: Race,
    at: Millis,
    tracks: Mapping[int, Track],
    events: Sequence[Event] = (),
    follow_lists: Mapping[int, FollowList] | None = None,
    predicted: Mapping[int, Forecast] | None = None,
    context: Context = NO_CONTEXT,
    before: Board | None = None,
    leads: LeadHistory | None = None,
) -> Board:
    """Return the board of a race at a time, from what was read and noted until then.

    Tracks and circles are by account id. Forecasts are handed in where they are known already;
    other measures that take long are taken from a board before, where there is one.
    """
    series = {account.id: series_of(tracks[account.id], at) for account in race.accounts}
    crossings = crossings_of(series, race.target)
    changes = (leads or LeadHistory()).changes(series, crossings)
    if predicted is None:
        predicted = forecasts_of(race, at, series, crossings)
    predicted = settled(predicted, crossings)
    order = ranked(race, series, crossings)
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
        talks=context.talks,
        votes=context.votes,
        stakes=context.stakes,
        users=race.users,
        thresholds=context.thresholds,
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
        talks=context.talks,
        votes=context.votes,
        stakes=context.stakes,
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
