"""Where a token comes from, which one is none, and that nothing ever shows it."""

import copy
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator

import pytest

from tui.sources import SourceError
from tui.sources.http.tokens import Token, token_of, variable

SECRET = "hunter2-0451"
NAME = "RACETUI_GITHUB_TOKEN"
Keyring = Callable[[str, str], str | None]


def keeps(kept: object) -> Keyring:
    """Return a keyring that answers with anything, whatever it should."""
    return lambda service, name: kept  # type: ignore[return-value]


def fails(error: Exception) -> Keyring:
    def ask(service: str, name: str) -> str | None:
        raise error

    return ask


def sent(token: Token | None) -> str | None:
    return token.header()[1] if token else None


def test_a_token_is_looked_for_in_the_environment_first() -> None:
    found = token_of("github", {NAME: SECRET}, fails(AssertionError("the keyring was asked")))
    assert sent(found) == f"Bearer {SECRET}"
    assert variable("github") == NAME


@pytest.mark.parametrize("environment", [{}, {NAME: ""}, {"RACETUI_X_TOKEN": "other"}])
def test_then_it_is_looked_for_in_the_keyring(environment: dict[str, str]) -> None:
    asked = []

    def ask(service: str, name: str) -> str:
        asked.append((service, name))
        return SECRET

    assert sent(token_of("github", environment, ask)) == f"Bearer {SECRET}"
    assert asked == [("racetui", "github")]


@pytest.mark.parametrize(
    "keyring",
    [keeps(None), keeps(""), keeps(SECRET.encode()), keeps(451), keeps(object()), keeps([SECRET])]
    + [fails(error) for error in (RuntimeError("no backend"), OSError(), ImportError(SECRET))],
)
def test_a_keyring_that_has_nothing_to_say_is_none(keyring: Keyring) -> None:
    assert token_of("github", {}, keyring) is None


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Return what is set once a test is over."""
    event = threading.Event()
    yield event
    event.set()


def test_a_keyring_that_waits_for_somebody_is_left_alone(over: threading.Event) -> None:
    threads = []

    def ask(service: str, name: str) -> str:
        threads.append(threading.current_thread())
        over.wait()
        return SECRET

    assert token_of("github", {}, ask) is None
    assert [thread.daemon for thread in threads] == [True]


def test_what_surrounds_a_token_is_cut_off() -> None:
    assert sent(token_of("github", {NAME: f" {SECRET}\r\n"})) == f"Bearer {SECRET}"


SPOILT = [
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


def refusal(spoilt: str, where: str) -> SourceError:
    """Return how a token is refused that lies in the environment or in the keyring."""
    environment = {NAME: spoilt} if where == NAME else {}
    with pytest.raises(SourceError) as caught:
        token_of("github", environment, keeps(spoilt))
    return caught.value


@pytest.mark.parametrize("where", [NAME, "the keyring"])
@pytest.mark.parametrize("spoilt", SPOILT, ids=range(len(SPOILT)))
def test_a_token_that_cannot_be_one_is_refused_without_being_repeated(
    spoilt: str, where: str
) -> None:
    error = refusal(spoilt, where)
    assert where in str(error)
    shown = "".join(traceback.format_exception(error))
    assert SECRET not in shown + repr(error) + repr(error.args)


def test_a_crash_that_lists_what_each_frame_holds_does_not_show_a_token() -> None:
    def crash(token: Token) -> str:
        return {"held": token}["dropped"]  # type: ignore[return-value]

    with pytest.raises(KeyError) as caught:
        crash(Token(SECRET, NAME))
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "token = Token(set)" in (shown := "".join(told.format()))
    assert SECRET not in shown


def test_only_spaces_are_no_token() -> None:
    with pytest.raises(SourceError, match=NAME):
        token_of("github", {NAME: "  "})


@pytest.mark.parametrize(
    "show", [repr, str, ascii, "{}".format, "{!r:>80}".format, lambda t: f"{[t]} {{'a': {t}}}", dir]
)
def test_nothing_shows_a_token(show: Callable[[Token], object]) -> None:
    assert SECRET not in str(show(Token(SECRET, NAME)))


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_token_is_not_written_anywhere(copied: Callable[[Token], object]) -> None:
    with pytest.raises(TypeError) as caught:
        copied(Token(SECRET, NAME))
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert SECRET not in "".join(told.format())


def test_a_token_has_no_attributes_to_be_listed() -> None:
    with pytest.raises(TypeError):
        vars(Token(SECRET, NAME))
