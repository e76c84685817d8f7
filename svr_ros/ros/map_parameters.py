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

"""Table of the parameters of the node `map`, which config/map.yaml and docs/parameters.md follow."""

from __future__ import annotations

import math
from dataclasses import dataclass

from svr_ros.errors import InputError
from svr_ros.ros.parameter_table import Change, Parameter, parameter, quoted, split_names, table_of
from svr_ros.ros.parameters import TABLE, Settings


@dataclass(frozen=True)
class MapSettings(Settings):
    """Values of the parameters of the node `map`: those of `reconstruct`, and those of the map.

    Raises InputError if a range of heights cannot be read, or parameters exclude each other.
    """

    global_frame: str = parameter(
        "map", "tf2 frame of the map, z up, in which the camera's poses are looked up.", Change.UNCONFIGURED
    )
    map_voxel_size: float = parameter(
        0.05, "Edge length of the voxels of the map.", Change.UNCONFIGURED, unit="m", bounds=(0.01, 0.5)
    )
    map_rate: float = parameter(
        1.0, "Maximum number of times per second that ~/map_* are published.", Change.LIVE, unit="Hz", bounds=(0.01, 30)
    )
    map_radius: float = parameter(
        0.0,
        "Distance from the camera beyond which blocks leave the memory; 0 keeps everything.",
        Change.UNCONFIGURED,
        unit="m",
        bounds=(0, 10000),
    )
    map_archive: str = parameter(
        "",
        "Folder for blocks beyond map_radius, which return later; nodes may share it. Empty: they are dropped.",
        Change.UNCONFIGURED,
    )
    map_file: str = parameter(
        "", "Map that is loaded when the node is configured, a .svrmap file; empty: an empty map.", Change.UNCONFIGURED
    )
    map_objects: bool = parameter(
        True, "Keep the objects of the map for ~/map_objects and ~/map_object_markers.", Change.UNCONFIGURED
    )
    map_layers: str = parameter(
        "both", "Layers of the map in ~/map_*.", Change.LIVE, choices=("measured", "guessed", "both")
    )
    map_region: float = parameter(
        3.0, "Distance from the camera up to which ~/map_voxels extends.", Change.LIVE, unit="m", bounds=(0.5, 20)
    )
    map_heights: str = parameter(
        "",
        "Further ranges of height such as 0.1:0.4,1.0:1.8 in metres, published as ~/map_occupancy_1 and so on.",
        Change.UNCONFIGURED,
    )

    map_keyframes: int = parameter(
        0,
        "Maximum number of frames that are kept for ~/rebuild, about 0.7 MB each; 0 keeps none.",
        Change.UNCONFIGURED,
        unit="frames",
        bounds=(0, 100000),
    )
    map_odometry_frame: str = parameter(
        "odom",
        "tf2 frame that never jumps, such as odom; if global_frame jumps against it, kept frames are corrected.",
        Change.UNCONFIGURED,
    )
    map_rebuild_on_jump: bool = parameter(
        False, "Rebuild the map from the kept frames after each jump, without a call of ~/rebuild.", Change.LIVE
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _ = self.height_ranges
        if self.map_keyframes == 1:
            raise InputError("map_keyframes is 1; expected 0 for none, or at least 2")
        if self.map_keyframes and self.map_archive:
            raise InputError(
                "map_keyframes and map_archive are both set; expected one of them, as archived blocks are not rebuilt"
            )

    @property
    def height_ranges(self) -> list[tuple[float, float]]:
        """Return the ranges of height in metres: that of obstacles, and those of map_heights."""
        ranges = [(self.min_obstacle_height, self.max_obstacle_height)]
        for text in split_names(self.map_heights):
            try:
                low, high = (float(number) for number in text.split(":"))
            except ValueError:
                low = high = math.nan
            if not low < high < math.inf:
                raise InputError(
                    f"map_heights has {quoted(text)}; expected ranges LOW:HIGH in metres, such as 0.1:0.4,1.0:1.8"
                )
            ranges.append((low, high))
        return ranges


MAP_TABLE: tuple[Parameter, ...] = table_of(MapSettings)[len(TABLE) :]
"""Parameters that the node `reconstruct` has not."""
