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
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
from svr_ros.mapping.archive import Archive, drop_far_blocks
from svr_ros.mapping.blocks import BlockStore
from svr_ros.mapping.config import MapConfig, check_points
from svr_ros.mapping.distances import DistanceField, Distances
from svr_ros.mapping.extraction import LayeredMesh, Layers
from svr_ros.mapping.integrated_frame import Integration
from svr_ros.mapping.integration import Settings, integrate_blocks, touched_blocks
from svr_ros.mapping.map_objects import locate_objects
from svr_ros.mapping.map_points import MapPoints
from svr_ros.mapping.object_tracking import Instances, ObjectTracker, instances_of
from svr_ros.mapping.observation import Observation, observe, sparse_depth
from svr_ros.mapping.region import Region, box_region
from svr_ros.mapping.scale import MapScale, ScaleEstimate, estimate_scale

_SCALE_PIXELS = 64
"""Pixels per side of the depth images that are compared to find the scale of a frame."""


class SemanticMap:
    """Sparse voxels with a signed distance, a class and the layer of their evidence.

    It is not thread-safe, and deterministic: the same frames give the same map.

    Args:
        voxel_size: Side of the voxels in metres.
        config: Further settings; its voxel size is replaced by the other argument if that is given.

    Raises:
        InputError: If a setting is out of range or Open3D cannot be loaded.
    """

    def __init__(self, voxel_size: float | None = None, config: MapConfig | None = None) -> None:
        config = config or MapConfig()
        self.config = config if voxel_size is None else replace(config, voxel_size=voxel_size)
        self.frames = 0
        self._store = BlockStore()
        self._archive: Archive | None = None
        self._tracker = ObjectTracker()
        self._start: float | None = None
        self._scale = MapScale()
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
        measured in the same pixels, see `MapScale`; if the overlap is small, by the mean factor of earlier frames.

        Args:
            reconstruction: The reconstruction.
            map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map.
            stamp: Time of the frame in seconds; by default, the number of the frame.

        Raises:
            InputError: If the transform is not rigid, or its position is more than 100 km from the map's origin.
        """
        pose = rigid.checked(map_from_camera, "map_from_camera")
        check_points(pose[None, :3, 3], "position of the camera")
        observation = observe(reconstruction, pose)
        self._restore_blocks(pose[:3, 3], self.config.map_radius)
        # Find the scale
        scale, estimate = 1.0, None
        if reconstruction.measured is None or not reconstruction.measured.any():
            estimate = self._estimate_scale(observation, pose)
            scale = self._scale.factor(estimate)
        else:
            self._scale.known = True
        # Integrate
        instances = instances_of(reconstruction) if self.config.with_objects else None
        blocks = self._add(observation, instances, pose, scale, stamp)
        return Integration(scale, estimate, blocks, observation, instances)

    def integrate_observation(
        self,
        observation: Observation,
        map_from_camera: ArrayLike,
        stamp: float,
        scale: float | None = None,
        instances: Instances | None = None,
    ) -> None:
        """Add a frame that was integrated before, such as a keyframe; see `Integration`.

        Args:
            observation: The frame.
            map_from_camera: Rigid transform [4, 4] from the camera's optical frame to the map.
            stamp: Time of the frame in seconds.
            scale: Factor by which the frame's depths are multiplied; None if they are measured.
            instances: Objects of the frame; None for none.

        Raises:
            InputError: If the transform is not rigid.
        """
        pose = rigid.checked(map_from_camera, "map_from_camera")
        self._restore_blocks(pose[:3, 3], self.config.map_radius)
        self._scale.known |= scale is None
        wanted = instances if self.config.with_objects else None
        self._add(observation, wanted, pose, 1.0 if scale is None else scale, stamp)

    def continue_scale(self, other: SemanticMap) -> None:
        """Scale further frames as another map of the same frames would; see `rebuild`."""
        self._scale = copy(other._scale)

    def region(self, low: ArrayLike | None = None, high: ArrayLike | None = None) -> Region:
        """Return the dense voxels of a box between two corners [3] in metres; by default, of the whole map.

        Raises:
            InputError: If the box has too many voxels.
        """
        return box_region(self._store, low, high, self.config.voxel_size, self.config.band)

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
        return self.region(low, high).voxel_grid(self.config.band)

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

    @property
    def keeps_distances(self) -> bool:
        """Return whether `distance` has been called: then each frame updates what it needs.

        From then on it takes a few milliseconds, and may be called in another thread than the rest.
        """
        return self._field is not None

    def distance(self, points: ArrayLike) -> Distances:
        """Return the Euclidean signed distances, with gradients, classes and layers, of points [N, 3] in metres.

        Raises:
            InputError: If the points are not [N, 3], or a coordinate is not finite or above 100 km.
        """
        positions = np.asarray(points, np.float64)
        check_points(positions, "point")
        if self._field is None:
            self._field = DistanceField(self._store, self.config)
        return self._field.query(positions)

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
        directions = raycast.directions_of(camera)
        pose = rigid.checked(map_from_camera, "map_from_camera")
        return raycast.map_depth(self._store, directions, pose, far, self.config.voxel_size, layers != "measured")

    def save(self, path: str | Path) -> None:
        """Write the map to one file; see `map_file`. Blocks in the archive are included.

        Raises:
            InputError: If the file cannot be written.
        """
        self._restore_blocks(np.zeros(3), math.inf)
        map_file.write_map(path, self.config, self._store, self.frames, self._start, self._scale.mean)

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
        loaded.frames, loaded._start, loaded._scale = content.frames, content.start, MapScale(content.scale, known=True)
        return loaded

    def use_archive(self, folder: Path | None) -> None:
        """Write blocks beyond the radius to a folder from now on; None drops them, and those archived before.

        Raises:
            InputError: If the folder cannot be made.
        """
        self._archive = None if folder is None else Archive(folder, self.config)

    def clear(self) -> None:
        """Remove everything from the map."""
        self._store.clear()
        self._tracker = ObjectTracker()
        if self._archive is not None:
            self._archive.clear()
        self.frames, self._start, self._scale = 0, None, MapScale()
        self._changed()

    def _add(
        self,
        observation: Observation,
        instances: Instances | None,
        pose: NDArray[np.float64],
        scale: float,
        stamp: float | None,
    ) -> int:
        """Integrate a frame, and return the number of changed blocks."""
        settings = self._settings(scale, stamp)
        keys = touched_blocks(observation, pose, settings)
        slots = self._store.add(keys)
        camera_from_map = rigid.inverse(pose)[:3].astype(np.float32)
        integrate_blocks(keys, slots, camera_from_map, observation, settings, self._store.attributes())
        if instances is not None:
            self._tracker.integrate(instances, observation, camera_from_map, settings, self._store, keys)
        self.frames += 1
        # Bound the memory; distances follow even if a block cannot be archived
        try:
            drop_far_blocks(self._store, pose[:3, 3], self.config, self._archive)
        finally:
            if self._field is not None:
                self._field.update(keys)
        return len(keys)

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
        depth, directions = sparse_depth(observation, _SCALE_PIXELS)
        far = 2 * float(observation.limits[1])
        map_depth, _ = raycast.map_depth(self._store, directions, pose, far, self.config.voxel_size, False)
        return estimate_scale(depth, map_depth)

    def _restore_blocks(self, position: NDArray[np.float64], radius: float) -> None:
        """Fetch the blocks around a position from the archive; raises InputError if files of it were lost."""
        if self._archive is None:
            return
        before = len(self._store)
        try:
            self._archive.restore(self._store, position, radius)
        finally:
            if len(self._store) > before:
                self._changed()

    def _changed(self) -> None:
        """Follow a change of any blocks."""
        if self._field is not None:
            self._field.reset()
