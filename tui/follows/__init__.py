"""Follow lists: the stored list at once, then the one read page by page from the source."""
