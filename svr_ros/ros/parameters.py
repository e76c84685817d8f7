"""Table of the node's parameters, from which the node, config/reconstruct.yaml and docs/parameters.md follow."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from svr_ros.errors import InputError
from svr_ros.labels import NAMES
from svr_ros.precision import PRECISIONS

ALL = "all"
Value = bool | int | float | str


class Change(Enum):
    """The lifecycle states in which a parameter can be changed."""

    START = "at start"
    UNCONFIGURED = "while unconfigured"
    LIVE = "any time"


@dataclass(frozen=True)
class Parameter:
    """Describe one parameter.

    Attributes:
        name: The name of the parameter.
        default: The default value, whose type is the parameter's type.
        description: One sentence for users.
        change: When the parameter can be changed.
        unit: The unit of the value; empty for plain numbers and text.
        bounds: The least and the largest allowed value, both inclusive, in the parameter's unit.
        step: The allowed values are the lower bound plus multiples of this; 0 allows any value within the bounds.
        choices: The allowed values of a text parameter; empty allows any text.
        several: Whether the value is a comma-separated list of choices.
    """

    name: str
    default: Value
    description: str
    change: Change
    unit: str = ""
    bounds: tuple[float, float] | None = None
    step: int = 0
    choices: tuple[str, ...] = ()
    several: bool = False

    @property
    def range(self) -> str:
        """Return the allowed values as text for users; empty if every value of the type is allowed."""
        if self.bounds:
            low, high = (int(bound) if float(bound).is_integer() else bound for bound in self.bounds)
            return f"{low} to {high}" + (f" in steps of {self.step}" if self.step else "")
        return ("some of " if self.several else "") + ", ".join(self.choices)

    def describe_error(self, value: Value) -> str:
        """Return one sentence that explains why a value is not allowed; empty if it is allowed."""
        expected = f"{self.range} {self.unit}".strip()
        if self.bounds and not self._within(value):
            return f"{self.name} is {value:g}; expected {expected}"
        if self.several:
            names = split_names(str(value))
            fits = names and set(names) <= set(self.choices)
            return "" if fits else f"{self.name} is {value!r}; expected {expected}"
        if self.choices and self.normalized(value) not in self.choices:
            return f"{self.name} is {value!r}; expected one of {expected}"
        return ""

    def normalized(self, value: Value) -> Value:
        """Return a value as `Settings` stores it: booleans become text if the choices are "true" and "false".

        YAML and `ros2 param set` parse the words true and false as booleans.
        """
        return str(value).lower() if self.choices and isinstance(value, bool) else value

    def _within(self, value: float) -> bool:
        low, high = self.bounds
        return math.isfinite(value) and low <= value <= high and not (self.step and (value - low) % self.step)


def split_names(text: str) -> list[str]:
    """Return the names in a comma-separated list."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _parameter(default: Value, description: str, change: Change, **more: Any) -> Any:
    return dataclasses.field(default=default, metadata={"description": description, "change": change, **more})


@dataclass(frozen=True)
class Settings:
    """Values of all parameters; each field declares one parameter.

    Raises InputError if min_obstacle_height is not below max_obstacle_height.
    """

    weights: str = _parameter(
        "compact", "Name of shipped weights, or path to a .safetensors file.", Change.UNCONFIGURED
    )
    device: str = _parameter(
        "auto", "Device for inference: auto (a GPU if available), cpu, cuda, or cuda:N.", Change.UNCONFIGURED
    )
    precision: str = _parameter(
        "auto",
        "Number format of the networks: bf16, fp32, or auto for the faster one on the device.",
        Change.UNCONFIGURED,
        choices=PRECISIONS,
    )
    resolution: int = _parameter(
        128,
        "Voxels per side of the reconstructed view frustum; higher resolutions need more time and memory.",
        Change.LIVE,
        bounds=(64, 256),
        step=16,
    )
    autostart: bool = _parameter(
        True, "Configure and activate the node at startup; if false, a lifecycle manager does this.", Change.START
    )
    image_transport: str = _parameter(
        "raw",
        "Image transport: raw subscribes to image, compressed to image/compressed (JPEG or PNG).",
        Change.UNCONFIGURED,
        choices=("raw", "compressed"),
    )
    rectified: str = _parameter(
        "auto",
        "Whether images are rectified; rectified images use P of CameraInfo without distortion instead of K and D. "
        "auto: rectified if the last part of the topic's name begins with image_rect.",
        Change.LIVE,
        choices=("auto", "true", "false"),
    )
    fixed_hfov: float = _parameter(
        0.0,
        "Horizontal field of view of undistorted images, used instead of camera_info; 0 uses camera_info.",
        Change.LIVE,
        unit="degrees",
        bounds=(0, 179),
    )
    max_age: float = _parameter(
        0.0,
        "Maximum age of an image when its processing starts; older images are dropped. 0 accepts any age.",
        Change.LIVE,
        unit="s",
        bounds=(0, 3600),
    )
    max_rate: float = _parameter(
        0.0,
        "Maximum number of images processed per second; 0 sets no limit.",
        Change.LIVE,
        unit="Hz",
        bounds=(0, 1000),
    )
    input_timeout: float = _parameter(
        5.0,
        "Seconds without input after which the node warns and lists the topic's publishers.",
        Change.LIVE,
        unit="s",
        bounds=(0.5, 3600),
    )
    use_depth: bool = _parameter(
        False, "Use measured depth: subscribe to depth and depth/camera_info.", Change.UNCONFIGURED
    )
    depth_transport: str = _parameter(
        "raw",
        "Image transport of depth: raw subscribes to depth (16UC1 or 32FC1), compressedDepth to depth/compressedDepth.",
        Change.UNCONFIGURED,
        choices=("raw", "compressedDepth"),
    )
    use_points: bool = _parameter(
        False, "Use measured points, of a LiDAR or of visual SLAM: subscribe to points.", Change.UNCONFIGURED
    )
    depth_timeout: float = _parameter(
        0.1,
        "Maximum wait for depth and points after the arrival of their image, which is then reconstructed alone.",
        Change.LIVE,
        unit="s",
        bounds=(0, 10),
    )
    depth_tolerance: float = _parameter(
        0.02,
        "Maximum difference between the stamps of an image and of its depth or points.",
        Change.LIVE,
        unit="s",
        bounds=(0, 10),
    )
    depth_scale: Literal["metric", "unknown"] = _parameter(
        "metric",
        "Scale of depth, or of points without depth; unknown: right up to one factor, which is estimated.",
        Change.LIVE,
        choices=("metric", "unknown"),
    )
    depth_relative_noise: float = _parameter(
        0.0,
        "Standard deviation of depth in proportion to it, on top of a depth camera's; 0.1 for a depth network.",
        Change.LIVE,
        bounds=(0, 1),
    )
    odometry_frame: str = _parameter(
        "",
        "tf2 frame that does not move, such as odom, for the motion between depth and image; empty: no motion.",
        Change.UNCONFIGURED,
    )
    ground_frame: str = _parameter(
        "",
        "tf2 frame, z up, with z = 0 on the floor, such as base_footprint; empty: the floor is unknown.",
        Change.UNCONFIGURED,
    )
    target_frame: str = _parameter(
        "",
        "tf2 frame, z up, of clouds, markers, mesh, objects, voxels and occupancy; empty: the camera's optical frame.",
        Change.UNCONFIGURED,
    )
    transform_timeout: float = _parameter(
        0.2,
        "Maximum wait for a transform at the image's stamp; without that to target_frame the image is dropped.",
        Change.LIVE,
        unit="s",
        bounds=(0, 10),
    )
    published_classes: str = _parameter(
        "all",
        "Comma-separated classes in clouds, ~/markers, ~/mesh, ~/objects and ~/object_markers; ~/voxels, ~/occupancy "
        "and ~/instances contain all classes.",
        Change.LIVE,
        choices=(ALL, *NAMES),
        several=True,
    )
    voxel_size: float = _parameter(
        0.05,
        "Edge length of the cells in ~/voxels, ~/markers and ~/occupancy, and spacing of ~/obstacle_points.",
        Change.LIVE,
        unit="m",
        bounds=(0.01, 1),
    )
    voxel_encoding: str = _parameter(
        "raw",
        "Encoding of the arrays in ~/voxels; zlib saves bandwidth and takes more time.",
        Change.LIVE,
        choices=("raw", "zlib"),
    )
    voxel_instances: bool = _parameter(
        False, "Fill instances in ~/voxels with the ids of the objects, as in ~/objects and ~/instances.", Change.LIVE
    )
    min_object_score: float = _parameter(
        0.0,
        "Minimum score of objects in ~/objects and ~/object_markers.",
        Change.LIVE,
        bounds=(0, 1),
    )
    min_confidence: float = _parameter(
        0.0,
        "Minimum class probability of points in clouds and of cubes in ~/markers.",
        Change.LIVE,
        unit="probability",
        bounds=(0, 1),
    )
    max_points: int = _parameter(
        100000,
        "Maximum number of points in ~/tsdf_points and in ~/surface_points; larger clouds are subsampled evenly.",
        Change.LIVE,
        unit="points",
        bounds=(0, 10000000),
    )
    max_marker_points: int = _parameter(
        20000,
        "Maximum number of cubes in ~/markers; more are subsampled evenly. Large numbers stall RViz.",
        Change.LIVE,
        unit="cubes",
        bounds=(0, 100000),
    )
    marker_alpha: float = _parameter(1.0, "Opacity of ~/markers and ~/mesh.", Change.LIVE, bounds=(0, 1))
    max_mesh_triangles: int = _parameter(
        10000,
        "Maximum number of triangles in ~/mesh; larger meshes are decimated. Large numbers stall RViz.",
        Change.LIVE,
        unit="triangles",
        bounds=(0, 1000000),
    )
    mesh_colors: Literal["class", "image"] = _parameter(
        "class",
        "Colour ~/mesh by class or by the image; with image, occluded parts are pink.",
        Change.LIVE,
        choices=("class", "image"),
    )
    min_obstacle_height: float = _parameter(
        0.1,
        "Minimum height of ~/occupancy and ~/obstacle_points above the floor, or above z = 0 of target_frame.",
        Change.LIVE,
        unit="m",
        bounds=(-100, 100),
    )
    max_obstacle_height: float = _parameter(
        1.8,
        "Maximum height of ~/occupancy and ~/obstacle_points above the floor, or above z = 0 of target_frame.",
        Change.LIVE,
        unit="m",
        bounds=(-100, 100),
    )
    hidden_confidence: float = _parameter(
        0.5,
        "Minimum confidence of occluded voxels; others are unknown in ~/occupancy and no ~/obstacle_points.",
        Change.LIVE,
        unit="probability",
        bounds=(0, 1),
    )
    save_directory: str = _parameter(
        "~/.ros/svr_ros",
        "Folder for the files of ~/save_mesh, which cannot write elsewhere; ~ is the home directory.",
        Change.START,
    )
    service_timeout: float = _parameter(
        30.0,
        "Timeout of ~/reconstruct and ~/save_mesh.",
        Change.LIVE,
        unit="s",
        bounds=(0.1, 3600),
    )

    def __post_init__(self) -> None:
        """Check the values that depend on each other."""
        if self.min_obstacle_height >= self.max_obstacle_height:
            raise InputError(
                f"min_obstacle_height is {self.min_obstacle_height:g} and max_obstacle_height "
                f"{self.max_obstacle_height:g} m; expected the first below the second"
            )

    @property
    def class_names(self) -> Sequence[str]:
        """Return the names of the published classes."""
        names = split_names(self.published_classes)
        return NAMES if ALL in names else names

    def changed(self, values: Mapping[str, Value]) -> Settings:
        """Return a copy of these settings with new values; names outside the table are ignored."""
        table = {parameter.name: parameter for parameter in table_of(type(self))}
        known = {name: table[name].normalized(value) for name, value in values.items() if name in table}
        return dataclasses.replace(self, **known)


@dataclass(frozen=True)
class MapSettings(Settings):
    """Values of the parameters of the node `map`: those of `reconstruct`, and those of the map.

    Raises InputError if a range of heights cannot be read.
    """

    global_frame: str = _parameter(
        "map", "tf2 frame of the map, z up, in which the camera's poses are looked up.", Change.UNCONFIGURED
    )
    map_voxel_size: float = _parameter(
        0.05, "Edge length of the voxels of the map.", Change.UNCONFIGURED, unit="m", bounds=(0.01, 0.5)
    )
    map_rate: float = _parameter(
        1.0, "Maximum number of times per second that ~/map_* are published.", Change.LIVE, unit="Hz", bounds=(0.01, 30)
    )
    map_radius: float = _parameter(
        0.0,
        "Distance from the camera beyond which blocks leave the memory; 0 keeps everything.",
        Change.UNCONFIGURED,
        unit="m",
        bounds=(0, 10000),
    )
    map_archive: str = _parameter(
        "", "Folder for blocks beyond map_radius, which return later; empty: they are dropped.", Change.UNCONFIGURED
    )
    map_file: str = _parameter(
        "", "Map that is loaded when the node is configured, a .svrmap file; empty: an empty map.", Change.UNCONFIGURED
    )
    map_objects: bool = _parameter(
        True, "Keep the objects of the map for ~/map_objects and ~/map_object_markers.", Change.UNCONFIGURED
    )
    map_layers: str = _parameter(
        "both", "Layers of the map in ~/map_*.", Change.LIVE, choices=("measured", "guessed", "both")
    )
    map_region: float = _parameter(
        3.0, "Distance from the camera up to which ~/map_voxels extends.", Change.LIVE, unit="m", bounds=(0.5, 20)
    )
    map_heights: str = _parameter(
        "",
        "Further ranges of height such as 0.1:0.4,1.0:1.8 in metres, published as ~/map_occupancy_1 and so on.",
        Change.UNCONFIGURED,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _ = self.height_ranges

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
                    f"map_heights has {text!r}; expected ranges LOW:HIGH in metres, such as 0.1:0.4,1.0:1.8"
                )
            ranges.append((low, high))
        return ranges


def table_of(kind: type[Settings]) -> tuple[Parameter, ...]:
    """Return the parameters that a class of settings declares, in their order."""
    return tuple(Parameter(name=each.name, default=each.default, **each.metadata) for each in dataclasses.fields(kind))


TABLE: tuple[Parameter, ...] = table_of(Settings)
MAP_TABLE: tuple[Parameter, ...] = table_of(MapSettings)[len(TABLE) :]
"""Parameters of the node `map` that `reconstruct` has not."""

BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in TABLE}
