"""Collecting: which process polls, when each server is polled, and writing the rounds."""
