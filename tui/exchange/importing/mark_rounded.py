"""Which of an account's imported counts were rounded, and which cannot be."""

from tui.exchange.importing.report import Report
from tui.exchange.importing.rounding import Rounding
from tui.model import DOUBTED, Millis, Quality, Sample
from tui.outliers import OutlierJudge
from tui.store import Writer
from tui.store.schema import QUALITIES

ROUGH_OR_EXACT = frozenset({QUALITIES.index(Quality.EXACT), QUALITIES.index(Quality.ROUNDED)})
FLUSHED_AT = 5_000


def judge(writer: Writer, account: int, imported: int, report: Report) -> None:
    """Mark what is rounded, and what cannot be, among the samples of an import's round.

    Those of other rounds tell how the account moves; one of them that was suspect is settled, too.
    """
    doubt, rounding = OutlierJudge(), Rounding()
    rounded: set[Millis] = set()
    final: dict[Millis, Quality] = {}
    for at, count, place, number in writer.readings(account):
        if count is None:
            continue
        quality = QUALITIES[place]
        if number != imported or place not in ROUGH_OR_EXACT:
            verdicts = doubt.recall(Sample(at, count, quality=quality))
        else:
            rough = rounding.looks_round(count)
            noted = Quality.ROUNDED if rough else quality
            judged, verdicts = doubt.judge(at, count, noted)
            rounded.update(rounding.take(at, count, rough))
            if judged in DOUBTED:
                final[at] = judged
        for verdict in verdicts:
            if verdict.quality in DOUBTED:
                final[verdict.at] = verdict.quality
            elif final.pop(verdict.at, None) is None:
                # It was suspect since an earlier import.
                final[verdict.at] = Quality.EXACT
        if len(rounded) > FLUSHED_AT:
            _mark(writer, account, rounded, report)
    _mark(writer, account, rounded, report)
    writer.remark(account, final.items())
    report.doubted += sum(quality in DOUBTED for quality in final.values())


def _mark(writer: Writer, account: int, rounded: set[Millis], report: Report) -> None:
    writer.remark(account, [(at, Quality.ROUNDED) for at in sorted(rounded)])
    report.rounded += len(rounded)
    rounded.clear()
