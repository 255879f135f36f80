"""The measures: one module each; who is listed here appears in tables, JSON and exports."""

from tui.metrics import (
    closing_speed,
    crossing,
    finish_spread,
    follow_back_rate,
    gap,
    lead_changes,
    left,
    pace,
    progress,
    time_gap,
)
from tui.metrics.metric import About, Crossing, Metric, Situation

METRICS: tuple[Metric, ...] = (
    progress.METRIC,
    left.METRIC,
    pace.METRIC,
    gap.METRIC,
    closing_speed.METRIC,
    time_gap.METRIC,
    crossing.METRIC,
    follow_back_rate.METRIC,
    lead_changes.METRIC,
    finish_spread.METRIC,
)

__all__ = ["METRICS", "About", "Crossing", "Metric", "Situation"]
