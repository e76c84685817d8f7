"""Inference: from an image and its camera to a reconstruction, and to files."""
