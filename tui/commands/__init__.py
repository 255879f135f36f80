"""The command line. Textual is imported only when a dashboard is opened."""
