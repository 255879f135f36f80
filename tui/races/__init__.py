"""Races and their accounts: looking accounts up, editing races, and the sources in use."""
