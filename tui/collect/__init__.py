"""Collecting: who polls, when each server is asked, and how a round gets into the log."""
