"""Surviving what terminals do; `gate` alone imports nothing that draws."""
