"""What is wrong with the text typed into a dialog, or "" if nothing is."""

from pathlib import Path

from tui.parsing import BadText, parse_count


def target_error(text: str) -> str:
    """Return what is wrong with a target as typed, or ""; leaving it empty means no target."""
    if not text.strip():
        return ""
    try:
        return "" if parse_count(text) > 0 else "a target must be at least 1"
    except BadText as error:
        return str(error)


def file_error(text: str) -> str:
    """Return what is wrong with the name of a new file, or ""."""
    try:
        file = Path(text).expanduser()
        if file.exists() or file.is_symlink():
            return "this file exists already; choose another name"
        if not file.parent.is_dir():
            return "no such folder"
    except (OSError, ValueError, RuntimeError):
        return "not a valid file name"
    return ""
