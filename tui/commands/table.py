"""Plain text tables, aligned by terminal cells."""

from collections.abc import Sequence

import click

from tui.sanitize import fit, width


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> None:
    """Print a table; `right` names the right-aligned columns, separated by commas."""
    widths = [
        max(width(cell) for cell in (name, *(row[i] for row in rows)))
        for i, name in enumerate(columns)
    ]
    for row in (columns, *rows):
        cells = [
            " " * (widths[i] - width(cell)) + cell
            if columns[i] in right.split(",")
            else fit(cell, widths[i])
            for i, cell in enumerate(row)
        ]
        click.echo("  ".join(cells).rstrip())
