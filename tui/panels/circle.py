"""The drill-down: whom the chosen racer follows, as far as anybody knows, and who follows back."""

from collections.abc import Sequence

from textual.reactive import reactive

from tui.formats import compact, fit, grouped, shorten, width
from tui.model import EMPTY_CIRCLE, Circle, Followee, Standing
from tui.panels.lines import line, wrap
from tui.panels.panel import Panel
from tui.plot import Line
from tui.standings import called

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
        known = len(self._circle().followees)
        self.first = max(0, min(max(0, known - 1), self.first + rows))

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
    """Return a circle as lines: what is known of it, then a row for each followee."""
    known = circle.followees[first:]
    head = [line(("follows ", "dim"), (grouped(circle.following), "strong"), _known(circle))]
    follow_back = standing.measures.get("follow_back_rate")
    if follow_back and follow_back.value is not None:
        yes = round(follow_back.value / 100 * (follow_back.n or 0))
        head.append(
            line(
                ("follow back ", "dim"),
                (f"{yes} of {follow_back.n}", "strong"),
                (" whose answer is known", "dim"),
            )
        )
    if not circle.followees:
        words = (
            "Nobody says whom this account follows."
            if circle.following != 0
            else "It follows nobody."
        )
        return [*head, line(), *(line((text, "dim")) for text in wrap(words, columns))][:rows]
    body = [line(), line((fit("  followee", columns - 23) + "followers  follows back", "dim"))]
    body += [_row(followee, columns) for followee in known]
    missing = (circle.following or 0) - len(circle.followees)
    if missing > 0:
        words = f"The other {grouped(missing)} are unknown."
        body += [line(), *(line((text, "dim")) for text in wrap(words, columns))]
    lines = head + body
    if len(lines) > rows:
        left = len(lines) - rows + 1
        return [*lines[: rows - 1], line((f"{left} more: page down", "dim"))]
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
