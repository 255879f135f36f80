"""Turns plain values into lines of styled cells: axes, curves, marks, digits. Pure, no widgets."""
