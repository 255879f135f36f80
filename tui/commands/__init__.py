"""The command line; nothing here imports what draws until a dashboard is opened."""
