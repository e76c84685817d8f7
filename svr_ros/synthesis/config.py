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

"""Distributions of the cameras, views and photographs of generated images.

Values are drawn uniformly from ranges unless a field says otherwise. Lengths are in metres, angles in radians.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from svr_ros.synthesis.sensor_config import Range, SensorConfig

Subject = Literal["piece", "top", "under", "lamp", "wall", "corner", "floor", "past"]


class Heights(NamedTuple):
    """One component of the mixture of camera heights."""

    weight: float
    """Relative weight of the component."""

    metres: Range
    """Range of heights above the floor in metres."""


class Format(NamedTuple):
    """One component of the mixture of image formats."""

    weight: float
    """Relative weight of the component."""

    width: int
    """Width of the aspect ratio."""

    height: int
    """Height of the aspect ratio."""

    hfov: Range
    """Range of horizontal fields of view in radians."""


class Shot(NamedTuple):
    """One type of view: its subject, its distance and the conditions that a view of it must meet."""

    name: str
    """Name of the shot in statistics."""

    weight: float
    """Relative weight of the shot."""

    subject: Subject
    """Target of the camera: a piece of furniture, its top, the space under it, a lamp, a wall, a corner, the floor, or
    a target seen past a piece close to the camera."""

    distance: Range
    """Range of horizontal distances between camera and target in metres."""

    median_depth: Range
    """Accepted range of the median depth in metres."""

    min_furniture: float
    """Minimum fraction of the image that shows furniture; void objects count half."""

    from_wall: bool = False
    """Whether the camera stands close to a wall."""


_SHOTS = (
    Shot("apart", 0.18, "piece", (1.8, 4.2), (1.9, 4.5), 0.05),
    Shot("usual", 0.22, "piece", (1.5, 3.4), (1.2, 4.2), 0.22),
    Shot("close-up", 0.06, "piece", (0.8, 1.7), (0.8, 2.4), 0.3),
    Shot("desk top", 0.09, "top", (0.6, 1.8), (0.8, 2.6), 0.35),
    Shot("overview", 0.28, "piece", (2.2, 5.5), (1.7, 5.5), 0.2, from_wall=True),
    Shot("past something", 0.13, "past", (1.2, 3.5), (0.8, 4.0), 0.2),
    Shot("low", 0.06, "under", (0.9, 2.6), (0.8, 3.2), 0.2),
    Shot("wall", 0.02, "wall", (0.8, 2.5), (0.8, 2.8), 0.0),
    Shot("corner", 0.02, "corner", (1.2, 3.5), (0.9, 3.5), 0.0),
    Shot("through", 0.03, "corner", (1.8, 6.0), (0.9, 4.5), 0.0, from_wall=True),
    Shot("floor", 0.015, "floor", (0.4, 1.4), (0.7, 2.4), 0.0),
    Shot("lamp", 0.03, "lamp", (1.2, 4.0), (0.8, 4.5), 0.01),
)
"""Shots that match real frames of rooms, whose median depths are 1.5 to 3 m; desks and kitchens are closer."""

_FORMATS = (
    Format(0.42, 4, 3, (math.radians(54), math.radians(72))),  # depth cameras, webcams, most data sets
    Format(0.1, 4, 3, (math.radians(45), math.radians(110))),
    Format(0.17, 16, 9, (math.radians(55), math.radians(90))),
    Format(0.07, 16, 9, (math.radians(45), math.radians(110))),
    Format(0.07, 3, 2, (math.radians(45), math.radians(85))),
    Format(0.05, 1, 1, (math.radians(45), math.radians(100))),
    Format(0.08, 3, 4, (math.radians(45), math.radians(65))),  # phones held upright
    Format(0.04, 9, 16, (math.radians(45), math.radians(55))),
)


@dataclass(frozen=True)
class CameraConfig:
    """Distribution of the cameras and the conditions that their views must meet."""

    heights: tuple[Heights, ...] = (Heights(0.45, (0.2, 0.9)), Heights(0.55, (1.0, 1.9)))
    """Mixture of the camera's heights above the floor: robots and people."""

    pitch: Range = (math.radians(-60), math.radians(20))
    """Range of the camera's pitch in radians, positive upwards."""

    max_roll: float = math.radians(5)
    """Maximum roll in radians; rolls are normally distributed with half of it as standard deviation."""

    formats: tuple[Format, ...] = _FORMATS
    """Mixture of aspect ratios and fields of view."""

    widths: tuple[int, ...] = (320, 424, 480, 640, 640, 640, 640, 800, 960, 1280, 1280, 1920)
    """Pixels along the longer side of the source image, of which one is chosen."""

    principal_point_sigma: float = 0.012
    """Standard deviation of the principal point's offset, as a fraction of the image's longer side."""

    distortion_probability: float = 0.2
    """Probability that the lens has a (known and removed) distortion, which bends the border of the valid pixels."""

    distortion_k1: Range = (-0.3, 0.12)
    """Range of the coefficient k1 of that distortion in the plumb_bob model."""

    turn_probability: float = 0.1
    """Probability that the image was rotated after it was taken, which tilts the border of the valid pixels."""

    max_turn: float = math.radians(4)
    """Maximum angle of that rotation in radians."""

    shots: tuple[Shot, ...] = _SHOTS
    """Mixture of the types of views."""

    clearance: float = 0.12
    """Minimum distance in metres between the camera and any surface."""

    min_depth: float = 0.5
    """Minimum depth in metres of the surfaces in a view."""

    min_depth_past: float = 0.3
    """Minimum depth in metres in shots past a piece that is close to the camera."""

    close_depth: float = 0.8
    """Depth in metres below which a pixel counts as close."""

    max_close_fraction: float = 0.35
    """Maximum fraction of close pixels in a view."""

    past_close_fraction: Range = (0.06, 0.5)
    """Range of the fraction of close pixels in shots past a piece that is close to the camera."""

    far_depth: float = 6.0
    """Depth in metres beyond which a pixel counts as far; at most a third of a view's pixels are far."""

    mean_depth: Range = (0.0, math.inf)
    """Accepted range of the mean depth in metres."""

    two_classes_probability: float = 0.5
    """Probability that a view of furniture must show at least two classes."""

    min_novelty: float = 0.5
    """Minimum Hausdorff distance in metres between the surfaces that two views of one room show."""


ROBOT_AND_PEOPLE = CameraConfig()
"""Cameras of robots and of people."""

PUBLISHED = CameraConfig(
    heights=(Heights(1.0, (1.45, 1.85)),),
    pitch=(math.radians(-45), math.radians(-5)),
    max_roll=0.0,
    formats=(Format(1.0, 4, 3, (1.0, 1.0)),),
    widths=(640,),
    principal_point_sigma=0.0,
    distortion_probability=0.0,
    turn_probability=0.0,
    shots=(
        Shot("usual", 0.5, "piece", (1.5, 3.2), (1.25, 5.0), 0.25),
        Shot("overview", 0.5, "piece", (2.2, 4.5), (1.25, 5.0), 0.25, from_wall=True),
    ),
    min_depth=1.25,
    close_depth=1.25,
    mean_depth=(1.5, 3.5),
    two_classes_probability=0.65,
)
"""Cameras of the published data set (Denninger & Triebel 2023), which takes 25 such views of a house."""


@dataclass(frozen=True)
class SynthesisConfig:
    """Distribution of the images of generated rooms."""

    camera: CameraConfig = field(default_factory=CameraConfig)
    """Cameras and their views."""

    sensor: SensorConfig = field(default_factory=SensorConfig)
    """Optics, sensors and image processing."""

    photograph_probability: float = 0.0
    """Probability that a photograph from an installed package replaces a suitable texture; see `photographs.py`."""

    clutter: float = 1.0
    """Fraction of the small things of the class void that rooms keep; see `clutter.py`."""
