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

"""Tests of rooms with fewer small things."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import enclose
from svr_ros.synthesis.clutter import thin_clutter
from svr_ros.synthesis.config import SynthesisConfig
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.samples import make_sample
from svr_ros.synthesis.scene import Scene

_SEEDS = range(40)


def _small_void(scene: Scene) -> int:
    """Return the number of void solids that are small on their own."""
    boxes = (enclose([solid]) for solid in scene.solids if solid.label == Label.VOID)
    return sum(max(box[k + 3] - box[k] for k in range(3)) <= 0.8 for box in boxes)


def test_keeps_a_fraction() -> None:
    """A fifth of the clutter leaves about a fifth of the small void solids, and all of it changes nothing."""
    scenes = [build_room(seed) for seed in _SEEDS]
    assert all(thin_clutter(scene, 1.0, Random(0)) == scene for scene in scenes)
    none = sum(_small_void(thin_clutter(scene, 0.0, Random(0))) for scene in scenes)
    fifth = sum(_small_void(thin_clutter(scene, 0.2, Random(seed))) for seed, scene in enumerate(scenes))
    whole = sum(_small_void(scene) for scene in scenes)
    assert (fifth - none) / (whole - none) == pytest.approx(0.2, abs=0.06)


def test_items_keep_their_solids() -> None:
    """The rows of every item are its own solids, and everything that is not void stays."""
    for seed in _SEEDS:
        scene = build_room(seed)
        thin = thin_clutter(scene, 0.2, Random(seed))
        kept = [solid for solid in scene.solids if solid.label != Label.VOID]
        assert [solid for solid in thin.solids if solid.label != Label.VOID] == kept
        whole = {(item.name, item.x, item.y, item.bottom): item for item in scene.items}
        for item in thin.items:
            before = whole[item.name, item.x, item.y, item.bottom]
            assert set(thin.solids[item.first : item.end]) <= set(scene.solids[before.first : before.end])
        assert thin.instances.shape == (len(thin.solids),)


def test_samples_keep_their_view() -> None:
    """A sample with less clutter shows the same view, in which no surface comes nearer."""
    full, tidy = make_sample(3), make_sample(3, config=SynthesisConfig(clutter=0.2))
    np.testing.assert_array_equal(full.pose.rotation, tidy.pose.rotation)
    assert (tidy.depth >= full.depth - 1e-4).all()
    assert (tidy.depth > full.depth + 0.02).any()
