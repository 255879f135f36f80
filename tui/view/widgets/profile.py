"""Who an account is: its counts, what is measured of it, and how it grew."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.formats import age, grouped, near_time, percent, signed
from tui.metrics import METRICS, About, Metric
from tui.model import Board, Measure, OpenedAccount, PostKind, Sample, Standing, State, Talk
from tui.parsing import zone_of
from tui.phrases import condition_told, lead_word
from tui.sanitize import shorten, width
from tui.view.base.paged_widget import BAR_ROOM, PagedWidget
from tui.view.drawing.growth import gain_label, growth, highest_growth, growth_span
from tui.view.drawing.lines import both_ends, colour_of, line, line_width, wrap
from tui.view.drawing.marks import big_digits, sparkline
from tui.view.drawing.plot import Line

TALL = 9
"""From so many rows on there is room for big digits."""
ALL_LINES = 1_000
"""As many lines as there are."""
KIND = (
    ("follow_back_rate", "gated_community_index", "broadcast_only", "celebrity_share"),
    ("two_way_share", "mention_habit", "plea_rate"),
)
"""What tells a community from a gated one, and a conversation from a bullhorn."""
SHOWN_ABOVE = frozenset({"progress", "left"})


class Profile(PagedWidget):
    """The account that is open."""

    DEFAULT_CSS = """
    Profile { border: round $race-frame; border-title-color: $foreground; padding: 0 1; }
    """
    opened: reactive[OpenedAccount | None] = reactive(None, repaint=False)

    def watch_opened(self) -> None:
        """Draw another account, or another state of it."""
        self.redraw()

    alone: reactive[bool] = reactive(False, repaint=False)

    def watch_alone(self) -> None:
        """Draw all there is, or what fits."""
        self.first = 0
        self.redraw()

    def lines(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the account."""
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
    """Return an account as lines: counts first, then every measure that is known or why not."""
    standing = next((s for s in board.standings if s.account.id == opened.account.id), None)
    sample = opened.newest
    followers = standing.followers if standing else sample.followers if sample else None
    stale = standing is not None and standing.state is State.STALE
    colour = colour_of(board.race, opened.account.id) if standing else "strong"
    colour = "dim" if stale else colour
    if rows < TALL and standing is not None:
        return _low(board, standing, sample, opened, columns, colour)[:rows]
    lines: list[Line] = []
    digits = big_digits(grouped(followers))
    if rows >= TALL and width(digits[0]) <= columns:
        lines += [line((row, f"{colour} strong")) for row in digits]
    else:
        lines.append(line((grouped(followers), f"{colour} strong"), (" followers", "dim")))
    lines.append(_counts(standing, sample, opened))
    if standing is None and followers is None:
        return [*lines, line(), *(line((t, "dim")) for t in wrap(_unread(opened), columns))][:rows]
    lines.append(_read(board, standing, sample))
    told = condition_told(opened.account, board.at, zone_of(board.race.zone))
    if told:
        lines.append(line((told, "warn")))
    if standing is not None:
        lines += _in_race(board, standing, columns, colour)
        lines += _posts(board, standing.account.id, columns)
        lines += _pledges(board, standing, columns)
        lines += _measures(standing, columns)
    else:
        lines += [line(), line(("not in this race: a adds it", "dim"))]
    return lines[:rows]


def _low(
    board: Board,
    standing: Standing,
    sample: Sample | None,
    opened: OpenedAccount,
    columns: int,
    colour: str,
) -> list[Line]:
    """Return a racer in few lines: its counts, what kind of account it is, its place."""
    counted = line((grouped(standing.followers), f"{colour} strong"), (" followers  ", "dim"))
    counts, read = (*counted, *_counts(standing, sample, opened)), _read(board, standing, sample)
    fits = line_width(counts) + line_width(read) + 2 <= columns
    lines: list[Line] = [both_ends(counts, read, columns)] if fits else [counts, read]
    told = condition_told(opened.account, board.at, zone_of(board.race.zone))
    if told:
        lines.append(line((told, "warn")))
    lines += [kind for kind in (_glance(standing, keys, columns) for keys in KIND) if kind]
    return lines + _in_race(board, standing, columns, colour)[::-1]


def _glance(standing: Standing, keys: Sequence[str], columns: int) -> Line:
    """Return some measures that are known in one line, as many as fit."""
    told: Line = ()
    for metric in (metric for key in keys for metric in METRICS if metric.key == key):
        measure = standing.measures.get(metric.key)
        if measure is None or (measure.value is None and measure.low is None):
            continue
        apart = "   " if told else ""
        more = (*told, (f"{apart}{metric.name} ", "dim"), (metric.show(measure), "strong"))
        told = more if line_width(more) <= columns else told
    return told


def _unread(opened: OpenedAccount) -> str:
    return f"Nobody has read @{opened.account.handle} yet: its followers are unknown."


def _counts(standing: Standing | None, sample: Sample | None, opened: OpenedAccount) -> Line:
    following = standing.following if standing else sample.following if sample else None
    if following is None:
        following = opened.follow_list.following
    posts = sample.posts if sample else None
    told = line(("follows ", "dim"), grouped(following))
    return told if posts is None else (*told, ("  posts ", "dim"), (grouped(posts), ""))


def _read(board: Board, standing: Standing | None, sample: Sample | None) -> Line:
    at = standing.read_at if standing else sample.at if sample else None
    provenance = standing.provenance if standing else sample.provenance if sample else ""
    zone = zone_of(board.race.zone)
    if at is None:
        return line(("no reading yet", "dim"))
    old = age(board.at - at)
    when = f"as of {near_time(at, board.at, zone)}" + ("" if old == "just now" else f", {old} old")
    stale = standing is not None and standing.state is State.STALE
    return line((when, "warn" if stale else "dim"), (f"  {shorten(provenance, 30)}", "dim"))


def _in_race(board: Board, standing: Standing, columns: int, colour: str) -> list[Line]:
    cells = max(4, columns - 12)
    track = board.tracks[standing.account.id]
    grown = growth(track, board.at, cells, growth_span(board, cells))
    spark = sparkline(grown, highest_growth(board, cells), colour)
    rank = line((f"rank {standing.rank}", "strong"), f" of {len(board.standings)}")
    first = standing.rank == 1
    gap = line((lead_word(board), "strong")) if first else line(f"gap {signed(standing.gap)}")
    if standing.followers is None:
        gap = line(("no reading yet", "dim"))
    done = line(percent(standing.progress, 1)) if standing.progress is not None else line()
    return [
        line(*spark, (f"  {gain_label(board, cells)}", "dim")),
        both_ends((*rank, *line("  "), *gap), done, columns),
    ]


STRIP = 20
"""So many posts are in the strip."""
MARKS = {
    PostKind.REPLY: "@",
    PostKind.THREAD: ">",
    PostKind.MENTION: ">",
    PostKind.QUOTE: ">",
    PostKind.PLAIN: ">",
    PostKind.REPOST: "~",
}


def strip_of(talk: Talk) -> str:
    """Return the latest posts, a sign each, the newest last; one that pleads is `!`."""
    latest = reversed(talk.posts[:STRIP])
    return "".join(
        "!" if post.pleads and post.kind is not PostKind.REPOST else MARKS[post.kind]
        for post in latest
    )


def _posts(board: Board, account: int, columns: int) -> list[Line]:
    """Return the strip of an account's posts, with what its signs mean where there is room."""
    talk = board.talks.get(account)
    if talk is None:
        return []
    meant = "  @ reply  > to all  ~ repost  ! plea"
    strip = strip_of(talk)
    told = line(("posts ", "dim"), (strip, "strong"))
    room = columns - len(strip) - 6
    if room >= len(meant):
        return [(*told, (meant, "dim"))]
    return [told, line((meant.strip(), "dim"))]


def _pledges(board: Board, standing: Standing, columns: int) -> list[Line]:
    """Return what is pledged for an account: open, due once it is there, or kept."""
    lines: list[Line] = []
    for stake in board.stakes:
        if stake.account == standing.account.id:
            due = standing.followers is not None and standing.followers >= stake.target
            state = "kept" if stake.kept_at is not None else "due" if due else "open"
            style = "warn" if state == "due" else "dim"
            words = f"pledge at {grouped(stake.target)}: {stake.text}"
            told = line((shorten(words, max(8, columns - len(state) - 1)), ""))
            lines.append(both_ends(told, line((state, style)), columns))
    return lines


def _measures(standing: Standing, columns: int) -> list[Line]:
    """Return a line for each measure, those that are known first; of the others, why not."""
    lines: list[Line] = [line()]

    def is_unknown(metric: Metric) -> bool:
        measure = standing.measures.get(metric.key)
        return measure is None or (measure.value is None and measure.low is None)

    for metric in sorted(METRICS, key=is_unknown):
        measure = standing.measures.get(metric.key)
        if metric.about is About.RACE or measure is None or metric.key in SHOWN_ABOVE:
            continue
        if measure.value is None and measure.low is None:
            told = line((shorten(measure.why, max(6, columns - width(metric.name) - 2)), "dim"))
        else:
            shown = metric.show(measure)
            told = line((shown, "strong"), ("" if "(" in shown else _interval(measure), "dim"))
        lines.append(both_ends(line((metric.name, "dim")), told, columns))
        if metric.mean is not None and measure.value is not None:
            of, mean = metric.mean
            lines.append(both_ends(line((f"  {of}", "dim")), line((mean, "dim")), columns))
    return lines


def _interval(measure: Measure) -> str:
    if measure.low is None or measure.high is None or measure.unit != "%":
        return ""
    return f" ({measure.low:.0f}–{measure.high:.0f} %)".replace("-", "−")
