"""Cameras, the view frustum, and surfaces, voxels and visibility of a signed distance field in it."""
