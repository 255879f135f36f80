"""Getting data in: any table of counts, or another racetui's log."""
