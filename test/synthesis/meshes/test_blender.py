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

"""Colours by Blender: the same surfaces at the same pixels. Runs where SVR_BLENDER names a Blender."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.synthesis.meshes.blender import VARIABLE, Blender, find_blender
from svr_ros.synthesis.meshes.folder import MeshSamples
from svr_ros.synthesis.meshes.freespace import FreeSpaceConfig
from svr_ros.synthesis.meshes.rendering import radiance
from svr_ros.synthesis.meshes.samples import mesh_sample

FRUSTUM = Frustum()
SIZE = 48
SPACE = FreeSpaceConfig(spacing=0.1)


@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no Blender")
def test_blender_shows_what_we_show(small_room: Any, tmp_path: Path) -> None:
    """Path-traced light differs from ours, but edges, colours and textures are at the same pixels."""
    room = MeshSamples(small_room.write["obj, y up"](tmp_path), space=SPACE).room(0)
    blender = Blender(find_blender().program, samples=24)
    sample = mesh_sample(room, 1, FRUSTUM, SIZE, blender=blender)
    assert sample.image[sample.valid].std() > 10
    ours = radiance(room.field, sample.pose, FRUSTUM, SIZE, 2, sample.lighting, np.random.default_rng(0))
    theirs = blender.radiance(room.field.mesh, sample.pose, FRUSTUM, SIZE, sample.lighting, 1)
    assert (theirs.shape, theirs.dtype) == (ours.shape, ours.dtype)
    assert 0.5 < theirs.mean() / ours.mean() < 2
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.85
    for turned in (theirs[::-1], theirs[:, ::-1], theirs.transpose(1, 0, 2)):
        assert np.corrcoef(ours.ravel(), turned.ravel())[0, 1] < 0.8


def test_what_is_wrong_is_said(small_room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="Blender is not found; expected SVR_BLENDER to name it"):
        find_blender()
    room = MeshSamples(small_room.write["glb"](tmp_path), space=SPACE).room(0)
    for program, message in (("/nowhere/blender", "cannot be run as /nowhere/blender"), ("/bin/false", "failed")):
        with pytest.raises(InputError, match=message):
            mesh_sample(room, 1, FRUSTUM, 16, blender=Blender(Path(program)))
