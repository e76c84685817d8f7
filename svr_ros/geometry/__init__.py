"""Cameras, the view frustum, and what follows from a signed distance in it: surfaces, voxels, visibility."""
