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

"""Sheet of the catalogue: one rendered piece of every form of furniture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from svr_ros.geometry.pose import Pose
from svr_ros.inference import rendering
from svr_ros.inference.rendering import RgbImage
from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.catalogue.forms import Form, Place
from svr_ros.synthesis.catalogue.table import CEILING, FORMS, build_example
from svr_ros.synthesis.materials import MaterialLibrary
from svr_ros.synthesis.render.render import render
from svr_ros.synthesis.render.world import pack_world
from svr_ros.synthesis.scene import ROOM_MATERIALS, Light, Lights, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.textures import PLAIN

_COLUMNS = 20
_SIZE = 160
_RAYS = 4
_TAN = 0.35
"""Half the width of a view at a distance of 1 m."""

_GREY = 0.4, 0.4, 0.41
"""Colour of the hall."""

_HALL = 12.0
"""Half the side of the hall that a piece stands in, in metres; its back is at the rear wall."""

_AZIMUTH, _ELEVATION = math.radians(28.0), math.radians(20.0)
_FROM_BELOW = math.radians(-12.0)
_WALL_HEIGHT = 1.0
"""Height in metres of the lower edge of pieces on walls."""


def distinct_forms(forms: Sequence[Form] = FORMS) -> list[Form]:
    """Return one form of each maker, by place, class and kind; small things are listed once for each surface."""
    places, makers = list(Place), {form.make: form for form in reversed(forms)}
    return sorted(makers.values(), key=lambda form: (places.index(form.place), form.label, form.kind, form.name))


def catalogue_sheet(forms: Sequence[Form]) -> RgbImage:
    """Return a sheet with a picture of each form and its name below."""
    panels = [rendering.labelled(draw_form(form), form.name) for form in tqdm(forms, unit="form")]
    return rendering.grid([panels[i : i + _COLUMNS] for i in range(0, len(panels), _COLUMNS)], gap=6)


def draw_form(form: Form, size: int = _SIZE) -> RgbImage:
    """Return an image of size x size pixels (a multiple of 8) of a piece of a form, always the same one."""
    # Build the piece
    materials = MaterialLibrary(Random(form.name))
    row = materials.add(PLAIN, _GREY, _GREY, specular=0.0)
    for _ in range(ROOM_MATERIALS - 1):
        materials.copy(row)
    piece = build_example(form, materials)
    # Put it into a grey hall, and render it
    height = CEILING if form.place is Place.CEILING else 2 * _HALL
    z = _WALL_HEIGHT if form.place is Place.WALL else 0.0
    solids = piece.placed(0.0, _HALL - piece.depth / 2, z, 0.0)
    shell = Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, height / 2, 0, 0, 0, _HALL, _HALL, height / 2, 0, 0, 0)
    pose, lights = _look_at(solids, _FROM_BELOW if form.place is Place.CEILING else _ELEVATION)
    scene = Scene(RoomSize(_HALL, _HALL, height), [shell, *solids], materials.rows, lights)
    return _to_srgb(render(pack_world(scene, pose), _TAN, _TAN, size, _RAYS).radiance)


def _look_at(solids: Sequence[Solid], elevation: float) -> tuple[Pose, Lights]:
    """Return the pose from which solids fill the view, and lights for it."""
    low, high = np.array(enclose(solids)).reshape(2, 3)
    centre, corners = (low + high) / 2, np.array(np.meshgrid(*np.stack([low, high], 1))).reshape(3, -1).T
    # Camera axes: x right, y down, z forward.
    forward = np.array(
        [-math.sin(_AZIMUTH) * math.cos(elevation), math.cos(_AZIMUTH) * math.cos(elevation), -math.sin(elevation)]
    )
    right = np.array([math.cos(_AZIMUTH), math.sin(_AZIMUTH), 0.0])
    rotation = np.stack([right, np.cross(forward, right), forward])
    local = (corners - centre) @ rotation.T
    distance = float((np.abs(local[:, :2]).max(1) / (0.92 * _TAN) - local[:, 2]).max())
    # A lamp at the left in front, above the camera, as strong at any distance.
    radius = max(1.0, float(np.linalg.norm(high - low)) / 2)
    lamp = centre + radius * np.array([-1.1, -1.8, 1.6 if elevation > 0 else 0.2])
    key = Light((lamp[0], lamp[1], max(lamp[2], 0.3)), (1.2 * radius**2,) * 3, 0.15 * radius)
    return Pose(rotation, centre - distance * forward), Lights(key, sky=(0.5, 0.5, 0.52), ground=(0.3, 0.29, 0.28))


def _to_srgb(radiance: NDArray[np.float32]) -> RgbImage:
    """Return linear radiance [H, W, 3] in sRGB (IEC 61966-2-1), with a soft shoulder."""
    linear = 1.0 - np.exp(-1.3 * radiance)  # bright lamps keep their shape
    curve = np.where(linear < 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(255 * curve).astype(np.uint8)
