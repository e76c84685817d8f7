"""What is drawn for every picture, as ranges and shares: where cameras are, what they see of a room and how well.

Ranges are drawn from evenly unless something else is said; lengths in metres, angles in radians.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Range = tuple[float, float]
Subject = Literal["piece", "top", "under", "lamp", "wall", "corner", "floor", "past"]


class Heights(NamedTuple):
    """A weight and the range of heights above the floor, in metres, of one kind of camera."""

    weight: float
    metres: Range


class Format(NamedTuple):
    """A weight and the shape of one kind of picture: width by height, and its horizontal field of view in radians."""

    weight: float
    width: int
    height: int
    hfov: Range


class Shot(NamedTuple):
    """A way to take a picture.

    `subject` is what it is taken of: a piece of furniture, the top of one, what is under or in one, a lamp, a wall, a
    corner, the floor, or something past a piece that stands close before the camera. `distance` (m) is how far from the
    camera, along the floor; `from_wall` puts the camera near a wall. `median` (m) bounds the median depth and
    `furniture` is the least share of the picture that shows pieces.
    """

    name: str
    weight: float
    subject: Subject
    distance: Range
    median: Range
    furniture: float
    from_wall: bool = False


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
"""Real frames of rooms have median depths of 1.5 to 3 m, their nearest tenth at 1 to 2 m; desks and kitchens less."""

_FORMATS = (
    Format(0.42, 4, 3, (math.radians(54), math.radians(72))),  # depth cameras, webcams, most data sets
    Format(0.1, 4, 3, (math.radians(45), math.radians(110))),
    Format(0.17, 16, 9, (math.radians(55), math.radians(90))),
    Format(0.07, 16, 9, (math.radians(45), math.radians(110))),
    Format(0.07, 3, 2, (math.radians(45), math.radians(85))),
    Format(0.05, 1, 1, (math.radians(45), math.radians(100))),
    Format(0.08, 3, 4, (math.radians(45), math.radians(65))),  # telephones held upright
    Format(0.04, 9, 16, (math.radians(45), math.radians(55))),
)


@dataclass(frozen=True)
class CameraConfig:
    """Describe the cameras, and which of their views are taken."""

    heights: tuple[Heights, ...] = (Heights(0.45, (0.2, 0.9)), Heights(0.55, (1.0, 1.9)))
    """Robots, and people who hold a camera."""

    pitch: Range = (math.radians(-60), math.radians(20))
    """Up is positive."""

    roll: float = math.radians(5)
    """The most; its sigma is half of that."""

    formats: tuple[Format, ...] = _FORMATS
    widths: tuple[int, ...] = (320, 424, 480, 640, 640, 640, 640, 800, 960, 1280, 1280, 1920)
    """Pixels along the longer side of the source, one drawn."""

    principal: float = 0.012
    """Sigma of the principal point's offset from the middle, as a share of the picture's longer side."""

    distorted: float = 0.2
    """Share of cameras whose distortion (known, and taken away) bends the border of what they see,"""

    distortion: Range = (-0.3, 0.12)
    """by this k1 of the plumb_bob model."""

    turned: float = 0.1
    """Share of pictures that were turned upright, so that the border of what they show is not,"""

    turn: float = math.radians(4)
    """by at most this."""

    shots: tuple[Shot, ...] = _SHOTS
    clearance: float = 0.12
    """From the camera to the nearest surface on any side."""

    near: float = 0.5
    """Depth of the nearest surface that is seen,"""

    near_past: float = 0.3
    """and where something stands close before the camera ("past")."""

    close: float = 0.8
    """What is nearer than this may take"""

    most_close: float = 0.35
    """so much of the picture, and"""

    past: Range = (0.06, 0.5)
    """so much where something stands close before the camera."""

    far: float = 6.0
    """Depth beyond which a picture tells nothing; at most a third of it is further away."""

    mean_depth: Range = (0.0, math.inf)
    variety: float = 0.5
    """Share of the views of furniture that show two classes at least."""

    novelty: float = 0.5
    """Least Hausdorff distance between what two views of the same room see."""


ROBOT_AND_PEOPLE = CameraConfig()
"""Cameras of robots and of people."""

PUBLISHED = CameraConfig(
    heights=(Heights(1.0, (1.45, 1.85)),),
    pitch=(math.radians(-45), math.radians(-5)),
    roll=0.0,
    formats=(Format(1.0, 4, 3, (1.0, 1.0)),),
    widths=(640,),
    principal=0.0,
    distorted=0.0,
    turned=0.0,
    shots=(
        Shot("usual", 0.5, "piece", (1.5, 3.2), (1.25, 5.0), 0.25),
        Shot("overview", 0.5, "piece", (2.2, 4.5), (1.25, 5.0), 0.25, from_wall=True),
    ),
    near=1.25,
    close=1.25,
    mean_depth=(1.5, 3.5),
    variety=0.65,
)
"""The cameras of the published data set (Denninger & Triebel 2023), which takes 25 such views of a house."""


@dataclass(frozen=True)
class SensorConfig:
    """Ranges from which each picture's optics, sensor and processing are drawn, and how often each effect happens.

    Lengths are in pixels of the camera's own picture unless they are said to be the canonical view's; what is smaller
    than a pixel of the canonical view fades accordingly. Light is linear, white is 1.
    """

    exposure: Range = (0.13, 0.3)
    """What the automatic exposure brings a percentile of the light to, evenly in its logarithm,"""

    metering: Range = (0.4, 0.75)
    """that is this share of the picture's pixels;"""

    highlights: Range = (1.0, 4.0)
    """no more than that the brightest twentieth begins at this, of which what is above 1 is lost."""

    dark: float = 0.04
    dark_gain: Range = (0.2, 0.5)
    bright: float = 0.04
    bright_gain: Range = (1.4, 2.2)
    """Exposures that fail."""

    grey_world: Range = (0.0, 0.7)
    """How much of the light's colour the white balance takes away,"""

    tint: float = 0.06
    """and the sigma of what it gets wrong, in natural logarithms."""

    glow: float = 0.3
    glow_strength: Range = (0.01, 0.06)
    """Share of too bright light that spreads around its source."""

    soft: float = 0.6
    soft_sigma: Range = (0.4, 1.5)
    motion: float = 0.08
    motion_length: Range = (1.0, 5.0)
    """Canonical pixels that the picture moves during the exposure, to any side,"""

    spin: Range = (-0.012, 0.012)
    zoom: Range = (-0.012, 0.012)
    """and how much it turns (radians) and grows meanwhile."""

    vignetting: Range = (0.0, 0.35)
    """Light that is lost in the corners."""

    flicker: float = 0.06
    flicker_depth: Range = (0.03, 0.2)
    flicker_bands: Range = (1.0, 5.0)
    """Brightness bands of mains light on rolling shutters: depth, and their number in a picture."""

    dust: float = 0.03
    dust_depth: Range = (0.05, 0.3)
    residual: float = 0.15
    residual_shift: Range = (-1.0, 1.0)
    """What calibration leaves of the lens distortion, canonical pixels at the corners."""

    rolling: float = 0.07
    rolling_shift: Range = (-0.7, 0.7)
    """How far rolling shutters move the first and the last row, canonical pixels."""

    aberration: float = 0.1
    aberration_shift: Range = (-0.5, 0.5)
    """How far red and blue part from green, canonical pixels at the corners."""

    mono: float = 0.05
    """Share of cameras without colours."""

    photon_noise: Range = (0.0, 0.035)
    """Sigma of the noise at white, which goes with the root of the light,"""

    read_noise: Range = (0.0, 0.008)
    """and of the noise in the dark."""

    mosaic: float = 0.5
    edge_aware: float = 0.5
    """Cameras with a Bayer mosaic, and those of them whose demosaicing goes along edges."""

    defects: float = 0.03
    most_defects: int = 6
    """Dead and hot pixels."""

    local_tone: float = 0.15
    local_strength: Range = (0.1, 0.4)
    """How much of the differences between bright and dark regions a telephone takes away."""

    denoise: float = 0.12
    denoise_strength: Range = (0.01, 0.04)
    """Differences between neighbours (share of white) below which noise reduction smears."""

    gamma: Range = (1.9, 2.5)
    shoulder: Range = (0.0, 1.5)
    contrast: Range = (0.2, 1.0)
    black: Range = (0.0, 0.1)
    saturation: Range = (0.85, 1.6)
    sharpening: Range = (0.0, 1.5)
    jpeg: float = 0.7
    jpeg_quality: Range = (30.0, 96.0)
    video: float = 0.06
    video_step: Range = (8.0, 40.0)
    """Quantisation step of a video stream of a low bit rate."""

    kernels: tuple[float, float, float] = (0.06, 0.8, 0.14)
    """Shares of the ways to enlarge small pictures: nearest neighbour, bilinear, bicubic."""


CLEAN = SensorConfig(
    dark=0,
    bright=0,
    grey_world=(0, 0),
    tint=0,
    glow=0,
    soft=0,
    motion=0,
    vignetting=(0, 0),
    flicker=0,
    dust=0,
    residual=0,
    rolling=0,
    aberration=0,
    mono=0,
    photon_noise=(0, 0),
    read_noise=(0, 0),
    mosaic=0,
    defects=0,
    local_tone=0,
    denoise=0,
    gamma=(2.2, 2.2),
    shoulder=(0, 0),
    contrast=(0, 0),
    black=(0, 0),
    saturation=(1, 1),
    sharpening=(0, 0),
    jpeg=0,
    video=0,
)
"""A camera that exposes well and does nothing else to the light."""


@dataclass(frozen=True)
class SynthesisConfig:
    """Describe how pictures of rooms are taken."""

    camera: CameraConfig = field(default_factory=CameraConfig)
    sensor: SensorConfig = field(default_factory=SensorConfig)
    photographs: float = 0.0
    """Share of the textures that photographs from installed packages replace (see `photographs.py`)."""
