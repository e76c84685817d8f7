"""Semantic map of many frames: sparse voxels whose measured and guessed parts are kept apart."""
