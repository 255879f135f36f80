"""Importing follower counts from any table, or a race from another racetui log."""
