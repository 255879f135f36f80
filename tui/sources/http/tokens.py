"""The user's API tokens, from the environment or the system's keyring. They are never shown."""

import os
import threading
from collections.abc import Callable, Mapping

from tui.sources.errors import SourceError

SERVICE = "racetui"
KEYRING_TIMEOUT = 3.0
"""Seconds. A locked keyring may wait for a password that nobody enters."""


class Token:
    """A token that can only be sent as a header; no other access shows it."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str, where: str) -> None:
        secret = secret.strip()
        if not secret or len(secret) > 4096 or not all("!" <= c <= "~" for c in secret):
            raise SourceError(f"the token in {where} is not valid; copy it again, as a single line")
        self._secret = secret

    def __repr__(self) -> str:
        return "Token(set)"

    def __reduce__(self) -> str:
        raise TypeError("a token cannot be pickled or copied")

    def header(self) -> tuple[str, str]:
        """Return the name and value of the Authorization header."""
        return "Authorization", f"Bearer {self._secret}"


def token_variable(source: str) -> str:
    """Return the name of the environment variable for a source's token."""
    return f"RACETUI_{source.upper()}_TOKEN"


def token_of(
    source: str,
    environment: Mapping[str, str] = os.environ,
    keyring: Callable[[str, str], str | None] | None = None,
    timeout: float = KEYRING_TIMEOUT,
) -> Token | None:
    """Return a source's token, or None if there is none; raises SourceError for a bad one."""
    name = token_variable(source)
    if environment.get(name):
        return Token(environment[name], name)
    secret = _ask_keyring(keyring or _system_keyring, source, timeout)
    return Token(secret, "the keyring") if secret else None


def _system_keyring(service: str, name: str) -> str | None:
    import keyring

    return keyring.get_password(service, name)


def _ask_keyring(
    keyring: Callable[[str, str], str | None], name: str, timeout: float
) -> str | None:
    """Return the keyring's answer; asked in a thread, since a locked one may block forever."""
    answers: list[str | None] = []

    def ask() -> None:
        try:
            answers.append(keyring(SERVICE, name))
        except Exception:  # noqa: BLE001  (backends raise anything; an error means no token)
            answers.append(None)

    thread = threading.Thread(target=ask, name="keyring", daemon=True)
    thread.start()
    thread.join(timeout)
    return answers[0] if answers and isinstance(answers[0], str) else None
