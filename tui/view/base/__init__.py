"""The classes that widgets are built on: board widgets, lists, paged text, and their messages."""
