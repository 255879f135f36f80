"""Quotas, waits, times and next pages in headers; no text in a header does any harm."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.building import START
from tui.model import DAY, HOUR, MINUTE, SECOND, Millis
from tui.sources.http.quota import (
    FAMILIES,
    Quota,
    age_of,
    clamped,
    next_page,
    quota_of,
    retry_after,
    server_time,
)

NOW = START
"""Fri, 17 Apr 2009 00:00:00 GMT, 1239926400."""
ANY_TEXT = st.text(max_size=60) | st.from_regex(r"[0-9]{1,30}") | st.from_regex(r"-?[0-9:. TZ+]+")
LIKE_A_DATE = st.from_regex(
    r"(Fri, )?[0-9]{1,3} (Apr|Xyz) [0-9]{1,6} [0-9]{1,3}:[0-9]{2}:[0-9]{2} (GMT|[+-][0-9]{1,6}|)",
    fullmatch=True,
)


def headers_of(family: str, limit: str, remaining: str, reset: str) -> dict[str, str]:
    return {f"{family}limit": limit, f"{family}remaining": remaining, f"{family}reset": reset}


@pytest.mark.parametrize(
    ("headers", "quota"),
    [
        (
            headers_of("ratelimit-", "3000", "2999", "1239926460")
            | {"ratelimit-policy": "3000;w=300"},
            Quota(3000, 2999, NOW + MINUTE),
        ),
        (headers_of("ratelimit-", "3000;w=300", "7", "30"), Quota(3000, 7, NOW + 30 * SECOND)),
        (headers_of("x-ratelimit-", "60", "0", "1239930000"), Quota(60, 0, NOW + HOUR)),
        (
            headers_of("x-ratelimit-", "300", "299", "2009-04-17T00:05:00.123456Z"),
            Quota(300, 299, NOW + 5 * MINUTE + 123),
        ),
        (
            headers_of("x-ratelimit-", "300", "299", "2009-04-17T02:05:00+02:00"),
            Quota(300, 299, NOW + 5 * MINUTE),
        ),
        (headers_of("x-ratelimit-", "300", "1", "1239926700"), Quota(300, 1, NOW + 5 * MINUTE)),
        (headers_of("x-rate-limit-", "900", "4", "1239927300"), Quota(900, 4, NOW + 15 * MINUTE)),
    ],
    ids=["Bluesky", "IETF", "GitHub", "Mastodon", "in a zone", "Mastodon's epoch", "X"],
)
def test_each_form_of_a_quota_is_read(headers: Mapping[str, str], quota: Quota) -> None:
    assert quota_of(headers, NOW) == quota


def test_an_invalid_number_in_a_quota_is_ignored() -> None:
    for text in ("", "soon", "-1", "１２", "٣", "1e3", "0x10", "9" * 40, "12.5"):
        quota = quota_of(headers_of("ratelimit-", text, "5", "60"), NOW)
        assert quota == Quota(None, 5, NOW + MINUTE), text
        assert quota_of(headers_of("ratelimit-", "10", text, text), NOW) is None, text


def test_a_reset_in_the_past_or_after_more_than_a_day_is_ignored() -> None:
    for reset in (
        *("1239926000", "1240013000", "9999999999999", "2008-01-01T00:00:00Z", "99999-01-01"),
    ):
        quota = quota_of(headers_of("x-ratelimit-", "60", "0", reset), NOW)
        assert quota == Quota(60, 0, None), reset


def test_a_limit_alone_is_not_a_quota() -> None:
    assert quota_of({"x-ratelimit-limit": "60"}, NOW) is None
    assert quota_of({}, NOW) is None


def test_retry_after_is_in_seconds_or_a_date() -> None:
    for text, wait in {
        "60": MINUTE,
        " 60 ": MINUTE,
        "0": SECOND,
        "31536000": HOUR,
        "999999999999": HOUR,
        "Fri, 17 Apr 2009 00:02:00 GMT": 2 * MINUTE,
        "Fri, 17 Apr 2009 00:02:00 -0000": 2 * MINUTE,
        "Friday, 17-Apr-09 00:02:00 GMT": 2 * MINUTE,
        "Fri Apr 17 00:02:00 2009": 2 * MINUTE,
        "Thu, 16 Apr 2009 00:00:00 GMT": SECOND,
        "Sat, 17 Apr 2010 00:00:00 GMT": HOUR,
    }.items():
        assert retry_after({"retry-after": text}, NOW) == wait, text


def test_an_invalid_retry_after_is_none() -> None:
    for text in (
        *("", "soon", "-1", "1.5", "１２", "٣٠", "²", "nan"),
        *("Fri, 17 Apr 99999 00:00:00 GMT", "9" * 5000),
    ):
        assert retry_after({"retry-after": text}, NOW) is None, text


@given(ANY_TEXT | LIKE_A_DATE, st.integers(0, 2 * NOW))
@example("Fri, 31 Dec 9999 23:59:59 -2359", NOW)
@example("Mon, 1 Jan 1 00:00:00 +2359", NOW)
def test_retry_after_is_always_between_a_second_and_an_hour(text: str, now: Millis) -> None:
    wait = retry_after({"retry-after": text}, now)
    assert wait is None or SECOND <= wait <= HOUR


@given(st.integers())
def test_every_wait_is_clamped_to_between_a_second_and_an_hour(wait: int) -> None:
    assert SECOND <= clamped(wait) <= HOUR


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT | LIKE_A_DATE, st.sampled_from(FAMILIES))
@example("1", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999-23:59", FAMILIES[1])
def test_a_quota_is_always_plausible(limit: str, remaining: str, reset: str, family: str) -> None:
    quota = quota_of(headers_of(family, limit, remaining, reset), NOW)
    if quota is not None:
        assert (quota.limit or 0) >= 0
        assert (quota.remaining or 0) >= 0
        assert quota.resets_at is None or NOW - SECOND <= quota.resets_at <= NOW + DAY


def test_the_time_of_a_server_is_its_date_header() -> None:
    assert server_time({"date": "Fri, 17 Apr 2009 00:00:00 GMT"}) == NOW
    assert server_time({"date": "yesterday"}) is None
    assert server_time({}) is None


@given(ANY_TEXT | LIKE_A_DATE)
def test_no_date_makes_server_time_raise(text: str) -> None:
    server_time({"date": text})


def test_the_age_of_an_answer_is_its_age_header() -> None:
    assert age_of({}) == 0
    for text, age in {"90": 90 * SECOND, "-5": 0, "9" * 30: 0}.items():
        assert age_of({"age": text}) == age, text


NEXT = "https://a.test/api/v1/accounts/1/following?limit=80&max_id=7"
PREVIOUS = "https://a.test/api/v1/accounts/1/following?limit=80&since_id=9"


def test_the_next_page_is_the_link_with_rel_next() -> None:
    for header in (
        f'<{NEXT}>; rel="next"',
        f'<{NEXT}>; rel="next", <{PREVIOUS}>; rel="prev"',
        f'<{PREVIOUS}>; rel="prev", <{NEXT}>; rel="next"',
        f"<{PREVIOUS}>;rel=prev,<{NEXT}>;rel=next",
        f'<{NEXT}>; title="x"; REL = "NEXT"',
    ):
        assert next_page({"link": header}) == NEXT, header


def test_without_rel_next_there_is_no_next_page() -> None:
    for header in (
        "",
        f'<{PREVIOUS}>; rel="prev"',
        f'{NEXT}; rel="next"',
        f'<{NEXT}>; rel="nextish"',
        "<" * 9000,
    ):
        assert next_page({"link": header}) is None, header


@given(st.text(alphabet='<>;,="relnxt /?', max_size=200))
def test_no_link_makes_next_page_raise(header: str) -> None:
    found = next_page({"link": header})
    assert found is None or (f"<{found}>" in header)
