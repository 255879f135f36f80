"""The profile of an account: its counts, its growth, and its measures."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.formats import grouped, percent, signed
from tui.metrics import METRICS, About, Metric
from tui.model import Board, Measure, OpenedAccount, PostKind, Sample, Standing, State, Talk
from tui.parsing import zone_of
from tui.phrases import condition_text, lead_word
from tui.sanitize import shorten, width
from tui.view.base.paged_widget import BAR_ROOM, PagedWidget
from tui.view.drawing.growth import LABEL_ROOM, gain_label, growth, growth_span, highest_growth
from tui.view.drawing.lines import both_ends, colour_of, cut, line, line_width, wrap
from tui.view.drawing.marks import big_digits, sparkline
from tui.view.drawing.plot import Line
from tui.view.drawing.times import read_when

TALL = 9
"""From this many rows on, there is room for big digits."""
ALL_LINES = 1_000
"""More lines than any profile has."""
SUMMARY = (
    ("follow_back_rate", "gated_community_index", "broadcast_only", "celebrity_share"),
    ("two_way_share", "mention_habit", "plea_rate"),
)
"""The measures in a low profile, by line: how open the account is, and how much it converses."""
SHOWN_ABOVE = frozenset({"progress", "left"})
"""The measures that the lines above the table already show."""


class Profile(PagedWidget):
    """The profile of the opened account."""

    DEFAULT_CSS = """
    Profile { border: round $race-frame; border-title-color: $foreground; padding: 0 1; }
    """
    opened: reactive[OpenedAccount | None] = reactive(None, repaint=False)

    def watch_opened(self) -> None:
        """Redraw for another account, or for news of the same one."""
        self.redraw()

    alone: reactive[bool] = reactive(False, repaint=False)

    def watch_alone(self) -> None:
        """Redraw with all lines, or only those that fit."""
        self.first = 0
        self.redraw()

    def lines(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the profile, and set the frame's title."""
        opened = self.opened
        if opened is None:
            return [line(("…", "dim"))]
        account = opened.account
        name = f"{account.name}  @{account.handle}" if account.name else f"@{account.handle}"
        self.set_title(shorten(name, max(4, columns - 2)))
        if self.alone:
            return profile_lines(self.board, opened, columns - BAR_ROOM, ALL_LINES)
        return profile_lines(self.board, opened, columns, rows)


def profile_lines(board: Board, opened: OpenedAccount, columns: int, rows: int) -> list[Line]:
    """Return a profile as lines: counts, place in the race, posts, pledges and measures."""
    standing = next((s for s in board.standings if s.account.id == opened.account.id), None)
    sample = opened.newest
    followers = standing.followers if standing else sample.followers if sample else None
    is_stale = standing is not None and standing.state is State.STALE
    colour = colour_of(board.race, opened.account.id) if standing else "strong"
    colour = "dim" if is_stale else colour
    if rows < TALL and standing is not None:
        return _low_profile(board, standing, sample, opened, columns, colour)[:rows]
    lines: list[Line] = []
    digits = big_digits(grouped(followers))
    if rows >= TALL and width(digits[0]) <= columns:
        lines += [line((row, f"{colour} strong")) for row in digits]
    else:
        lines.append(line((grouped(followers), f"{colour} strong"), (" followers", "dim")))
    lines.append(_counts(standing, sample, opened))
    if standing is None and followers is None:
        words = f"@{opened.account.handle} has not been read yet: its followers are unknown."
        return [*lines, line(), *(line((text, "dim")) for text in wrap(words, columns))][:rows]
    lines.append(_reading(board, standing, sample))
    condition = condition_text(opened.account, board.at, zone_of(board.race.zone))
    if condition:
        lines.append(line((condition, "warn")))
    if standing is not None:
        lines += _race_lines(board, standing, columns, colour)
        lines += _posts(board, standing.account.id, columns)
        lines += _pledges(board, standing, columns)
        lines += [line(), *_measures(standing, columns)]
    else:
        lines += [line(), line(("not in this race: a adds it", "dim"))]
    return lines[:rows]


def _low_profile(
    board: Board,
    standing: Standing,
    sample: Sample | None,
    opened: OpenedAccount,
    columns: int,
    colour: str,
) -> list[Line]:
    """Return a racer in a few lines: its counts, a summary of its measures, and its place."""
    followers = line((grouped(standing.followers), f"{colour} strong"), (" followers  ", "dim"))
    counts = (*followers, *_counts(standing, sample, opened))
    reading = _reading(board, standing, sample)
    fits = line_width(counts) + line_width(reading) + 2 <= columns
    lines: list[Line] = [both_ends(counts, reading, columns)] if fits else [counts, reading]
    condition = condition_text(opened.account, board.at, zone_of(board.race.zone))
    if condition:
        lines.append(line((condition, "warn")))
    summaries = (_summary(standing, keys, columns) for keys in SUMMARY)
    lines += [summary for summary in summaries if summary]
    return lines + _race_lines(board, standing, columns, colour)[::-1]


def _summary(standing: Standing, keys: Sequence[str], columns: int) -> Line:
    """Return the known ones of some measures in one line, as many as fit."""
    spans: Line = ()
    for metric in (metric for key in keys for metric in METRICS if metric.key == key):
        measure = standing.measures.get(metric.key)
        if measure is None or _is_unknown(measure):
            continue
        space = "   " if spans else ""
        more = (*spans, (f"{space}{metric.name} ", "dim"), (metric.show(measure), "strong"))
        spans = more if line_width(more) <= columns else spans
    return spans


def _counts(standing: Standing | None, sample: Sample | None, opened: OpenedAccount) -> Line:
    following = standing.following if standing else sample.following if sample else None
    if following is None:
        following = opened.follow_list.following
    posts = sample.posts if sample else None
    spans = line(("follows ", "dim"), grouped(following))
    return spans if posts is None else (*spans, ("  posts ", "dim"), (grouped(posts), ""))


def _reading(board: Board, standing: Standing | None, sample: Sample | None) -> Line:
    """Return when the counts were read, and their provenance."""
    at = standing.read_at if standing else sample.at if sample else None
    provenance = standing.provenance if standing else sample.provenance if sample else ""
    if at is None:
        return line(("no reading yet", "dim"))
    is_stale = standing is not None and standing.state is State.STALE
    when = (read_when(board, at), "warn" if is_stale else "dim")
    return line(when, (f"  {shorten(provenance, 30)}", "dim"))


def _race_lines(board: Board, standing: Standing, columns: int, colour: str) -> list[Line]:
    """Return an account's growth, and its rank, gap and progress in the race."""
    cells = max(4, columns - LABEL_ROOM - 2)
    track = board.tracks[standing.account.id]
    gains = growth(track, board.at, cells, growth_span(board, cells))
    spark = sparkline(gains, highest_growth(board, cells), colour)
    rank = line((f"rank {standing.rank}", "strong"), f" of {len(board.standings)}")
    is_first = standing.rank == 1
    gap = line((lead_word(board), "strong")) if is_first else line(f"gap {signed(standing.gap)}")
    if standing.followers is None:
        gap = line(("no reading yet", "dim"))
    done = line(percent(standing.progress, 1)) if standing.progress is not None else line()
    return [
        line(*spark, (f"  {gain_label(board, cells)}", "dim")),
        both_ends((*rank, *line("  "), *gap), done, columns),
    ]


STRIP = 20
"""The number of posts in the strip."""
POST_SIGNS = {
    PostKind.REPLY: "@",
    PostKind.THREAD: ">",
    PostKind.MENTION: ">",
    PostKind.QUOTE: ">",
    PostKind.PLAIN: ">",
    PostKind.REPOST: "~",
}


def strip_of(talk: Talk) -> str:
    """Return the latest posts as one sign each, the newest last; one that asks for follows is `!`.

    A repost stays `~`, because its words are somebody else's.
    """
    latest = reversed(talk.posts[:STRIP])
    return "".join(
        "!" if post.pleads and post.kind is not PostKind.REPOST else POST_SIGNS[post.kind]
        for post in latest
    )


def _posts(board: Board, account: int, columns: int) -> list[Line]:
    """Return the strip of an account's posts, with a legend."""
    talk = board.talks.get(account)
    if talk is None:
        return []
    legend = "  @ reply  > to all  ~ repost  ! plea"
    strip = strip_of(talk)
    spans = line(("posts ", "dim"), (strip, "strong"))
    room = columns - len(strip) - 6
    if room >= len(legend):
        return [(*spans, (legend, "dim"))]
    return [spans, line((legend.strip(), "dim"))]


def _pledges(board: Board, standing: Standing, columns: int) -> list[Line]:
    """Return the pledges for an account, each with its state: open, due, or kept."""
    lines: list[Line] = []
    for stake in board.stakes:
        if stake.account == standing.account.id:
            is_due = standing.followers is not None and standing.followers >= stake.target
            state = "kept" if stake.kept_at is not None else "due" if is_due else "open"
            style = "warn" if state == "due" else "dim"
            words = f"pledge at {grouped(stake.target)}: {stake.text}"
            pledge = line((shorten(words, max(8, columns - len(state) - 1)), ""))
            lines.append(both_ends(pledge, line((state, style)), columns))
    return lines


def _is_unknown(measure: Measure) -> bool:
    return measure.value is None and measure.low is None


def _measures(standing: Standing, columns: int) -> list[Line]:
    """Return a line for each known measure, then the unknown ones with the reasons."""
    lines: list[Line] = []
    unknown: dict[str, list[Metric]] = {}
    for metric in METRICS:
        measure = standing.measures.get(metric.key)
        if metric.about is About.RACE or measure is None or metric.key in SHOWN_ABOVE:
            continue
        if _is_unknown(measure):
            unknown.setdefault(measure.why, []).append(metric)
            continue
        lines += _measure(metric, measure, columns)
        if metric.mean is not None and measure.value is not None:
            of, mean = metric.mean
            lines.append(both_ends(line((f"  {of}", "dim")), line((mean, "dim")), columns))
    for why, metrics in unknown.items():
        lines += _unknown_measures(why, metrics, columns)
    return lines


def _measure(metric: Metric, measure: Measure, columns: int) -> list[Line]:
    """Return a measure with its figure and interval; on two lines if one is too short."""
    name, shown = line((metric.name, "dim")), metric.show(measure)
    interval = "" if "(" in shown else _interval(measure)
    for figure in (line((shown, "strong"), (interval, "dim")), line((shown, "strong"))):
        if line_width(name) + line_width(figure) < columns:
            return [both_ends(name, figure, columns)]
    return [cut(name, columns), both_ends((), line((shown, "strong")), columns)]


def _unknown_measures(why: str, metrics: Sequence[Metric], columns: int) -> list[Line]:
    """Return the unknown measures that share a reason: at both ends of a line, or as a list."""
    if len(metrics) == 1 and width(metrics[0].name) + width(why) + 2 <= columns:
        return [both_ends(line((metrics[0].name, "dim")), line((why, "dim")), columns)]
    words = f"{why}: {', '.join(metric.name for metric in metrics)}"
    return [line((text, "dim")) for text in wrap(words, columns)]


def _interval(measure: Measure) -> str:
    if measure.low is None or measure.high is None or measure.unit != "%":
        return ""
    low, high = f"{measure.low:.0f}", f"{measure.high:.0f}"
    return "" if low == high else f" ({low} to {high} %)".replace("-", "−")
