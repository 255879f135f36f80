"""Copes with stalled, closed and misbehaving terminals. `gate` alone imports no Textual."""
