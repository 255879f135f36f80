"""The follow lists of the demo world: a few racers, then invented accounts (the crowd)."""

from random import Random

from tui.model import DAY, Account, Kind, Millis
from tui.sources.demo.growth_styles import BY_HANDLE, GROWTH_STYLES
from tui.sources.demo.world import EPOCH, NAME, account_of, count_at
from tui.sources.readings import Followed

LONG = 1_000
"""A list with more entries is long."""
CHANGING, CHANGING_OF_LONG = 120, 200
"""One place in this many has a new account every day, in a usual list and in a long one."""
FIRST_NEWCOMER = 5_000_000
"""The lowest number of an account that takes a changing place; no other account has these."""
WORDS = ("Button", "Spoon", "Pebble", "Candle", "Pocket", "Ladder", "Whistle", "Cushion", "Marble")


def list_length(seed: int, account: Account) -> int:
    """Return how many accounts an account follows."""
    style = BY_HANDLE.get(account.native_id)
    return style.follows if style else crowd_counts(seed, account.native_id)[1]


def followed_at(seed: int, account: Account, place: int, at: Millis) -> Followed:
    """Return the entry at a place of a list: racers first, then the crowd, some of it new daily."""
    style = BY_HANDLE.get(account.native_id)
    offset = sum(account.native_id.encode()) % 97
    rate = style.follow_back_rate if style else 0.3
    if style and place < min(4, style.follows // 4):
        others = [t for t in GROWTH_STYLES if t is not style]
        other = others[(offset + place) % len(others)]
        follows_back = Random(f"{seed} {account.native_id} {other.handle}").random() < rate
        return Followed(account_of(other), follows_back, count_at(seed, other, at), other.follows)
    number = offset * 31_337 + place * 7
    changing = CHANGING_OF_LONG if style and style.follows > LONG else CHANGING
    if place % changing == 5 + offset % 7:
        number = FIRST_NEWCOMER + ((at - EPOCH) // DAY * 20_011 + place) % 4_999_999
    member = crowd_member(number)
    followers, following = crowd_counts(seed, member.native_id)
    random = Random(f"{seed} {account.native_id} {number}")
    is_known = random.random() > 0.02
    return Followed(member, random.random() < rate if is_known else None, followers, following)


def crowd_member(number: int) -> Account:
    """Return an account of the crowd."""
    handle = f"walk-on-{number}.demo"
    name = f"{WORDS[number % len(WORDS)]} {number} of the crowd"
    return Account(0, NAME, handle, handle, name, Kind.PERSON)


def crowd_counts(seed: int, native_id: str) -> tuple[int, int]:
    """Return the numbers of followers and of followed accounts of a member of the crowd."""
    random = Random(f"{seed} {native_id}")
    return int(10 ** random.triangular(0.5, 5.7, 2.1)), random.randrange(3, 900)
