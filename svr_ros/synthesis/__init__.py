"""Procedural training data: rooms, their pictures and their ground truth, each a function of a seed."""
