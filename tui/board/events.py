"""What the counts show to have happened, and that together with what was documented or noted."""

from collections.abc import Iterable, Mapping, Sequence

from tui.board.lead_watch import LeadChange
from tui.metrics import Crossing
from tui.model import MINUTE, Event, EventKind, Millis, Origin, Race
from tui.phrases import display_name

SAME_EVENT = 2 * MINUTE
"""A measured event this near to a documented one of its kind and account is that one."""


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
