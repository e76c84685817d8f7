# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

"""Semantic map of a room, built from the reconstructions of many frames with known poses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from svr_ros.errors import InputError
from svr_ros.geometry import rigid
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.mesh import Mesh
from svr_ros.geometry.occupancy import occupancy
from svr_ros.geometry.voxels import VoxelGrid
from svr_ros.inference.files import MeshColors
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import UNOBSERVED
from svr_ros.mapping import extraction, map_file, raycast
from svr_ros.mapping.archive import Archive
from svr_ros.mapping.blocks import SIDE, BlockStore, Keys, block_table, near_keys
from svr_ros.mapping.config import MapConfig, check_points
from svr_ros.mapping.distances import DistanceField, Distances
from svr_ros.mapping.extraction import LayeredMesh, Layers
from svr_ros.mapping.integration import Settings, integrate_blocks, touched_blocks
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.map_objects import locate_objects
from svr_ros.mapping.map_points import MapPoints
from svr_ros.mapping.object_tracking import ObjectTracker
from svr_ros.mapping.observation import Observation, observe
from svr_ros.mapping.region import MAX_VOXELS, Region, copy_region
from svr_ros.mapping.scale import ScaleEstimate, estimate_scale

_SCALE_PIXELS = 64
"""Pixels per side of the depth images that are compared to find the scale of a frame."""

_SCALE_SMOOTHING = 0.2
"""Weight of the newest scale in the running mean that replaces rejected ones."""


@dataclass(frozen=True)
class Integration:
    """Result of the integration of a frame.

    Attributes:
        scale: Factor by which the frame's depths were multiplied.
        estimate: Estimate of the scale against the map; None for frames with measured depth.
        blocks: Number of blocks that were changed.
    """

    scale: float
    estimate: ScaleEstimate | None
    blocks: int


class SemanticMap:
    """Sparse voxels with a signed distance, a class and the layer of their evidence.

    It is not thread-safe, and deterministic: the same frames give the same map.

    Args:
        voxel_size: Side of the voxels in metres.
        truncation: Bound of the signed distances in metres; by default three voxels.
        config: Further settings; its voxel size and truncation are replaced by the other arguments if those are given.
        archive: Folder for blocks beyond the radius of the map; by default, they are dropped.

    Raises:
        InputError: If a setting is out of range or Open3D cannot be loaded.
    """

    def __init__(
        self,
        voxel_size: float | None = None,
        truncation: float | None = None,
        config: MapConfig | None = None,
        archive: Path | None = None,
    ) -> None:
        config = config or MapConfig()
        if voxel_size is not None:
            config = replace(config, voxel_size=voxel_size)
        self.config = config if truncation is None else replace(config, truncation=truncation)
        self.frames = 0
        self._store = BlockStore()
        self._archive = None if archive is None else Archive(archive, self.config)
        self._tracker = ObjectTracker()
        self._start: float | None = None
        self._scale = 1.0
        self._field: DistanceField | None = None

    def __len__(self) -> int:
        """Return the number of blocks in memory."""
        return len(self._store)

    @property
    def bytes(self) -> int:
        """Return the memory of the blocks in bytes."""
        return self._store.bytes

    def integrate(
        self, reconstruction: Reconstruction, map_from_camera: ArrayLike, stamp: float | None = None
    ) -> Integration:
        """Add the reconstruction of one frame.

        The depths of a frame without measured depth are multiplied by one factor, estimated against what the map has
        measured in the same pixels; if the overlap is small, by the mean factor of earlier frames.

        Args:
            reconstruction: The reconstruction.
            map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map.
            stamp: Time of the frame in seconds; by default, the number of the frame.

        Raises:
            InputError: If the transform is not rigid, or its position is more than 100 km from the map's origin.
        """
        pose = rigid.checked(map_from_camera, "map_from_camera")
        check_points(pose[None, :3, 3], "position of the camera")
        observation = observe(reconstruction)
        if self._archive is not None:
            self._archive.restore(self._store, pose[:3, 3], self.config.map_radius)
        # Find the scale
        scale, estimate = 1.0, None
        if reconstruction.measured is None or not reconstruction.measured.any():
            estimate = self._estimate_scale(observation, pose)
            if estimate.accepted:
                smoothing = _SCALE_SMOOTHING
                self._scale = math.exp((1 - smoothing) * math.log(self._scale) + smoothing * math.log(estimate.scale))
            scale = estimate.scale if estimate.accepted else self._scale
        # Integrate
        settings = self._settings(scale, stamp)
        keys = touched_blocks(observation, pose, settings)
        slots = self._store.add(keys)
        camera_from_map = rigid.inverse(pose)[:3].astype(np.float32)
        integrate_blocks(keys, slots, camera_from_map, observation, settings, self._store.attributes())
        if self.config.with_objects:
            self._tracker.integrate(reconstruction, observation, camera_from_map, settings, self._store, keys)
        self.frames += 1
        # Bound the memory
        self._drop_far_blocks(pose[:3, 3])
        self._field = None
        return Integration(scale, estimate, len(keys))

    def region(self, low: ArrayLike | None = None, high: ArrayLike | None = None) -> Region:
        """Return the dense voxels of a box between two corners [3] in metres; by default, of the whole map.

        Raises:
            InputError: If the box has too many voxels.
        """
        size, keys = self.config.voxel_size, self._store.keys()
        if not len(keys):
            keys = np.zeros((1, 3), np.int32)
        first = keys.min(0).astype(np.int64) * SIDE
        last = (keys.max(0).astype(np.int64) + 1) * SIDE
        if low is not None:
            first = np.floor(np.asarray(low, np.float64) / size + 1e-6).astype(np.int64)
        if high is not None:
            last = np.maximum(np.ceil(np.asarray(high, np.float64) / size - 1e-6).astype(np.int64), first + 1)
        count = math.prod(int(side) for side in last - first)
        if count > MAX_VOXELS:
            raise InputError(f"the region has {count:,} voxels; expected at most {MAX_VOXELS:,}, so a smaller one")
        return copy_region(self._store, first, last, size, self.config.band)

    def points(self, layers: Layers = "both") -> MapPoints:
        """Return the surface points of the map, in an order that depends on the map alone."""
        return extraction.points(self._store, self.config, layers)

    def mesh(self, layers: Layers = "both", colors: MeshColors = "class") -> Mesh:
        """Return the surfaces of the map as triangles that face free space.

        Args:
            layers: Layers whose surfaces are returned.
            colors: Colours of the vertices: those of the classes, or of the images if measured.
        """
        return self.layered_mesh(layers, colors).mesh

    def layered_mesh(self, layers: Layers = "both", colors: MeshColors = "class") -> LayeredMesh:
        """Return the mesh as `mesh` does, with the confidence and the layer of its vertices."""
        return extraction.layered_mesh(self._store, self.config, layers, colors)

    def objects(self) -> list[SceneObject]:
        """Return the objects by ascending id; none without the setting `with_objects`. See `locate_objects`."""
        return locate_objects(self._store, self.config)

    def voxel_grid(self, low: ArrayLike | None = None, high: ArrayLike | None = None) -> VoxelGrid:
        """Return a box of the map as a voxel grid; guessed voxels are its occluded ones.

        Args:
            low: Lower corner [3] of the box in metres; by default, that of the map.
            high: Upper corner [3].

        Raises:
            InputError: If the box has too many voxels.
        """
        region = self.region(low, high)
        return VoxelGrid(
            region.origin,
            region.voxel_size,
            self.config.band,
            region.labels,
            region.distance,
            region.confidence,
            region.layer == Layer.GUESSED,
        )

    def occupancy(
        self, heights: Sequence[tuple[float, float]], min_confidence: float = 0.0, layers: Layers = "both"
    ) -> tuple[NDArray[np.float64], list[NDArray[np.int8]]]:
        """Return the origin [3] of the cells in metres and their values [Y, X] for several ranges of height.

        Args:
            heights: Lower and upper end of each range of z in metres.
            min_confidence: Probability of the class below which guessed voxels count as unknown.
            layers: Layers that count; voxels of the other ones are unknown.
        """
        grid = self.voxel_grid()
        if layers != "both":
            assert grid.occluded is not None
            dropped = grid.occluded if layers == "measured" else ~grid.occluded
            grid.labels[dropped] = UNOBSERVED
        return grid.origin, [occupancy(grid, low, high, min_confidence) for low, high in heights]

    def distance(self, points: ArrayLike) -> Distances:
        """Return the Euclidean signed distances, with gradients, classes and layers, of points [N, 3] in metres.

        Raises:
            InputError: If the points are not [N, 3], or a coordinate is not finite or above 100 km.
        """
        positions = np.asarray(points, np.float64)
        check_points(positions, "point")
        if self._field is None:
            self._field = DistanceField(self.points())
        # Look up the voxels of the points
        index = np.floor(positions / self.config.voxel_size).astype(np.int64)
        blocks, within = np.floor_divide(index, SIDE), np.mod(index, SIDE)
        slots = self._store.slots(np.clip(blocks, -(2**30), 2**30).astype(np.int32))
        attributes = self._store.attributes()
        voxel = (within[:, 2] * SIDE + within[:, 1]) * SIDE + within[:, 0]
        layer = np.where(slots >= 0, attributes.layer[slots, voxel], np.uint8(Layer.UNKNOWN))
        solid = (layer != Layer.UNKNOWN) & (attributes.distance[slots, voxel] < 0)
        return self._field.query(positions, solid, layer)

    def depth_image(
        self, camera: Camera, map_from_camera: ArrayLike, far: float = 10.0, layers: Layers = "both"
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return the depths [H, W] in metres of the map's surfaces in a camera, and their `Layer`; NaN for none.

        Args:
            camera: The camera, with any distortion.
            map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map.
            far: Maximum depth in metres.
            layers: Layers whose surfaces are seen: "measured" or "both".
        """
        column, row = np.meshgrid(np.arange(camera.width), np.arange(camera.height))
        rays = camera.unproject(np.stack([column, row], -1).reshape(-1, 2)).reshape(camera.height, camera.width, -1)
        directions = np.concatenate([rays[..., :2], np.ones_like(rays[..., :1])], -1)
        return self._cast(directions, rigid.checked(map_from_camera, "map_from_camera"), far, layers != "measured")

    def save(self, path: str | Path) -> None:
        """Write the map to one file; see `map_file`. Blocks in the archive are included.

        Raises:
            InputError: If the file cannot be written.
        """
        if self._archive is not None:
            self._archive.restore(self._store, np.zeros(3), math.inf)
            self._field = None
        map_file.write_map(path, self.config, self._store, self.frames, self._start, self._scale)

    @classmethod
    def load(cls, path: str | Path, config: MapConfig | None = None) -> SemanticMap:
        """Return the map of a file.

        Args:
            path: File that `save` has written.
            config: Settings other than voxel size and truncation, which are those of the file.

        Raises:
            InputError: If the file is missing, damaged, or of another version.
        """
        content = map_file.read_map(path)
        config = replace(config or MapConfig(), voxel_size=content.voxel_size, truncation=content.truncation)
        loaded = cls(config=config)
        map_file.fill(loaded._store, content)
        loaded._tracker.resume(loaded._store)
        loaded.frames, loaded._start, loaded._scale = content.frames, content.start, content.scale
        return loaded

    def use_archive(self, folder: Path) -> None:
        """Write blocks beyond the radius to a folder from now on, from which files of an earlier map are removed."""
        self._archive = Archive(folder, self.config)

    def clear(self) -> None:
        """Remove everything from the map."""
        self._store.clear()
        self._tracker = ObjectTracker()
        if self._archive is not None:
            self._archive.clear()
        self.frames, self._start, self._scale = 0, None, 1.0
        self._field = None

    def _settings(self, scale: float, stamp: float | None) -> Settings:
        """Return the numbers of the integration of a frame; the first stamp is the start of the map."""
        time = float(self.frames) if stamp is None else stamp
        if self._start is None:
            self._start = time
        config = self.config
        numbers = config.voxel_size, config.band, config.max_weight, config.max_guesses, scale, time - self._start
        return Settings(*map(np.float32, numbers))

    def _estimate_scale(self, observation: Observation, pose: NDArray[np.float64]) -> ScaleEstimate:
        """Return the scale of a frame against the measured surfaces of the map."""
        size = len(observation.depth)
        at = (2 * np.arange(_SCALE_PIXELS) + 1) * size // (2 * _SCALE_PIXELS)
        _, far, tan_x, tan_y = observation.limits
        axis = 2 * (at.astype(np.float32) + 0.5) / size - 1
        x, y = np.meshgrid(axis * tan_x, axis * tan_y)
        directions = np.stack([x, y, np.ones_like(x)], -1)
        map_depth, _ = self._cast(directions, pose, 2 * float(far), False)
        return estimate_scale(observation.depth[at[:, None], at], map_depth)

    def _cast(
        self, directions: NDArray[np.floating], pose: NDArray[np.float64], far: float, with_guesses: bool
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return depths and layers [H, W] along directions [H, W, 3] of the camera."""
        turned = np.ascontiguousarray(directions @ pose[:3, :3].T, np.float32)
        # Only blocks that the rays can hit: a table of all is as large as the bounding box of the map
        reach = far * float(np.nanmax(np.abs(turned), initial=0))
        keys = near_keys(self._store.keys(), pose[:3, 3], reach, SIDE * self.config.voxel_size)
        blocks = block_table(self._store, keys)
        shape = turned.shape[:2]
        depth, layer = np.empty(shape, np.float32), np.empty(shape, np.uint8)
        near = np.float32(self.config.voxel_size)
        rays = raycast.Rays(pose[:3, 3].astype(np.float32), turned, near, np.float32(far))
        attributes, size = self._store.attributes(), np.float32(self.config.voxel_size)
        raycast.cast(rays, blocks, attributes, size, with_guesses, depth, layer)
        return depth, layer

    def _drop_far_blocks(self, position: NDArray[np.float64]) -> None:
        """Drop or archive the blocks beyond the radius around a position."""
        if not math.isfinite(self.config.map_radius):
            return
        keys = self._store.keys()
        centres = (keys + 0.5) * (SIDE * self.config.voxel_size)
        far: Keys = keys[np.linalg.norm(centres - position, axis=1) > self.config.map_radius]
        if self._archive is not None:
            self._archive.keep(self._store, far)
        self._store.remove(far)
