"""Tokens: where they come from, which ones are invalid, and that nothing ever shows them."""

import copy
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator

import pytest

from tui.sources import SourceError
from tui.sources.http.tokens import KEYRING_TIMEOUT, Token, token_of, token_variable

SECRET = "hunter2-0451"
NAME = "RACETUI_GITHUB_TOKEN"
Keyring = Callable[[str, str], str | None]


def with_secret(secret: object) -> Keyring:
    """Return a keyring that answers with a secret of any type."""
    return lambda service, name: secret  # type: ignore[return-value]


def failing(error: Exception) -> Keyring:
    def ask(service: str, name: str) -> str | None:
        raise error

    return ask


def header_of(token: Token | None) -> str | None:
    return token.header()[1] if token else None


def test_the_environment_comes_before_the_keyring() -> None:
    keyring = failing(AssertionError("the keyring was asked"))
    assert header_of(token_of("github", {NAME: SECRET}, keyring)) == f"Bearer {SECRET}"
    assert token_variable("github") == NAME


def test_without_a_variable_the_keyring_is_asked() -> None:
    asked: list[tuple[str, str]] = []

    def ask(service: str, name: str) -> str:
        asked.append((service, name))
        return SECRET

    for environment in ({}, {NAME: ""}, {"RACETUI_X_TOKEN": "other"}):
        asked.clear()
        assert header_of(token_of("github", environment, ask)) == f"Bearer {SECRET}", environment
        assert asked == [("racetui", "github")], environment


def test_a_keyring_without_a_usable_answer_means_no_token() -> None:
    for secret in (None, "", SECRET.encode(), 451, object(), [SECRET]):
        assert token_of("github", {}, with_secret(secret)) is None, secret
    for error in (RuntimeError("no backend"), OSError(), ImportError(SECRET)):
        assert token_of("github", {}, failing(error)) is None, error


@pytest.fixture
def end() -> Iterator[threading.Event]:
    """Return an event that is set at the end of the test."""
    event = threading.Event()
    yield event
    event.set()


def test_a_keyring_that_waits_for_a_password_is_given_up(end: threading.Event) -> None:
    threads = []

    def ask(service: str, name: str) -> str:
        threads.append(threading.current_thread())
        end.wait()
        return SECRET

    assert token_of("github", {}, ask, timeout=0.2) is None
    assert [thread.daemon for thread in threads] == [True]
    assert 0 < KEYRING_TIMEOUT <= 3


def test_whitespace_around_a_token_is_stripped() -> None:
    assert header_of(token_of("github", {NAME: f" {SECRET}\r\n"})) == f"Bearer {SECRET}"


def test_whitespace_alone_is_not_a_token() -> None:
    with pytest.raises(SourceError, match=NAME):
        token_of("github", {NAME: "  "})


INVALID = [
    f"{SECRET}\n{SECRET}",
    f"{SECRET}\r\nX-Evil: 1",
    f"{SECRET} {SECRET}",
    f"{SECRET}\t.",
    f"{SECRET}\0",
    f"{SECRET}é",
    f"\u202e{SECRET}",
    f"{SECRET}\u200b",
    f"{SECRET}１",
    SECRET * 400,
]


@pytest.mark.parametrize("where", [NAME, "the keyring"])
def test_an_invalid_token_is_refused_without_being_shown(where: str) -> None:
    for number, secret in enumerate(INVALID):
        environment = {NAME: secret} if where == NAME else {}
        with pytest.raises(SourceError) as caught:
            token_of("github", environment, with_secret(secret))
        error = caught.value
        assert where in str(error), number
        shown = "".join(traceback.format_exception(error))
        assert SECRET not in shown + repr(error) + repr(error.args), number


def test_a_traceback_with_local_variables_does_not_show_a_token() -> None:
    def crash(token: Token) -> str:
        return {"held": token}["dropped"]  # type: ignore[return-value]

    with pytest.raises(KeyError) as caught:
        crash(Token(SECRET, NAME))
    formatted = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "token = Token(set)" in (shown := "".join(formatted.format()))
    assert SECRET not in shown


@pytest.mark.parametrize(
    "show", [repr, str, ascii, "{}".format, "{!r:>80}".format, lambda t: f"{[t]} {{'a': {t}}}", dir]
)
def test_no_conversion_to_text_shows_a_token(show: Callable[[Token], object]) -> None:
    assert SECRET not in str(show(Token(SECRET, NAME)))


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_token_cannot_be_pickled_or_copied(copied: Callable[[Token], object]) -> None:
    with pytest.raises(TypeError) as caught:
        copied(Token(SECRET, NAME))
    formatted = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert SECRET not in "".join(formatted.format())


def test_a_token_has_no_dict_of_attributes() -> None:
    with pytest.raises(TypeError):
        vars(Token(SECRET, NAME))
