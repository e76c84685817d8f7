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

"""Objects of a map: ids of voxels, from the votes of the frames' instances.

Each frame's instances are associated with the ids of the map by the voxels that they share, and vote for the id of
these voxels (majority vote, Boyer & Moore 1991). Ids that many frames see as one instance are merged.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svr_ros.compiled import compiled
from svr_ros.inference.instances import thing_mask
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import UNOBSERVED
from svr_ros.mapping.blocks import Attributes, BlockStore, Keys
from svr_ros.mapping.integration import Settings
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.observation import Observation

SKIN = 1.5
"""Distance in voxels from a surface within which voxels belong to objects."""

MAX_VOTES = 10
"""Maximum number of votes of a voxel: as many frames with another opinion change its object."""

MIN_AREA = 0.02
"""Minimum surface in square metres of an object."""

_MIN_OVERLAP = 0.3
"""Minimum fraction of the smaller one's voxels that an instance and an object share if they are one."""

_MIN_CONTAINED = 0.5
"""Minimum fraction of an object's voxels in view in an instance that shows it together with another object."""

_MERGE_FRAMES = 3
"""Number of frames, less those that see two objects, after which these are merged."""

_MAX_PAIRS = 4096
"""Maximum number of pairs of objects about which evidence is kept."""

_LAST_ID = 65535

_MEASURED, _UNKNOWN = np.uint8(Layer.MEASURED), np.uint8(Layer.UNKNOWN)


class Instances(NamedTuple):
    """Objects of one frame.

    Attributes:
        volume: Ids [D, R, C] of the objects in the frame's volume; 0 for none.
        labels: Class ids [I + 1] of the objects by their id; 255 for id 0.
    """

    volume: NDArray[np.uint16]
    labels: NDArray[np.uint8]


def instances_of(frame: Reconstruction) -> Instances:
    """Return the objects of a reconstruction."""
    return Instances(frame.instances, np.array([UNOBSERVED, *(one.label for one in frame.objects())], np.uint8))


class ObjectTracker:
    """Keeper of the ids of a map's objects, which the blocks hold."""

    def __init__(self) -> None:
        self._last = 0
        self._evidence: dict[tuple[int, int], int] = {}

    def resume(self, store: BlockStore) -> None:
        """Continue with the ids of a store that was loaded."""
        self._last = int(store.attributes().objects[store.slots(store.keys())].max(initial=0))
        self._evidence.clear()

    def integrate(
        self,
        frame: Instances,
        seen: Observation,
        camera_from_map: NDArray[np.float32],
        settings: Settings,
        store: BlockStore,
        keys: Keys,
    ) -> None:
        """Let the instances of a frame vote for the objects of the blocks into which the frame was integrated.

        Args:
            frame: Instances of the frame.
            seen: The same frame, as it was integrated.
            camera_from_map: Rigid transform [3, 4] from the map to the camera's optical frame.
            settings: Numbers of the integration.
            store: Blocks of the map.
            keys: Positions [N, 3] of the blocks.
        """
        # Find the instances of the voxels near surfaces
        labels, to = frame.labels, store.attributes()
        slots, voxels, instances = _instances_of_voxels(
            keys, store.slots(keys), camera_from_map, seen, frame.volume, labels, thing_mask(), settings, to
        )
        at = slots, voxels
        # Associate them with the objects of the map
        present, column = np.unique(np.append(np.uint16(0), to.objects[at]), return_inverse=True)
        pairs = instances.astype(np.int64) * len(present) + column[1:]
        shared = np.bincount(pairs, minlength=len(labels) * len(present)).reshape(len(labels), len(present))
        matched = associate(shared)
        contained = _contained(shared, matched)
        ids = np.zeros(len(labels), np.uint16)
        for instance in range(1, len(labels)):
            if matched[instance]:
                ids[instance] = present[matched[instance]]
            elif shared[instance].sum() * float(settings.voxel_size) ** 2 >= MIN_AREA:
                ids[instance] = self._new_id(store)
        # Vote; voxels of objects that an instance shows together with another one keep theirs
        keeps = contained[instances, column[1:]]
        choice = np.where(keeps, to.objects[at], ids[instances])
        _vote(to, at, choice)
        # Collect evidence for pairs of objects
        self._weigh(ids, labels, [(int(ids[i]), int(present[e])) for i, e in np.argwhere(contained)])
        self._merge(store)

    def _new_id(self, store: BlockStore) -> int:
        """Return an id that no object of the map has; 0 if there is none left."""
        if self._last < _LAST_ID:
            self._last += 1
            return self._last
        free = np.ones(_LAST_ID + 1, np.bool_)
        free[store.attributes().objects[store.slots(store.keys())]] = False
        free[0] = False
        return int(free.argmax())

    def _weigh(self, ids: NDArray[np.uint16], labels: NDArray[np.uint8], joint: list[tuple[int, int]]) -> None:
        """Count the frames that see two objects as one instance, and those that see them apart."""
        found = [(int(number), label) for number, label in zip(ids, labels, strict=True) if number]
        apart = [(a, b) for (a, first), (b, second) in itertools.combinations(found, 2) if first == second and a != b]
        for pairs, step in ((joint, 1), (apart, -1)):
            for pair in pairs:
                key = min(pair), max(pair)
                total = self._evidence.pop(key, 0) + step
                self._evidence[key] = max(total, -_MERGE_FRAMES)
        while len(self._evidence) > _MAX_PAIRS:  # those not seen for the longest time
            del self._evidence[next(iter(self._evidence))]

    def _merge(self, store: BlockStore) -> None:
        """Merge the objects that were seen as one often enough; the lower id stays."""
        for kept, gone in [pair for pair, total in self._evidence.items() if total >= _MERGE_FRAMES]:
            objects = store.attributes().objects
            objects[objects == gone] = kept
            self._evidence = {pair: total for pair, total in self._evidence.items() if gone not in pair}


def associate(shared: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the column of the object of each instance [I + 1], 0 for none; pairs that share most voxels match first.

    Args:
        shared: Numbers of voxels [I + 1, E] that instances share with objects; row and column 0 stand for none.
    """
    smaller = np.minimum.outer(shared.sum(1), shared.sum(0))
    good = shared >= np.maximum(_MIN_OVERLAP * smaller, 1)
    good[0] = good[:, 0] = False
    pairs = np.argwhere(good)
    matched, taken = np.zeros(len(shared), np.int64), np.zeros(shared.shape[1], np.bool_)
    for instance, column in pairs[np.argsort(-shared[good], kind="stable")]:
        if not matched[instance] and not taken[column]:
            matched[instance], taken[column] = column, True
    return matched


def _contained(shared: NDArray[np.int64], matched: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each instance [I + 1, E] contains an object besides its own that no other instance has."""
    contained = shared >= np.maximum(_MIN_CONTAINED * shared.sum(0), 1)
    contained[matched == 0] = False
    contained[:, matched] = False
    contained[:, 0] = False
    return np.asarray(contained)


def _vote(to: Attributes, at: tuple[NDArray[np.int64], NDArray[np.int64]], choice: NDArray[np.uint16]) -> None:
    """Vote for the objects `choice` [N] of different voxels; 0 is no vote."""
    objects, votes = to.objects[at], to.votes[at].astype(np.int16)
    votes += np.where(choice == 0, 0, np.where(choice == objects, 1, -1)).astype(np.int16)
    changed = (choice != 0) & (votes <= 0)
    to.objects[at] = np.where(changed, choice, objects)
    to.votes[at] = np.where(changed, 1, np.minimum(votes, MAX_VOTES)).astype(np.uint8)


@compiled(nogil=True, error_model="numpy")
def _instances_of_voxels(
    keys: Keys,
    slots: NDArray[np.int64],
    camera_from_map: NDArray[np.float32],
    seen: Observation,
    instances: NDArray[np.uint16],
    labels: NDArray[np.uint8],
    things: NDArray[np.bool_],
    settings: Settings,
    to: Attributes,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return the slots, voxels and instances [N] of the voxels near surfaces of things that a frame can judge.

    A frame cannot judge measured voxels that it does not see, nor voxels in which it sees another class. Voxels that
    are no longer near the surface of a thing lose their object.
    """
    size = len(seen.depth)
    near, far, tan_x, tan_y = seen.limits
    half, one, two = np.float32(0.5), np.float32(1), np.float32(2)
    skin = np.float32(SKIN) * settings.voxel_size
    slices, rows, columns = instances.shape
    matrix, side = camera_from_map, 8
    capacity = len(keys) * side**3
    out_slot, out_voxel = np.empty(capacity, np.int64), np.empty(capacity, np.int64)
    out_instance, count = np.empty(capacity, np.int32), 0
    for block in range(len(keys)):
        slot = slots[block]
        for voxel in range(side**3):
            layer = to.layer[slot, voxel]
            if layer == _UNKNOWN:
                continue
            # Find the class of voxels near surfaces
            best, is_thing = 0, False
            if abs(to.distance[slot, voxel]) <= skin:
                for label in range(1, to.classes.shape[2]):
                    if to.classes[slot, voxel, label] > to.classes[slot, voxel, best]:
                        best = label
                is_thing = things[best]
            if not is_thing:
                to.objects[slot, voxel] = to.votes[slot, voxel] = 0
                continue
            # Project the voxel's centre
            px = (np.float32(keys[block, 0] * side + voxel % side) + half) * settings.voxel_size
            py = (np.float32(keys[block, 1] * side + voxel // side % side) + half) * settings.voxel_size
            pz = (np.float32(keys[block, 2] * side + voxel // (side * side)) + half) * settings.voxel_size
            z = (matrix[2, 0] * px + matrix[2, 1] * py + matrix[2, 2] * pz + matrix[2, 3]) / settings.scale
            if not (z >= near and z < far):
                continue
            x = (matrix[0, 0] * px + matrix[0, 1] * py + matrix[0, 2] * pz + matrix[0, 3]) / settings.scale
            y = (matrix[1, 0] * px + matrix[1, 1] * py + matrix[1, 2] * pz + matrix[1, 3]) / settings.scale
            u, v = (x / (tan_x * z) + one) / two, (y / (tan_y * z) + one) / two
            if not (u >= 0 and u < one and v >= 0 and v < one):
                continue
            depth = seen.depth[int(v * np.float32(size)), int(u * np.float32(size))]
            if not depth > 0 or (layer == _MEASURED and z - depth > settings.truncation / settings.scale):
                continue
            # Look up the instance
            s = one - np.sqrt(near * (far - z) / ((far - near) * z))
            d, r, c = int(s * np.float32(slices)), int(v * np.float32(rows)), int(u * np.float32(columns))
            instance = np.int32(instances[min(d, slices - 1), r, c])
            if labels[instance] != best and instance > 0:
                continue
            out_slot[count], out_voxel[count], out_instance[count] = slot, voxel, instance
            count += 1
    return out_slot[:count].copy(), out_voxel[:count].copy(), out_instance[:count].copy()
