"""What widgets are built from: following the board, scrolling lists, pages, messages."""
