"""Races in and out of files: imports from any table, exports in every format."""
