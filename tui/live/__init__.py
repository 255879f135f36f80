"""The race on screen, live or replayed: makes its boards and handles requests from the view."""
