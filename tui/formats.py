"""Numbers, durations and times as text; an unknown one is `?`."""

from datetime import UTC, datetime, timedelta, tzinfo

from tui.model import DAY, HOUR, MINUTE, SECOND, Millis

UNKNOWN = "?"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEAR, WEEK = 12 * HOUR, 6 * DAY
"""Up to this distance, a time of day identifies the day, and a weekday the week."""


def grouped(count: int | None) -> str:
    """Return `1,000,000`."""
    return UNKNOWN if count is None else f"{count:,}"


def signed_duration(span: Millis) -> str:
    """Return how much too late (or early) something was: `+14 min`, `−40 s`, `0 s`."""
    text = duration(span)
    return text if text == duration(0) else f"{'+' if span > 0 else '−'}{text}"


def signed(count: float | None) -> str:
    """Return `+4,100` or `−12`, with a real minus sign."""
    if count is None:
        return UNKNOWN
    rounded = round(count)
    return f"+{rounded:,}" if rounded > 0 else f"−{-rounded:,}" if rounded < 0 else "0"


def compact(count: float | None) -> str:
    """Return `1.2M` or `950`, for figures that need not be exact."""
    if count is None:
        return UNKNOWN
    for suffix, unit in (("B", 1e9), ("M", 1e6), ("K", 1e3)):
        # 999,950 is 1M, not 1000K.
        if abs(count) >= unit * 0.99995 or (unit == 1e3 and abs(count) >= 999.5):
            return f"{count / unit:.1f}".removesuffix(".0") + suffix
    return f"{count:.0f}"


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share of 0 to 1 as `84 %`; one that only rounds to 0 or 100 as `<1 %` or `>99 %`."""
    if share is None:
        return UNKNOWN
    text = f"{share * 100:.{digits}f}"
    smallest = 10.0**-digits
    if share > 0 and float(text) == 0:
        text = f"<{smallest:.{digits}f}"
    elif share < 1 and float(text) == 100:
        text = f">{100 - smallest:.{digits}f}"
    return f"{text} %"


def chance(share: float | None) -> str:
    """Return a chance of 0 to 1 as `84 %`, never as 0 or 100 %."""
    return UNKNOWN if share is None else percent(min(0.9999, max(0.0001, share)))


def duration(span: Millis | None) -> str:
    """Return a duration in words: `40 s`, `14 min`, `13 h 12 min`, `3 d 4 h`."""
    if span is None:
        return UNKNOWN
    seconds = round(abs(span) / SECOND)
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(abs(span) / MINUTE)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 2 * 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min".removesuffix(" 0 min")
    return f"{minutes // (24 * 60)} d {minutes // 60 % 24} h".removesuffix(" 0 h")


def age(span: Millis | None) -> str:
    """Return an age in words: `just now`, `2 min`, `3 h`, `4 d`."""
    if span is None:
        return UNKNOWN
    if span < MINUTE:
        return "just now"
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if span >= unit * (2 if unit > MINUTE else 1):
            return f"{span // unit} {name}"
    return UNKNOWN


def moment(at: Millis, zone: tzinfo = UTC) -> datetime:
    """Return a time as a datetime in a zone, limited to years that a datetime can hold."""
    edge = 250_000_000_000_000
    return (EPOCH + timedelta(milliseconds=max(-edge // 5, min(edge, at)))).astimezone(zone)


def millis(when: datetime) -> Millis:
    """Return an aware datetime as UTC milliseconds."""
    return int((when - EPOCH) // timedelta(milliseconds=1))


def iso(at: Millis | None) -> str | None:
    """Return `2009-04-17T06:13:00Z`, with milliseconds if there are any."""
    if at is None:
        return None
    text = (
        moment(at)
        .replace(tzinfo=None)
        .isoformat(timespec="milliseconds" if at % 1000 else "seconds")
    )
    return f"{text}Z"


def clock_time(at: Millis, zone: tzinfo) -> str:
    """Return `02:13`."""
    return moment(at, zone).strftime("%H:%M")


def date(at: Millis, zone: tzinfo) -> str:
    """Return `17 Apr 2009`."""
    when = moment(at, zone)
    return f"{when.day} {when:%b %Y}"


def date_time(at: Millis, zone: tzinfo) -> str:
    """Return `17 Apr 2009 02:13 EDT`."""
    return f"{date(at, zone)} {moment(at, zone):%H:%M %Z}"


def near_time(at: Millis, now: Millis, zone: tzinfo) -> str:
    """Return a time as short as its distance from now allows: `02:13`, `Sat 02:13`, `3 May`."""
    when, today = moment(at, zone), moment(now, zone)
    if abs(at - now) <= NEAR or when.date() == today.date():
        return f"{when:%H:%M}"
    if abs(at - now) < WEEK:
        return f"{when:%a %H:%M}"
    return f"{when.day} {when:%b}" if when.year == today.year else f"{when.day} {when:%b %Y}"


def vague_time(at: Millis, within: Millis, now: Millis, zone: tzinfo) -> str:
    """Return a time known to ± `within`: `02:13`, `~02:00`, or only a day."""
    if within < 20 * MINUTE:
        return near_time(at, now, zone)
    if within < 6 * HOUR:
        return f"~{near_time(at, now, zone)}"
    if abs(at - now) < WEEK:
        return f"{moment(at, zone):%a}"
    return date(at, zone).rsplit(" ", 1)[0] if abs(at - now) < 300 * DAY else date(at, zone)


def dated(at: Millis, within: Millis, zone: tzinfo) -> str:
    """Return a date, with the time if it is known to ± `within`: `17 Apr 2009 ~02:00`."""
    if within >= 6 * HOUR:
        return date(at, zone)
    return f"{date(at, zone)} {'~' if within >= 20 * MINUTE else ''}{clock_time(at, zone)}"


def near_day(at: Millis, now: Millis, zone: tzinfo) -> str:
    """Return a time as `near_time` does, but only its day if it is not near."""
    return (
        near_time(at, now, zone).split(" ")[0]
        if NEAR < abs(at - now) < WEEK
        else near_time(at, now, zone)
    )


def money(micros: int) -> str:
    """Return an amount in millionths of a dollar as `$0.05`."""
    return f"${micros / 1_000_000:,.2f}"
