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

"""Table of the parameters of the node `reconstruct`, which config/reconstruct.yaml and docs/parameters.md follow."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from svr_ros.errors import InputError
from svr_ros.inference.selection import MAX_DISTANCE_ERROR
from svr_ros.labels import NAMES
from svr_ros.precision import PRECISIONS
from svr_ros.ros.parameter_table import Change, Parameter, Scope, Value, parameter, split_names, table_of

ALL = "all"


@dataclass(frozen=True)
class Settings:
    """Values of all parameters; each field declares one parameter.

    Raises:
        InputError: If min_obstacle_height is not below max_obstacle_height.
    """

    weights: str = parameter("compact", "Name of shipped weights, or path to a .safetensors file.", Change.UNCONFIGURED)
    device: str = parameter(
        "auto", "Device for inference: auto (a GPU if available), cpu, cuda, or cuda:N.", Change.UNCONFIGURED
    )
    precision: str = parameter(
        "auto",
        "Number format of the networks: fp32, bf16, fp16 (GPUs), or auto for the fastest one on the device.",
        Change.UNCONFIGURED,
        choices=PRECISIONS,
    )
    backend: str = parameter(
        "auto",
        "Library that computes the networks: torch, onnx (ONNX Runtime), tensorrt, or auto: onnx for exported weights "
        "on a CPU in fp32, else torch.",
        Change.UNCONFIGURED,
        choices=("auto", "torch", "onnx", "tensorrt"),
    )
    resolution: int = parameter(
        128,
        "Voxels per side of the reconstructed view frustum; higher resolutions need more time and memory.",
        Change.LIVE,
        scope=Scope.INPUT,
        bounds=(64, 256),
        step=16,
    )
    autostart: bool = parameter(
        True, "Configure and activate the node at startup; if false, a lifecycle manager does this.", Change.START
    )
    image_transport: str = parameter(
        "raw",
        "Image transport: raw subscribes to image, compressed to image/compressed (JPEG or PNG).",
        Change.UNCONFIGURED,
        choices=("raw", "compressed"),
    )
    rectified: str = parameter(
        "auto",
        "Whether images are rectified; rectified images use P of CameraInfo without distortion instead of K and D. "
        "auto: rectified if the last part of the topic's name begins with image_rect.",
        Change.LIVE,
        scope=Scope.INPUT,
        choices=("auto", "true", "false"),
    )
    fixed_hfov: float = parameter(
        0.0,
        "Horizontal field of view of undistorted images, used instead of camera_info; 0 uses camera_info.",
        Change.LIVE,
        scope=Scope.INPUT,
        unit="degrees",
        bounds=(0, 179),
    )
    max_age: float = parameter(
        0.0,
        "Maximum age of an image when its processing starts; older images are dropped. 0 accepts any age.",
        Change.LIVE,
        unit="s",
        bounds=(0, 3600),
    )
    max_rate: float = parameter(
        0.0,
        "Maximum number of images processed per second; 0 sets no limit.",
        Change.LIVE,
        scope=Scope.INPUT,
        unit="Hz",
        bounds=(0, 1000),
    )
    input_timeout: float = parameter(
        5.0,
        "Seconds without input after which the node warns and lists the topic's publishers.",
        Change.LIVE,
        unit="s",
        bounds=(0.5, 3600),
    )
    use_depth: bool = parameter(
        False, "Use measured depth: subscribe to depth and depth/camera_info.", Change.UNCONFIGURED
    )
    depth_transport: str = parameter(
        "raw",
        "Image transport of depth: raw subscribes to depth (16UC1 or 32FC1), compressedDepth to depth/compressedDepth.",
        Change.UNCONFIGURED,
        choices=("raw", "compressedDepth"),
    )
    use_points: bool = parameter(
        False, "Use measured points, of a LiDAR or of visual SLAM: subscribe to points.", Change.UNCONFIGURED
    )
    depth_timeout: float = parameter(
        0.1,
        "Maximum wait for depth and points after the arrival of their image, which is then reconstructed alone.",
        Change.LIVE,
        scope=Scope.INPUT,
        unit="s",
        bounds=(0, 10),
    )
    depth_tolerance: float = parameter(
        0.02,
        "Maximum difference between the stamps of an image and of its depth or points.",
        Change.LIVE,
        scope=Scope.INPUT,
        unit="s",
        bounds=(0, 10),
    )
    depth_scale: Literal["metric", "unknown"] = parameter(
        "metric",
        "Scale of depth, or of points without depth; unknown: right up to one factor, which is estimated.",
        Change.LIVE,
        scope=Scope.INPUT,
        choices=("metric", "unknown"),
    )
    depth_relative_noise: float = parameter(
        0.0,
        "Standard deviation of depth in proportion to it, on top of a depth camera's; 0.1 for a depth network.",
        Change.LIVE,
        scope=Scope.INPUT,
        bounds=(0, 1),
    )
    odometry_frame: str = parameter(
        "",
        "tf2 frame that does not move, such as odom, for the motion between depth and image; empty: no motion.",
        Change.UNCONFIGURED,
        scope=Scope.INPUT,
    )
    ground_frame: str = parameter(
        "",
        "tf2 frame, z up, with z = 0 on the floor, such as base_footprint; empty: the floor is unknown.",
        Change.UNCONFIGURED,
        scope=Scope.INPUT,
    )
    target_frame: str = parameter(
        "",
        "tf2 frame, z up, of clouds, markers, mesh, objects, voxels and occupancy; empty: the camera's optical frame.",
        Change.UNCONFIGURED,
    )
    transform_timeout: float = parameter(
        0.2,
        "Maximum wait for a transform at the image's stamp; without that to target_frame the image is dropped.",
        Change.LIVE,
        unit="s",
        bounds=(0, 10),
    )
    published_classes: str = parameter(
        "all",
        "Comma-separated classes in clouds, ~/markers, ~/mesh, ~/objects and ~/object_markers; ~/voxels, ~/occupancy "
        "and ~/instances contain all classes.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        choices=(ALL, *NAMES),
        several=True,
    )
    voxel_size: float = parameter(
        0.05,
        "Edge length of the cells in ~/voxels, ~/markers and ~/occupancy, and spacing of ~/obstacle_points.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="m",
        bounds=(0.01, 1),
    )
    voxel_encoding: str = parameter(
        "raw",
        "Encoding of the arrays in ~/voxels; zlib saves bandwidth and takes more time.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        choices=("raw", "zlib"),
    )
    voxel_instances: bool = parameter(
        False,
        "Fill instances in ~/voxels with the ids of the objects, as in ~/objects and ~/instances.",
        Change.LIVE,
        scope=Scope.OUTPUT,
    )
    min_object_score: float = parameter(
        0.0,
        "Minimum score of objects in ~/objects and ~/object_markers.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        bounds=(0, 1),
    )
    min_confidence: float = parameter(
        0.0,
        "Minimum class probability of points in clouds and of cubes in ~/markers.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="probability",
        bounds=(0, 1),
    )
    max_distance_error: float = parameter(
        MAX_DISTANCE_ERROR,
        "Maximum standard deviation of the distance of hidden surfaces in ~/surface_points, ~/obstacle_points and "
        "~/mesh, if the weights predict it; 10 keeps everything.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="m",
        bounds=(0, 10),
    )
    max_points: int = parameter(
        100000,
        "Maximum number of points in ~/tsdf_points and in ~/surface_points; larger clouds are subsampled evenly.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="points",
        bounds=(0, 10000000),
    )
    max_marker_points: int = parameter(
        20000,
        "Maximum number of cubes in ~/markers; more are subsampled evenly. Large numbers stall RViz.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="cubes",
        bounds=(0, 100000),
    )
    marker_alpha: float = parameter(
        1.0, "Opacity of ~/markers and ~/mesh.", Change.LIVE, scope=Scope.OUTPUT, bounds=(0, 1)
    )
    max_mesh_triangles: int = parameter(
        10000,
        "Maximum number of triangles in ~/mesh; larger meshes are decimated. Large numbers stall RViz.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="triangles",
        bounds=(0, 1000000),
    )
    mesh_colors: Literal["class", "image"] = parameter(
        "class",
        "Colour ~/mesh by class or by the image; with image, occluded parts are pink.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        choices=("class", "image"),
    )
    min_obstacle_height: float = parameter(
        0.1,
        "Minimum height of ~/occupancy and ~/obstacle_points above z = 0 of target_frame, else above the floor.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="m",
        bounds=(-100, 100),
    )
    max_obstacle_height: float = parameter(
        1.8,
        "Maximum height of ~/occupancy and ~/obstacle_points above z = 0 of target_frame, else above the floor.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="m",
        bounds=(-100, 100),
    )
    hidden_confidence: float = parameter(
        0.5,
        "Minimum confidence of occluded voxels; others are unknown in ~/occupancy and no ~/obstacle_points.",
        Change.LIVE,
        scope=Scope.OUTPUT,
        unit="probability",
        bounds=(0, 1),
    )
    save_directory: str = parameter(
        "~/.ros/svr_ros",
        "Folder for the files of ~/save_mesh, which cannot write elsewhere; ~ is the home directory.",
        Change.START,
    )
    service_timeout: float = parameter(
        30.0,
        "Timeout of ~/reconstruct, ~/save_mesh and the services of the map.",
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


TABLE: tuple[Parameter, ...] = table_of(Settings)
BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in TABLE}
