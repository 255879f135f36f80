"""Marking an account's imported counts as rounded, suspect or false."""

from tui.exchange.importing.report import Report
from tui.exchange.importing.rounding import Rounding
from tui.model import DOUBTED, Millis, Quality, Sample
from tui.outliers import OutlierJudge
from tui.store import Writer
from tui.store.schema import QUALITIES

EXACT_OR_ROUNDED = frozenset({QUALITIES.index(Quality.EXACT), QUALITIES.index(Quality.ROUNDED)})
FLUSH_ABOVE = 5_000
"""More rounded samples than this are not held in memory."""


def mark_counts(writer: Writer, account: int, import_round: int, report: Report) -> None:
    """Mark the rounded, suspect and false counts among the samples of an import's round.

    Samples of other rounds show how the account usually moves; an earlier suspect among them may be
    settled too.
    """
    outliers, rounding = OutlierJudge(), Rounding()
    rounded: set[Millis] = set()
    final: dict[Millis, Quality] = {}
    for at, count, quality_index, round_id in writer.readings(account):
        if count is None:
            continue
        quality = QUALITIES[quality_index]
        if round_id != import_round or quality_index not in EXACT_OR_ROUNDED:
            verdicts = outliers.recall(Sample(at, count, quality=quality))
        else:
            is_round = rounding.looks_round(count)
            assumed = Quality.ROUNDED if is_round else quality
            judged, verdicts = outliers.judge(at, count, assumed)
            rounded.update(rounding.take(at, count, is_round))
            if judged in DOUBTED:
                final[at] = judged
        for verdict in verdicts:
            if verdict.quality in DOUBTED:
                final[verdict.at] = verdict.quality
            elif final.pop(verdict.at, None) is None:
                # An earlier import had marked it as suspect.
                final[verdict.at] = Quality.EXACT
        if len(rounded) > FLUSH_ABOVE:
            _mark_rounded(writer, account, rounded, report)
    _mark_rounded(writer, account, rounded, report)
    writer.set_qualities(account, final.items())
    report.suspect += sum(quality in DOUBTED for quality in final.values())


def _mark_rounded(writer: Writer, account: int, rounded: set[Millis], report: Report) -> None:
    writer.set_qualities(account, [(at, Quality.ROUNDED) for at in sorted(rounded)])
    report.rounded += len(rounded)
    rounded.clear()
