"""When each racer reaches the target, how sure that is, and how past forecasts did. Pure."""
