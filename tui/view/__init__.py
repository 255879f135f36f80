"""Everything that draws. Nothing outside this package knows Textual."""
