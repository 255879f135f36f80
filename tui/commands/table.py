"""Tables for people: columns as wide as what stands in them, figures to the right."""

from collections.abc import Sequence

import click

from tui.sanitize import fit, width


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> None:
    """Print a table; the columns whose names stand in `right` are set to the right."""
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
