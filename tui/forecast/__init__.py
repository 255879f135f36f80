"""When each account reaches the target, how certain that is, and how past forecasts did. Pure."""
