"""Importing races from tables and other logs, and exporting them in several formats."""
