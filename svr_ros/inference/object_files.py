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

"""Objects of scenes as JSON; docs/objects.md documents the file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from svr_ros.inference.files import write_atomically
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.reconstruction import Reconstruction

SCHEMA_VERSION = 1
_DIGITS = 4


def scene_entry(reconstruction: Reconstruction) -> dict[str, Any]:
    """Return the objects of a scene, with the direction up and the ground, as an entry of the file."""
    ground = reconstruction.camera_from_ground
    return {
        "up": _rounded(ground[:3, 2]),
        "camera_height": round(float(-ground[:3, 2] @ ground[:3, 3]), _DIGITS),
        "objects": [object_entry(one) for one in reconstruction.objects()],
    }


def map_entry(objects: Sequence[SceneObject]) -> dict[str, Any]:
    """Return the objects of a map, whose z axis is up, as an entry of the file."""
    return {"up": [0.0, 0.0, 1.0], "objects": [object_entry(one) for one in objects]}


def object_entry(one: SceneObject) -> dict[str, Any]:
    """Return an object as an entry of the file."""
    return {
        "id": one.id,
        "class": one.name,
        "class_id": int(one.label),
        "score": round(one.score, _DIGITS),
        "centre": _rounded(one.centre),
        "size": _rounded(one.size),
        "orientation": _rounded(one.box.quaternion()),
        "yaw": round(one.yaw, _DIGITS),
        "voxels": one.voxels,
        "seen": round(one.seen, _DIGITS),
        "measured": round(one.measured, _DIGITS),
        "guessed": round(one.guessed, _DIGITS),
    }


def write_objects(scenes: Mapping[str, dict[str, Any]], path: Path) -> None:
    """Write the entries of scenes by their name; the file appears whole or not at all.

    Raises:
        InputError: If the file cannot be written.
    """
    text = json.dumps({"version": SCHEMA_VERSION, "scenes": scenes}, indent=1, allow_nan=False)
    # Put lists of numbers on one line
    text = re.sub(r"\[[^\[\]{}]*\]", lambda match: re.sub(r"\s+", " ", match[0]), text) + "\n"
    write_atomically(path, lambda partial: partial.write_text(text))


def _rounded(values: Any) -> list[float]:
    return [round(float(value), _DIGITS) for value in values]
