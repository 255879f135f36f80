"""Whom accounts of the demo world follow: racers, and a crowd that nobody could take for real."""

from random import Random

from tui.model import DAY, Account, Kind, Millis
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES
from tui.sources.demo.world import EPOCH, NAME, account_of, count_at
from tui.sources.source import Followed

CHANGING, CHANGING_OF_LONG, LONG = 120, 200, 1_000
"""One place in so many of a list, and of a long one, has somebody else every day."""
NEWCOMERS = 5_000_000
"""From here on are the numbers of those who come: nobody else of a list has them."""
WORDS = ("Button", "Spoon", "Pebble", "Candle", "Pocket", "Ladder", "Whistle", "Cushion", "Marble")


def length_of(seed: int, account: Account) -> int:
    """Return how many an account follows."""
    style = BY_HANDLE.get(account.native_id)
    return style.follows if style else walk_on(seed, account.native_id)[1]


def followed_at(seed: int, account: Account, place: int, at: Millis) -> Followed:
    """Return who stands at a place of a list: racers first, then the crowd, a few new daily."""
    style = BY_HANDLE.get(account.native_id)
    own = sum(account.native_id.encode()) % 97
    rate = style.answer_rate if style else 0.3
    if style and place < min(4, style.follows // 4):
        others = [t for t in GROWTH_STYLES if t is not style]
        other = others[(own + place) % len(others)]
        back = Random(f"{seed} {account.native_id} {other.handle}").random() < rate
        return Followed(account_of(other), back, count_at(seed, other, at), other.follows)
    number = own * 31_337 + place * 7
    changing = CHANGING_OF_LONG if style and style.follows > LONG else CHANGING
    if place % changing == 5 + own % 7:
        number = NEWCOMERS + ((at - EPOCH) // DAY * 20_011 + place) % 4_999_999
    crowd = one_of_crowd(number)
    followers, following = walk_on(seed, crowd.native_id)
    random = Random(f"{seed} {account.native_id} {number}")
    answers = random.random() > 0.02
    return Followed(crowd, random.random() < rate if answers else None, followers, following)


def one_of_crowd(number: int) -> Account:
    """Return one of the crowd."""
    handle = f"walk-on-{number}.demo"
    name = f"{WORDS[number % len(WORDS)]} {number} of the crowd"
    return Account(0, NAME, handle, handle, name, Kind.PERSON)


def walk_on(seed: int, native_id: str) -> tuple[int, int]:
    """Return how many follow one of the crowd, and how many it follows."""
    random = Random(f"{seed} {native_id}")
    return int(10 ** random.triangular(0.5, 5.7, 2.1)), random.randrange(3, 900)
