"""Whom an account follows: the list from the log at once, then read again page by page."""
