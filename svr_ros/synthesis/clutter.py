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

"""Rooms with fewer small things, to measure the effect of clutter on training."""

from __future__ import annotations

from random import Random

from svr_ros.labels import Label
from svr_ros.synthesis.bounds import Bounds, enclose
from svr_ros.synthesis.scene import Item, Scene, Solid

_MAX_SIZE = 0.8
"""Longest side of a thing that counts as clutter, in metres."""

_TOUCHING = 0.005
"""Distance in metres within which the boxes of two consecutive solids are parts of one thing."""


def thin_clutter(scene: Scene, fraction: float, rng: Random) -> Scene:
    """Return a scene that keeps each small thing of the class void with a probability.

    A thing is a run of consecutive void solids of one item whose boxes touch. Parts of the building are kept.

    Args:
        scene: The scene, which stays as it is.
        fraction: Probability from 0 to 1 that a thing is kept.
        rng: Generator that selects the things.
    """
    solids: list[Solid] = []
    items: list[Item] = []
    done = 0
    for item in scene.items:
        # Copy the solids between items, then the things of the item that are kept
        solids += scene.solids[done : item.first]
        first, done = len(solids), item.end
        for thing in _things(scene.solids[item.first : item.end]):
            if item.built or not _is_clutter(thing) or rng.random() < fraction:
                solids += thing
        if len(solids) > first:
            items.append(item._replace(first=first, end=len(solids)))
    solids += scene.solids[done:]
    return Scene(scene.size, solids, scene.materials, scene.lights, scene.decals, items)


def _things(solids: list[Solid]) -> list[list[Solid]]:
    """Return consecutive solids in groups: void solids that touch, and all others one by one."""
    groups: list[list[Solid]] = []
    box: Bounds | None = None
    for solid in solids:
        own = enclose([solid]) if solid.label == Label.VOID else None
        if box is not None and own is not None and _touch(box, own):
            groups[-1].append(solid)
            box = enclose(groups[-1])
        else:
            groups.append([solid])
            box = own
    return groups


def _touch(a: Bounds, b: Bounds) -> bool:
    """Return whether two boxes touch."""
    return all(a[k] <= b[k + 3] + _TOUCHING and b[k] <= a[k + 3] + _TOUCHING for k in range(3))


def _is_clutter(thing: list[Solid]) -> bool:
    """Return whether a thing is of the class void and small."""
    box = enclose(thing)
    return thing[0].label == Label.VOID and max(box[k + 3] - box[k] for k in range(3)) <= _MAX_SIZE
