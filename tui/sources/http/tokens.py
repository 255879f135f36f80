"""Secrets of the user's: from the environment, else from the system's keyring. None is shown."""

import os
import threading
from collections.abc import Callable, Mapping

from tui.sources.source import SourceError

SERVICE = "racetui"
PATIENCE = 3.0
"""Seconds after which a keyring that asks something of nobody is left alone."""


class Token:
    """A secret that shows itself to nobody but the server it is for."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str, where: str) -> None:
        secret = secret.strip()
        if not secret or len(secret) > 4096 or not all("!" <= c <= "~" for c in secret):
            raise SourceError(f"the token in {where} is none: copy it again, in one line")
        self._secret = secret

    def __repr__(self) -> str:
        return "Token(set)"

    def __reduce__(self) -> str:
        raise TypeError("a token is not written anywhere")

    def header(self) -> tuple[str, str]:
        """Return the header that carries it."""
        return "Authorization", f"Bearer {self._secret}"


def variable(source: str) -> str:
    """Return the environment variable that holds a source's token."""
    return f"RACETUI_{source.upper()}_TOKEN"


def token_of(
    source: str,
    environment: Mapping[str, str] = os.environ,
    keyring: Callable[[str, str], str | None] | None = None,
    patience: float = PATIENCE,
) -> Token | None:
    """Return a source's token, if the user has set one; raises SourceError for a spoilt one."""
    name = variable(source)
    if environment.get(name):
        return Token(environment[name], name)
    kept = _in_time(keyring or _keyring, source, patience)
    return Token(kept, "the keyring") if kept else None


def _keyring(service: str, name: str) -> str | None:
    import keyring

    return keyring.get_password(service, name)


def _in_time(ask: Callable[[str, str], str | None], name: str, patience: float) -> str | None:
    """Ask the keyring in a thread of its own: a locked one may wait for a person for ever."""
    found: list[str | None] = []

    def look() -> None:
        try:
            found.append(ask(SERVICE, name))
        except Exception:  # noqa: BLE001  (backends raise whatever they like; without one, no token)
            found.append(None)

    thread = threading.Thread(target=look, name="keyring", daemon=True)
    thread.start()
    thread.join(patience)
    return found[0] if found and isinstance(found[0], str) else None
