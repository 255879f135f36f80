"""The drill-down: whom the chosen racer follows, as far as anybody knows, and who follows back."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.formats import called, compact, fit, grouped, shorten, width
from tui.model import EMPTY_CIRCLE, Circle, Followee, Standing
from tui.panels.lines import line, wrap
from tui.panels.panel import Panel
from tui.plot import Line

SHORT, HEAD = 8, 5
"""Up to so many rows there is no room for a whole head; the head's rows, with its last line."""
ANSWERS = {True: ("● yes", "good"), False: ("○ no", "loss"), None: ("? unknown", "dim")}


class CirclePanel(Panel):
    """The circle of one racer."""

    DEFAULT_CSS = """
    CirclePanel { border: heavy $primary; border-title-color: $foreground; padding: 0 1; }
    """
    chosen: reactive[int | None] = reactive(None, repaint=False)
    first: reactive[int] = reactive(0, repaint=False)

    def watch_chosen(self) -> None:
        """Show the circle of another racer, from its top."""
        self.first = 0
        self.redraw()

    def watch_first(self) -> None:
        """Draw from another row on."""
        self.redraw()

    def scroll_rows(self, rows: int) -> None:
        """Go down, or up, by some rows."""
        known, room = len(self._circle().followees), max(1, self.size.height - HEAD)
        self.first = max(0, min(max(0, known - room), self.first + rows))

    def _circle(self) -> Circle:
        return self.board.circles.get(self.chosen or 0, EMPTY_CIRCLE)

    def draw(self, columns: int, rows: int) -> Sequence[Line]:
        """Return the circle, and set the frame's title."""
        standing = next((s for s in self.board.standings if s.account.id == self.chosen), None)
        if standing is None:
            return [line(("nobody is chosen", "dim"))]
        self.entitle(shorten(f"whom {called(standing.account)} follows", columns - 2))
        return circle_lines(standing, self._circle(), columns, rows, self.first)


def circle_lines(
    standing: Standing, circle: Circle, columns: int, rows: int, first: int
) -> list[Line]:
    """Return a circle as lines: what is known of it, then a row for each followee that fits."""
    head = _head(standing, circle) if rows > SHORT else _head(standing, circle)[:1]
    if not circle.followees:
        unknown = circle.following != 0
        words = "Nobody says whom this account follows." if unknown else "It follows nobody."
        return [*head, line(), *(line((text, "dim")) for text in wrap(words, columns))][:rows]
    if rows > SHORT:
        head.append(line())
        head.append(line((fit("  followee", columns - 23) + "followers  follows back", "dim")))
    missing = (circle.following or 0) - len(circle.followees)
    tail = (
        [line(), line((f"The other {grouped(missing)} are unknown.", "dim"))] if missing > 0 else []
    )
    room = max(0, rows - len(head))
    known = circle.followees[first:]
    if len(known) <= room:
        return [*head, *(_row(followee, columns) for followee in known), *tail][:rows]
    shown = known[: max(0, room - 1)]
    more = line((f"{len(known) - len(shown)} more: page down", "dim"))
    return [*head, *(_row(followee, columns) for followee in shown), more][:rows]


def _head(standing: Standing, circle: Circle) -> list[Line]:
    lines = [line(("follows ", "dim"), (grouped(circle.following), "strong"), _known(circle))]
    follow_back = standing.measures.get("follow_back_rate")
    if follow_back and follow_back.value is not None:
        yes = round(follow_back.value / 100 * (follow_back.n or 0))
        answers = (f"{yes} of {follow_back.n}", "strong")
        lines.append(line(("follow back ", "dim"), answers, (" whose answer is known", "dim")))
    return lines


def _known(circle: Circle) -> tuple[str, str]:
    if circle.complete:
        return ("  all known", "dim")
    return (f"  {len(circle.followees)} known", "dim")


def _row(followee: Followee, columns: int) -> Line:
    answer, style = ANSWERS[followee.follows_back]
    star = "★ " if followee.celebrity else "  "
    name = f"@{followee.account.handle}"
    if followee.gone_at is not None:
        name += " (gone)"
    count = compact(followee.followers)
    return line(
        (star, "warn"),
        fit(name, max(4, columns - 25)),
        " " * (9 - width(count)),
        (count, "dim"),
        "  ",
        (answer, style),
    )
