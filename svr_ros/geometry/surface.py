"""Surfaces of a signed distance in the frustum: first hit, zero crossings, mesh, normals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from svr_ros.geometry.frustum import Frustum


def first_surface(tsdf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the depth coordinate s [R, C] where tsdf [D, R, C] first goes from free to solid; NaN if never.

    Linear interpolation between the centres of the two voxels; a column that starts solid gives its first centre.
    """
    slices = len(tsdf)
    solid = tsdf < 0
    after = solid.argmax(0)
    before = np.maximum(after - 1, 0)
    free_value = np.take_along_axis(tsdf, before[None], 0)[0]
    solid_value = np.take_along_axis(tsdf, after[None], 0)[0]
    share = np.where(after > 0, free_value / np.maximum(free_value - solid_value, 1e-9), 0)
    s = (before + share + 0.5) / slices
    return np.where(solid.any(0), s, np.nan).astype(np.float32)


def zero_crossings(tsdf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the volume coordinates [N, 3] (column, row, depth) where tsdf [D, R, C] changes its sign along an axis."""
    sides = np.array(tsdf.shape, np.float32)
    solid = tsdf < 0
    found = []
    for axis in range(3):
        low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
        high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
        index = np.nonzero(solid[low] != solid[high])
        value_low, value_high = tsdf[low][index], tsdf[high][index]
        position = np.stack(index, -1).astype(np.float32)
        position[:, axis] += value_low / (value_low - value_high)
        found.append(((position + 0.5) / sides)[:, ::-1])
    return np.ascontiguousarray(np.concatenate(found))


def triangulate(tsdf: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return vertices [V, 3] in volume coordinates and faces [F, 3] of the surface, facing free space in the camera.

    Marching cubes (Lewiner) at zero between voxel centres; vertices are shared. Both are empty without a surface.
    """
    from skimage.measure import marching_cubes

    if not (tsdf.min() < 0 < tsdf.max()):
        return np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    index, faces, _, _ = marching_cubes(tsdf, 0.0, gradient_direction="ascent")
    vertices = ((index + 0.5) / np.array(tsdf.shape))[:, ::-1]
    return np.ascontiguousarray(vertices, np.float32), np.ascontiguousarray(faces, np.int32)


def nearest_voxel(volume: NDArray[np.floating], sides: tuple[int, ...]) -> tuple[NDArray[np.intp], ...]:
    """Return the index arrays (depth, row, column) of the voxels that hold volume coordinates [N, 3]."""
    index = np.clip((volume[:, ::-1] * sides).astype(np.intp), 0, np.array(sides) - 1)
    return index[:, 0], index[:, 1], index[:, 2]


def normals_at(tsdf: NDArray[np.float32], frustum: Frustum, volume: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit normals [N, 3] in the camera frame, towards free space, at volume coordinates [N, 3].

    Trilinear interpolation of the central differences of tsdf [D, R, C].
    """
    from scipy.ndimage import map_coordinates

    sides = np.array(tsdf.shape)
    position = (volume[:, ::-1] * sides - 0.5).T
    # Differences of the interpolated field half a voxel on both sides: no gradient of the whole volume is made.
    gradient = np.empty((len(volume), 3), np.float32)
    for axis in range(3):
        step = np.zeros((3, 1))
        step[axis] = 0.5
        ahead = map_coordinates(tsdf, position + step, order=1, mode="nearest")
        behind = map_coordinates(tsdf, position - step, order=1, mode="nearest")
        gradient[:, 2 - axis] = (ahead - behind) * sides[axis]
    normals = frustum.gradient_to_camera(volume, gradient)
    return (normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)).astype(np.float32)
