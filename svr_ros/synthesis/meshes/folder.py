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

"""Folders of scenes by their layout; scenes are read on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from svr_ros import paths
from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.paths import describe
from svr_ros.synthesis.config import SynthesisConfig
from svr_ros.synthesis.meshes.blender import Blender
from svr_ros.synthesis.meshes.classes import ClassMap, load_class_map
from svr_ros.synthesis.meshes.freespace import FreeSpaceConfig
from svr_ros.synthesis.meshes.front3d import find_houses, load_house
from svr_ros.synthesis.meshes.mesh import LabelledMesh
from svr_ros.synthesis.meshes.own import FORMATS, find_own, load_own
from svr_ros.synthesis.meshes.samples import MeshRoom, MeshSample, mesh_sample
from svr_ros.synthesis.meshes.scans import find_replica, find_scannet, load_replica, load_scannet

Find = Callable[[Path], list[Path]]
Load = Callable[[Path, ClassMap], LabelledMesh]

_LAYOUTS: tuple[tuple[str, str, Find, Load], ...] = (
    ("3D-FRONT", "front3d", find_houses, load_house),
    ("Replica", "replica", find_replica, load_replica),
    ("ScanNet", "common", find_scannet, load_scannet),
    ("own", "common", find_own, load_own),
)
"""Name, class map, finder and reader of each layout; the first one that finds scenes applies."""

_VIEWS = 8
"""Views of one scene before the next one is read."""


@dataclass(frozen=True)
class MeshFile:
    """A scene that can be loaded."""

    path: Path
    """Path of its file."""

    layout: str
    """Name of its layout."""

    classes: ClassMap
    """Class map."""

    read: Load
    """Reader of the layout."""

    def load(self) -> LabelledMesh:
        """Return the scene; raises InputError if its files are not valid."""
        try:
            return self.read(self.path, self.classes)
        except InputError:
            raise
        except (Exception, MemoryError) as error:  # damaged files raise errors of any type in the libraries
            reason = f"{type(error).__name__}: {describe(error)}"
            raise InputError(f"{self.path} cannot be read as a mesh of {self.layout} ({reason})") from error


def find_scenes(folder: Path, class_map: Path | None = None) -> list[MeshFile]:
    """Return the scenes of a folder in the order of their names; only a class map is read.

    Raises InputError if the folder does not exist or holds no readable scene, or if the class map is not one.
    """
    folder = paths.expanded(folder)
    if not paths.is_folder(folder):
        raise InputError(f"{folder} is not a folder; expected one with meshes")
    for layout, shipped, find, load in _LAYOUTS:
        found = find(folder)
        if found:
            classes = load_class_map(shipped, class_map)
            return [MeshFile(path, layout, classes, load) for path in found]
    raise InputError(
        f"{folder} holds no meshes that can be read; expected 3D-FRONT, Replica or ScanNet as they come, or "
        + " ".join(FORMATS)
    )


class MeshSamples:
    """Samples of a folder's scenes by their index, several views of a scene in sequence."""

    def __init__(
        self,
        folder: Path,
        class_map: Path | None = None,
        config: SynthesisConfig | None = None,
        space: FreeSpaceConfig | None = None,
        views: int = _VIEWS,
        blender: Blender | None = None,
    ) -> None:
        """Find the scenes of a folder; raises InputError as `find_scenes` does."""
        self.files = find_scenes(folder, class_map)
        self._config = config or SynthesisConfig()
        self._space = space
        self._views = views
        self._blender = blender
        self._kept: tuple[int, MeshRoom] | None = None

    def __call__(self, sample_index: int, frustum: Frustum | None = None, size: int = 256, rays: int = 3) -> MeshSample:
        """Return the sample of an index, the same in every process; raises InputError if its scene allows none."""
        return mesh_sample(self.room(sample_index), sample_index, frustum, size, rays, self._config, self._blender)

    def room(self, sample_index: int) -> MeshRoom:
        """Return the scene of a sample; the last one is kept in memory."""
        scene = sample_index // self._views % len(self.files)
        if self._kept is None or self._kept[0] != scene:
            self._kept = scene, MeshRoom(self.files[scene].load(), self._config.camera, self._space)
        return self._kept[1]
