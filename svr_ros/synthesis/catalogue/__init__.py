"""Furniture templates: every piece is a list of solids in its own frame, drawn by a random generator."""
