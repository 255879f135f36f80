"""Races and their accounts: account look-up, race editing, and the sources in use."""
