"""Times as whole UTC milliseconds since 1970."""

Millis = int
SECOND: Millis = 1000
MINUTE: Millis = 60 * SECOND
HOUR: Millis = 60 * MINUTE
DAY: Millis = 24 * HOUR
MONTH: Millis = 30 * DAY
FOREVER: Millis = 2**62
"""Later than any real time."""
