"""Builds a ranked board from tracks, events and follow lists at one time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tui.board.events import measured_events, merged_events
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
    """What a board needs besides counts: posts by account id, votes, pledges and thresholds."""

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
    """Return the board of a race at a time; nothing later is used.

    Tracks and follow lists are by account id. Forecasts are made unless `predicted` holds them;
    slow measures are taken from `before`, an earlier board, if it has them.
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
        events=merged_events(
            [e for e in events if e.at <= at], measured_events(race, changes, crossings)
        ),
        talks=context.talks,
        votes=context.votes,
        stakes=context.stakes,
        measures=measures_of(situation, 0, OF_RACES, before.measures if before else {}),
    )


def measures_of(
    situation: Situation, account: int, metrics: Sequence[Metric], before: Mapping[str, Measure]
) -> dict[str, Measure]:
    """Return measures by key; slow ones are taken from `before` if it has them."""
    return {
        m.key: before[m.key] if m.slow and m.key in before else m.measure(situation, account)
        for m in metrics
    }


def podium_of(board: Board, again_in: Millis) -> Podium:
    """Return the finishers in order, and the time between the first and the last of them."""
    finishers = tuple(s for s in board.standings if s.state is State.CROSSED)
    timed = [s for s in finishers if s.crossed_within is not None]
    ats = [s.crossed_at for s in timed if s.crossed_at is not None]
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
    measures = measures_of(situation, account.id, OF_ACCOUNTS, slow)
    crossed = situation.crossings.get(account.id)
    following = _following(track, at)
    if not past.counts:
        return Standing(account, rank, following=following, measures=measures, forecast=forecast)
    newest = _newest(track, at)
    leader = situation.series[situation.order[0]]
    current_pace = pace(past, at)
    is_absent = account.condition in NO_COUNTS and at >= account.condition_since
    is_stale = is_absent or at - past.ats[-1] > GAP_ROUNDS * track.step
    return Standing(
        account=account,
        rank=rank,
        state=State.CROSSED if crossed else State.STALE if is_stale else State.RACING,
        followers=past.counts[-1],
        following=following,
        gap=past.counts[-1] - leader.counts[-1],
        pace=current_pace[0] if current_pace else None,
        pace_window=current_pace[1] if current_pace else None,
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
    """Return how many accounts an account follows, from the newest trusted sample that has it."""
    counts = (s.following for s in _newest_first(track, at) if s.quality not in DOUBTED)
    return next((count for count in counts if count is not None), None)


def _newest_first(track: Track, at: Millis) -> Iterable[Sample]:
    """Return a track's samples up to a time, newest first."""
    return (sample for sample in reversed(track.samples) if sample.at <= at)


def _newest(track: Track, at: Millis) -> Sample:
    """Return the newest trusted sample of a track that has a follower count."""
    samples = _newest_first(track, at)
    trusted = (s for s in samples if s.quality not in DOUBTED and s.followers is not None)
    return next(trusted, Sample(at, None))
