"""Every parameter of the node: the one table that the node, config/reconstruct.yaml and docs/parameters.md follow."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor, SetParametersResult

from svr_ros.errors import InputError
from svr_ros.labels import NAMES

if TYPE_CHECKING:  # `svr replay` reads the table without ROS
    from rclpy.node import Node
    from rclpy.parameter import Parameter as RosParameter

ALL = "all"
Value = bool | int | float | str


class Change(Enum):
    """Say when a parameter can be changed."""

    START = "at start"
    UNCONFIGURED = "while unconfigured"
    LIVE = "any time"


@dataclass(frozen=True)
class Parameter:
    """Describe one parameter: bounds are inclusive and in its unit; an empty unit means a plain number or text."""

    name: str
    default: Value
    description: str
    change: Change
    unit: str = ""
    bounds: tuple[float, float] | None = None
    step: int = 0
    choices: tuple[str, ...] = ()
    several: bool = False
    """Some of the choices may be given, with commas between."""

    @property
    def range(self) -> str:
        """Return the allowed values for people; empty where all of the type are allowed."""
        if self.bounds:
            low, high = (int(bound) if float(bound).is_integer() else bound for bound in self.bounds)
            return f"{low} to {high}" + (f" in steps of {self.step}" if self.step else "")
        return ("some of " if self.several else "") + ", ".join(self.choices)

    def complaint(self, value: Value) -> str:
        """Return one sentence that says why value cannot be this parameter's; empty when it can."""
        expected = f"{self.range} {self.unit}".strip()
        if self.bounds and not self._within(value):
            return f"{self.name} is {value:g}; expected {expected}"
        if self.several:
            names = names_in(str(value))
            fits = names and set(names) <= set(self.choices)
            return "" if fits else f"{self.name} is {value!r}; expected {expected}"
        if self.choices and self.kept(value) not in self.choices:
            return f"{self.name} is {value!r}; expected one of {expected}"
        return ""

    def kept(self, value: Value) -> Value:
        """Return a value as settings hold it: the choices true and false, which YAML takes for others, as words."""
        return str(value).lower() if self.choices and isinstance(value, bool) else value

    def _within(self, value: float) -> bool:
        low, high = self.bounds
        return math.isfinite(value) and low <= value <= high and not (self.step and (value - low) % self.step)

    def descriptor(self) -> ParameterDescriptor:
        """Return what `ros2 param describe` shows, and what rclpy checks by itself."""
        descriptor = ParameterDescriptor(
            description=self.description,
            additional_constraints="; ".join(
                part
                for part in (
                    f"unit: {self.unit}" if self.unit else "",
                    ("" if self.several else "one of: ") + self.range if self.choices else "",
                    f"can be changed {self.change.value}",
                )
                if part
            ),
            read_only=self.change is Change.START,
            dynamic_typing="true" in self.choices,
        )
        if self.bounds and isinstance(self.default, float):
            # Without field checks the bits of an int would go over the wire as a double.
            low, high = (float(bound) for bound in self.bounds)
            descriptor.floating_point_range = [FloatingPointRange(from_value=low, to_value=high)]
        elif self.bounds:
            least, most = (int(bound) for bound in self.bounds)
            descriptor.integer_range = [IntegerRange(from_value=least, to_value=most, step=self.step)]
        return descriptor


def names_in(text: str) -> list[str]:
    """Return the names in a text that has commas between them."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _parameter(default: Value, description: str, change: Change, **more: Any) -> Any:
    return dataclasses.field(default=default, metadata={"description": description, "change": change, **more})


@dataclass(frozen=True)
class Settings:
    """Hold the value of every parameter; each field declares one. Raises InputError where two do not go together."""

    weights: str = _parameter(
        "compact", "Name of the shipped weights, or path of a .safetensors file.", Change.UNCONFIGURED
    )
    device: str = _parameter(
        "auto", "Where to compute: auto (a GPU if there is one), cpu, cuda, or cuda:N.", Change.UNCONFIGURED
    )
    resolution: int = _parameter(
        128,
        "Voxels per side of the reconstructed view frustum; finer costs more time and memory.",
        Change.LIVE,
        bounds=(64, 256),
        step=16,
    )
    autostart: bool = _parameter(
        True, "Configure and activate at start; false waits for a lifecycle manager.", Change.START
    )
    image_transport: str = _parameter(
        "raw",
        "Subscribe to image as sensor_msgs/Image, or to image/compressed, which is JPEG or PNG.",
        Change.UNCONFIGURED,
        choices=("raw", "compressed"),
    )
    rectified: str = _parameter(
        "auto",
        "Whether images are rectified: then P of CameraInfo holds, without distortion, instead of K and D; "
        "auto: when their topic is called image_rect or begins so.",
        Change.LIVE,
        choices=("auto", "true", "false"),
    )
    fixed_hfov: float = _parameter(
        0.0,
        "Horizontal field of view of images without distortion, used in place of camera_info; 0 uses camera_info.",
        Change.LIVE,
        unit="degrees",
        bounds=(0, 179),
    )
    max_age: float = _parameter(
        0.0,
        "Drop images whose stamp lies further back when their turn comes; 0 takes any.",
        Change.LIVE,
        unit="s",
        bounds=(0, 3600),
    )
    max_rate: float = _parameter(
        0.0,
        "Most images processed per second; 0 means as many as the machine can.",
        Change.LIVE,
        unit="Hz",
        bounds=(0, 1000),
    )
    input_timeout: float = _parameter(
        5.0,
        "After so long without an image or camera_info, say which topic it is and who publishes it.",
        Change.LIVE,
        unit="s",
        bounds=(0.5, 3600),
    )
    target_frame: str = _parameter(
        "",
        "Frame of clouds, markers, mesh, voxels and occupancy, its z up, by tf2; empty: the camera's optical frame.",
        Change.UNCONFIGURED,
    )
    transform_timeout: float = _parameter(
        0.2,
        "Wait so long for the transform to target_frame at the image's stamp; without it the image is dropped.",
        Change.LIVE,
        unit="s",
        bounds=(0, 10),
    )
    published_classes: str = _parameter(
        "all",
        "Classes in clouds, ~/markers and ~/mesh, names with commas between; ~/voxels and ~/occupancy have all.",
        Change.LIVE,
        choices=(ALL, *NAMES),
        several=True,
    )
    voxel_size: float = _parameter(
        0.05,
        "Edge of the cubes in ~/voxels, ~/markers and ~/occupancy, and distance of ~/obstacle_points.",
        Change.LIVE,
        unit="m",
        bounds=(0.01, 1),
    )
    voxel_encoding: str = _parameter(
        "raw",
        "How ~/voxels packs its arrays; zlib saves bandwidth and costs time.",
        Change.LIVE,
        choices=("raw", "zlib"),
    )
    min_confidence: float = _parameter(
        0.0,
        "Leave out of clouds and ~/markers what the network is less sure of.",
        Change.LIVE,
        unit="probability",
        bounds=(0, 1),
    )
    max_points: int = _parameter(
        100000,
        "Most points in ~/tsdf_points and in ~/surface_points; of more, an even share is sent.",
        Change.LIVE,
        unit="points",
        bounds=(0, 10000000),
    )
    max_marker_points: int = _parameter(
        20000,
        "Most cubes in ~/markers; of more, an even share is shown. Large numbers stall RViz.",
        Change.LIVE,
        unit="cubes",
        bounds=(0, 100000),
    )
    marker_alpha: float = _parameter(1.0, "Opacity of ~/markers and ~/mesh.", Change.LIVE, bounds=(0, 1))
    max_mesh_triangles: int = _parameter(
        10000,
        "Most triangles in ~/mesh; a finer surface is simplified. Large numbers stall RViz.",
        Change.LIVE,
        unit="triangles",
        bounds=(0, 1000000),
    )
    mesh_colors: Literal["class", "image"] = _parameter(
        "class",
        "Colour ~/mesh by the class or by the image, where hidden parts are pink.",
        Change.LIVE,
        choices=("class", "image"),
    )
    min_obstacle_height: float = _parameter(
        0.1,
        "Lowest height in ~/occupancy and ~/obstacle_points, above the floor, or above z = 0 of target_frame.",
        Change.LIVE,
        unit="m",
        bounds=(-100, 100),
    )
    max_obstacle_height: float = _parameter(
        1.8,
        "Largest height in ~/occupancy and ~/obstacle_points, measured likewise.",
        Change.LIVE,
        unit="m",
        bounds=(-100, 100),
    )
    hidden_confidence: float = _parameter(
        0.5,
        "What the camera does not see and the network is less sure of is unknown in ~/occupancy and no obstacle.",
        Change.LIVE,
        unit="probability",
        bounds=(0, 1),
    )
    save_directory: str = _parameter(
        "~/.ros/svr_ros", "Folder that ~/save_mesh writes to and never leaves; ~ is the home directory.", Change.START
    )
    service_timeout: float = _parameter(
        30.0,
        "Longest time until ~/reconstruct and ~/save_mesh answer.",
        Change.LIVE,
        unit="s",
        bounds=(0.1, 3600),
    )

    def __post_init__(self) -> None:
        if self.min_obstacle_height >= self.max_obstacle_height:
            raise InputError(
                f"min_obstacle_height is {self.min_obstacle_height:g} and max_obstacle_height "
                f"{self.max_obstacle_height:g} m; expected the first below the second"
            )

    @property
    def class_names(self) -> Sequence[str]:
        """Return the names of the published classes."""
        names = names_in(self.published_classes)
        return NAMES if ALL in names else names

    def changed(self, values: Mapping[str, Value]) -> Settings:
        """Return these settings with new values; names that are no parameter of this table are left out."""
        kept = {name: BY_NAME[name].kept(value) for name, value in values.items() if name in BY_NAME}
        return dataclasses.replace(self, **kept)


TABLE: tuple[Parameter, ...] = tuple(
    Parameter(name=field.name, default=field.default, **field.metadata) for field in dataclasses.fields(Settings)
)
BY_NAME = {parameter.name: parameter for parameter in TABLE}


def declare(node: Node) -> Settings:
    """Declare the whole table on a node; return its settings with the overrides of files and command line.

    Raises InputError for an override that does not fit.
    """
    from rclpy.exceptions import InvalidParameterTypeException, InvalidParameterValueException

    values = {}
    for parameter in TABLE:
        try:
            value = node.declare_parameter(parameter.name, parameter.default, parameter.descriptor()).value
        except InvalidParameterTypeException as error:
            expected = type(parameter.default).__name__
            raise InputError(f"parameter {parameter.name} has another type; expected {expected} ({error})") from error
        except InvalidParameterValueException as error:
            raise InputError(str(error)) from error
        if complaint := parameter.complaint(value):
            raise InputError(f"parameter {complaint}")
        values[parameter.name] = parameter.kept(value)
    return Settings(**values)


def check(parameters: list[RosParameter], unconfigured: bool) -> SetParametersResult:
    """Judge new values, given whether the node is unconfigured; the reason is one sentence."""
    for given in parameters:
        parameter = BY_NAME.get(given.name)
        if parameter is None:
            continue
        reason = parameter.complaint(given.value)
        if not reason and parameter.change is Change.UNCONFIGURED and not unconfigured:
            reason = f"{given.name} can be changed while the node is unconfigured; deactivate and clean it up first"
        if reason:
            return SetParametersResult(successful=False, reason=reason)
    return SetParametersResult(successful=True)
