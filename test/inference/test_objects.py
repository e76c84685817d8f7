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

"""Objects of hand-made volumes: boxes on a floor before a wall, with exact offsets to their centres."""

import gc
import math
import weakref
from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from svr_ros.geometry.boxes import OrientedBox, box_iou, upright_box
from svr_ros.geometry.floor import Plane, camera_from_floor
from svr_ros.geometry.frustum import WIDE
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference import assignment_kernels
from svr_ros.inference.instances import BAND, CentreOffsets, thing_mask
from svr_ros.inference.objects import SceneObject
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.source import Source
from svr_ros.labels import Label

RESOLUTION, SIZE, TRUNCATION = 96, 96, 0.15
PITCH = math.radians(20)
UP = np.array([0.0, -math.cos(PITCH), -math.sin(PITCH)])  # the camera looks down by 20 degrees
FLOOR = Plane(UP, 1.2)
CAMERA_FROM_GROUND = camera_from_floor(FLOOR)
WALL_X = 4.5


@dataclass
class Thing:
    """An object: parts in the ground frame (centre, size, yaw), all of one class."""

    label: Label
    parts: list[OrientedBox]
    centre: np.ndarray


def thing(label: Label, x: float, y: float, size: tuple[float, float, float], yaw: float = 0.0, z: float = 0.0):
    box = upright_box(np.array([x, y, z + size[2] / 2]), np.array(size), yaw)
    return Thing(label, [box], box.centre)


def _distance(box: OrientedBox, points: np.ndarray) -> np.ndarray:
    q = np.abs((points - box.centre) @ box.rotation) - box.size / 2
    return np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(-1), 0)


def reconstruct(*things: Thing, with_offsets: bool = True, known_floor: bool = True, room: bool = True):
    """Return the reconstruction that a perfect network would make of things in a room."""
    points = WIDE.to_camera(WIDE.centres(RESOLUTION)).astype(np.float64)
    ground = (points - CAMERA_FROM_GROUND[:3, 3]) @ CAMERA_FROM_GROUND[:3, :3]
    distances = [np.full(ground.shape[:-1], 9.0)] if not room else [ground[..., 2], WALL_X - ground[..., 0]]
    labels = [Label.VOID] if not room else [Label.FLOOR, Label.WALL]
    first = len(labels)
    for one in things:
        distances.append(np.min([_distance(box, ground) for box in one.parts], 0))
        labels.append(one.label)
    nearest = np.argmin(distances, 0)
    tsdf = np.min(distances, 0).clip(-TRUNCATION, TRUNCATION).astype(np.float32)
    volume = np.array(labels, np.uint8)[nearest]
    centres = np.zeros((len(labels), 3))
    for index, one in enumerate(things):
        centres[first + index] = CAMERA_FROM_GROUND[:3, :3] @ one.centre + CAMERA_FROM_GROUND[:3, 3]
    voxels = np.flatnonzero((np.abs(tsdf) < BAND) & thing_mask()[volume]).astype(np.int32)
    offset = centres[nearest.ravel()[voxels]] - points.reshape(-1, 3)[voxels]
    camera = WIDE.camera(SIZE)
    blank = np.zeros((SIZE, SIZE, 3), np.uint8)
    made = Reconstruction(
        camera=camera,
        frustum=WIDE,
        truncation=TRUNCATION,
        view=CanonicalView(camera, WIDE, SIZE),
        image=blank,
        normals=blank.astype(np.float32),
        depth=np.full((SIZE, SIZE), np.nan, np.float32),
        pixel_labels=np.zeros((SIZE, SIZE), np.uint8),
        tsdf=tsdf,
        labels=volume,
        confidence=np.full(tsdf.shape, 0.9, np.float32),
        offsets=CentreOffsets(voxels, offset.astype(np.float16)) if with_offsets else None,
        floor=FLOOR if known_floor else None,
    )
    s = made.first_surface_depth
    voxel = (np.nan_to_num(s) * RESOLUTION).astype(int).clip(0, RESOLUTION - 1)
    shown = np.take_along_axis(volume, voxel[None], 0)[0]
    return replace(made, pixel_labels=np.where(np.isfinite(s), shown, 255).astype(np.uint8))


def truth(one: Thing) -> OrientedBox:
    return one.parts[0].transformed(CAMERA_FROM_GROUND)


TOUCHING = thing(Label.CHAIR, 2.5, 0.25, (0.5, 0.5, 0.8)), thing(Label.CHAIR, 2.5, -0.25, (0.5, 0.5, 0.8))


def test_objects_that_touch_come_apart_by_their_offsets() -> None:
    made = reconstruct(*TOUCHING)
    found = made.objects()
    assert [(one.id, one.name) for one in found] == [(1, "chair"), (2, "chair")]
    ordered = sorted(found, key=lambda one: one.centre[0])  # from the left, where y is larger
    for one, true in zip(ordered, TOUCHING, strict=True):
        assert np.linalg.norm(one.centre - truth(true).centre) < 0.06
        assert box_iou(one.box, truth(true)) > 0.6
    assert set(np.unique(made.instances)) == {0, 1, 2}


def test_without_offsets_objects_are_connected_components() -> None:
    [merged] = reconstruct(*TOUCHING, with_offsets=False).objects()
    assert merged.size[:2].max() == pytest.approx(1.0, abs=0.12)
    apart = thing(Label.CHAIR, 2.5, 0.7, (0.5, 0.5, 0.8)), thing(Label.CHAIR, 2.5, -0.7, (0.5, 0.5, 0.8))
    assert len(reconstruct(*apart, with_offsets=False).objects()) == 2


def test_object_of_which_a_part_has_another_class_is_one_object() -> None:
    [whole] = reconstruct(TOUCHING[0]).objects()
    made = reconstruct(TOUCHING[0])
    labels = made.labels.copy()
    upper = np.arange(RESOLUTION)[:, None] < 0.4 * RESOLUTION  # rows of the image
    labels[np.broadcast_to(upper, labels.shape) & (labels == Label.CHAIR)] = Label.TABLE
    [found] = replace(made, labels=labels).objects()
    assert (found.name, found.voxels) == ("chair", whole.voxels)
    np.testing.assert_allclose(found.size, whole.size, atol=1e-6)
    assert 0.5 * whole.score < found.score < 0.95 * whole.score
    # A chair under a table is another object
    table = thing(Label.TABLE, 2.4, 0.0, (0.7, 1.2, 0.05), z=0.7)
    under = thing(Label.CHAIR, 2.5, 0.2, (0.4, 0.4, 0.4))
    assert sorted(one.name for one in reconstruct(table, under).objects()) == ["chair", "table"]


def test_object_that_is_small_for_its_class_has_a_low_score_or_is_dropped() -> None:
    sides = (0.5, 0.3, 0.2, 0.1)
    scenes = [reconstruct(thing(Label.SOFA, 2.0, 0.0, (side, side, side))) for side in sides]
    scores = [sum(one.score for one in scene.objects()) for scene in scenes]
    assert scores == sorted(scores, reverse=True) and scores[0] < 0.8 and scores[-1] == 0
    assert len(reconstruct(thing(Label.LIGHTING, 2.0, 0.0, (0.2, 0.2, 0.2))).objects()) == 1


def test_votes_belong_to_the_nearest_centre_of_their_class_or_another() -> None:
    random = np.random.default_rng(0)
    votes = random.uniform(-4, 4, (2000, 3)).astype(np.float32)
    votes[:5] = np.array([np.nan, np.inf, -np.inf, 1e9, -1e9])[:, None]
    centres, kinds = random.uniform(-3, 3, (30, 3)).astype(np.float32), random.integers(0, 3, 2000).astype(np.uint8)
    classes, radii = random.integers(0, 3, 30).astype(np.uint8), np.linspace(0.4, 0.8, 256).astype(np.float32)
    radii[:3] = 0.5, 0.9, 0.3
    keys, agreement = assignment_kernels.assign(votes, kinds, centres, classes, radii, (1.5, 1.0))
    # Compare with all pairs
    distance = np.linalg.norm(votes[:, None].astype(float) - centres, axis=-1) / radii[classes]
    same = kinds[:, None] == classes
    cost = np.where(np.where(same, distance < 1.5, distance < 1.0), distance * np.where(same, 1, 2), np.inf)
    expected = np.where(np.isfinite(cost.min(1)), cost.argmin(1) + 1, 0)
    np.testing.assert_array_equal(keys, expected)
    assert (keys[:5] == 0).all() and 100 < (keys > 0).sum() < 1900
    chosen = distance[np.arange(2000), keys - 1][keys > 0]
    np.testing.assert_allclose(agreement[keys > 0], 1 - (chosen / 1.5) ** 2, atol=1e-5)


def test_l_shaped_sofa_is_one_object() -> None:
    long = upright_box(np.array([3.2, 0.0, 0.35]), np.array([0.8, 2.2, 0.7]), 0.0)
    short = upright_box(np.array([2.4, 0.7, 0.35]), np.array([0.8, 0.8, 0.7]), 0.0)
    sofa = Thing(Label.SOFA, [long, short], np.array([2.8, 0.0, 0.35]))
    for with_offsets in (True, False):
        [found] = reconstruct(sofa, with_offsets=with_offsets).objects()
        assert found.label == Label.SOFA
        assert sorted(found.size) == pytest.approx([0.7, 1.6, 2.2], abs=0.12)


def test_object_in_the_box_of_another_one_of_its_class_is_a_part_of_it() -> None:
    # A small box in the notch of an L
    long = upright_box(np.array([3.2, 0.0, 0.35]), np.array([0.8, 2.2, 0.7]), 0.0)
    short = upright_box(np.array([2.4, 0.7, 0.35]), np.array([0.8, 0.8, 0.7]), 0.0)
    corner = Thing(Label.CABINET, [long, short], np.array([2.8, 0.0, 0.35]))
    [alone] = reconstruct(corner).objects()
    [whole] = reconstruct(corner, thing(Label.CABINET, 2.3, -0.7, (0.4, 0.4, 0.4))).objects()
    assert whole.voxels > alone.voxels + 100
    np.testing.assert_allclose(whole.size, alone.size, atol=0.05)
    assert whole.seen + whole.measured + whole.guessed == pytest.approx(1)
    made = reconstruct(corner, thing(Label.CHAIR, 2.3, -0.7, (0.4, 0.4, 0.4)))
    assert sorted(one.name for one in made.objects()) == ["cabinet", "chair"]
    assert set(np.unique(made.instances)) == {0, 1, 2}


@pytest.mark.parametrize("degrees", [-60, -20, 0, 15, 35, 80])
def test_yaw_and_size_of_a_rotated_box(degrees: float) -> None:
    one = thing(Label.TABLE, 2.6, 0.1, (0.6, 1.2, 0.7), math.radians(degrees))
    [found] = reconstruct(one).objects()
    assert found.size == pytest.approx([0.6, 1.2, 0.7], abs=0.12)
    # The front of a table is the end of its shorter side towards the camera.
    turn = math.remainder(found.yaw - math.radians(degrees), math.pi)
    assert abs(math.degrees(turn)) < 4
    assert found.box.rotation[:, 0] @ found.centre < 0
    assert found.box.rotation[:, 2] == pytest.approx(UP, abs=1e-6)
    assert box_iou(found.box, truth(one)) > 0.7


@pytest.mark.parametrize("degrees", [-90, 0, 60, 180])
def test_front_of_a_chair_is_opposite_to_its_back(degrees: float) -> None:
    yaw = math.radians(degrees)
    ahead = np.array([math.cos(yaw), math.sin(yaw), 0.0])
    seat = upright_box(np.array([2.2, 0.0, 0.225]), np.array([0.5, 0.45, 0.45]), yaw)
    back = upright_box(np.array([2.2, 0.0, 0.475]) - 0.2 * ahead, np.array([0.1, 0.45, 0.95]), yaw)
    [found] = reconstruct(Thing(Label.CHAIR, [seat, back], np.array([2.2, 0.0, 0.475]))).objects()
    assert abs(math.degrees(math.remainder(found.yaw - yaw, math.tau))) < 5


def test_scene_without_objects_has_none() -> None:
    for made in (reconstruct(), reconstruct(room=False), reconstruct(with_offsets=False)):
        assert made.objects() == []
        assert not made.instances.any() and not made.pixel_instances.any()


def test_blob_over_half_of_the_room_is_no_object() -> None:
    blob = thing(Label.CABINET, 2.5, 0.0, (3.6, 4.0, 0.5))
    small = thing(Label.CHAIR, 2.0, 0.0, (0.4, 0.4, 0.5), z=0.5)
    for with_offsets in (True, False):
        made = reconstruct(blob, small, with_offsets=with_offsets)
        assert [one.label for one in made.objects()] == [Label.CHAIR]
        assert np.unique(made.instances).tolist() == [0, 1]


def test_offsets_that_are_not_finite_or_nonsense_give_no_nan() -> None:
    made = reconstruct(*TOUCHING)
    assert made.offsets is not None
    values = made.offsets.offsets.copy()
    values[::3] = np.nan
    values[1::3] = np.inf
    for offsets in (values, np.full_like(values, np.nan), np.full_like(values, 1000)):
        broken = replace(made, offsets=CentreOffsets(made.offsets.voxels, offsets))
        for one in broken.objects():
            assert np.isfinite(numbers_of(one)).all()
            assert 0 <= one.score <= 1


def numbers_of(found: SceneObject) -> list[float]:
    box = [*found.centre, *found.size, *found.box.rotation.ravel()]
    return [found.score, found.yaw, found.seen, found.measured, found.guessed, *box]


@pytest.mark.parametrize("seed", range(3))
def test_noise_gives_finite_objects(seed: int) -> None:
    random = np.random.default_rng(seed)
    made = reconstruct(*TOUCHING)
    assert made.offsets is not None
    shape = made.tsdf.shape
    tsdf = gaussian_filter(random.normal(size=shape), seed)
    noise = replace(
        made,
        tsdf=(tsdf * TRUNCATION / np.abs(tsdf).max()).astype(np.float32),
        labels=random.integers(0, 10, shape).astype(np.uint8) if seed else np.full(shape, Label.CHAIR, np.uint8),
        confidence=np.where(random.random(shape) < 0.1, np.nan, 1).astype(np.float32),
        normals=np.full_like(made.normals, np.nan),
    )
    for scene in (noise, replace(noise, offsets=None), replace(noise, offsets=None, floor=None)):
        for one in scene.objects():
            assert np.isfinite(numbers_of(one)).all()
            assert (one.size > 0).all() and 0 <= one.score <= 1


def test_score_and_evidence_are_fractions() -> None:
    made = reconstruct(*TOUCHING)
    assert len(made.objects()) == 2
    for one in made.objects():
        assert 0.8 < one.score <= 0.9  # the confidence of the class, as the votes agree
        assert one.seen + one.measured + one.guessed == pytest.approx(1)
        assert 0.2 < one.seen < 0.9 and one.measured == 0
        assert one.voxels == (made.instances == one.id).sum()
    measured = replace(made, measured=np.ones((SIZE, SIZE), np.bool_))
    for one, other in zip(measured.objects(), made.objects(), strict=True):
        assert (one.measured, one.seen) == (other.seen, 0)


def test_evidence_of_an_object_at_the_edge_of_the_image_adds_up() -> None:
    made = reconstruct(thing(Label.TABLE, 2.4, 0.0, (0.8, 1.6, 0.7)))
    narrow = replace(made.camera, K=made.camera.K * np.array([[2.0, 1, 1], [1, 1, 1], [1, 1, 1]]))
    cut = replace(made, camera=narrow, view=CanonicalView(narrow, WIDE, SIZE))
    [one] = cut.objects()
    assert one.voxels < made.objects()[0].voxels  # its side leaves the view
    assert one.seen + one.measured + one.guessed == pytest.approx(1)


def test_image_that_contradicts_an_object_lowers_its_score() -> None:
    made = reconstruct(thing(Label.CHAIR, 2.5, 0.0, (0.5, 0.5, 0.8)))

    def score(pixels: np.ndarray, confidence: float) -> float:
        seen = replace(made, pixel_labels=pixels, pixel_confidence=np.full(pixels.shape, confidence, np.float32))
        return sum(one.score for one in seen.objects())

    alone = sum(one.score for one in made.objects())
    chair = made.pixel_labels
    assert score(chair, 0.9) == pytest.approx(alone, rel=0.02)  # the volume's confidence is 0.9 as well
    assert score(chair, 0.5) == pytest.approx(alone * math.sqrt(0.5 / 0.9), rel=0.02)
    # Half of the pixels show another class
    half = np.where((np.arange(SIZE) % 2 == 0) & (chair == Label.CHAIR), np.uint8(Label.WALL), chair)
    assert score(half, 0.9) == pytest.approx(alone * math.sqrt(0.5), rel=0.1)
    # Where the image shows nothing, or the object is hidden, the volume decides
    assert score(np.full_like(chair, 255), 0.9) == pytest.approx(alone)
    assert score(np.where(chair == Label.CHAIR, np.uint8(Label.WALL), chair), 0.9) == 0


def test_evidence_is_that_of_the_voxels() -> None:
    made = reconstruct(*TOUCHING)
    voxels = np.flatnonzero(made.instances)
    np.testing.assert_array_equal(made._source_of(voxels), made.voxel_source.ravel()[voxels])
    assert set(made._source_of(voxels)) == {Source.GUESSED, Source.SEEN}


def test_floor_is_found_if_it_is_unknown() -> None:
    one = thing(Label.TABLE, 2.6, 0.1, (0.6, 1.2, 0.7), 0.4)
    [found] = reconstruct(one, known_floor=False).objects()
    assert found.box.rotation[:, 2] == pytest.approx(UP, abs=0.03)
    assert box_iou(found.box, truth(one)) > 0.65


def test_mesh_of_an_object_is_its_surface() -> None:
    made = reconstruct(*TOUCHING)
    assert len(made.objects()) == 2
    for one in made.objects():
        mesh = one.mesh
        assert len(mesh.faces) > 100 and set(mesh.labels) == {Label.CHAIR}
        grown = replace(one.box, size=one.box.size + 0.1)
        assert grown.contains(mesh.vertices).mean() > 0.97


def test_scene_whose_objects_were_used_is_freed_at_once() -> None:
    made = reconstruct(*TOUCHING)
    freed = weakref.ref(made)
    gc.disable()  # which would free cycles at some time
    try:
        [_, one] = made.objects()
        assert len(one.mesh.faces) > 100
        del made, one, _
        assert freed() is None
    finally:
        gc.enable()


def test_pixels_show_the_objects_that_the_camera_sees() -> None:
    made = reconstruct(*TOUCHING)
    image = made.instance_image()
    assert image.dtype == np.uint16 and image.shape == (SIZE, SIZE)
    left, right = sorted(made.objects(), key=lambda one: one.centre[0])
    assert np.nonzero(image == left.id)[1].mean() < np.nonzero(image == right.id)[1].mean()
    assert ((image > 0) == (made.pixel_labels == Label.CHAIR)).mean() > 0.99


@pytest.mark.parametrize("size", [(0.9, 0.9, 0.15), (0.9, 1.1, 0.15)])
def test_yaw_of_a_flat_piece_with_a_ragged_outline(size: tuple[float, float, float]) -> None:
    """The smallest rectangle alone is off by four and five degrees."""
    yaw = math.radians(-25)
    made = reconstruct(thing(Label.TABLE, 2.6, 0.1, size, yaw, z=0.4))
    noise = gaussian_filter(np.random.default_rng(0).normal(size=made.tsdf.shape), 3)
    ragged = gaussian_filter(made.tsdf, 1) + noise * (0.03 / noise.std())
    [found] = replace(made, tsdf=ragged.astype(np.float32)).objects()
    assert abs(math.degrees(math.remainder(found.yaw - yaw, math.pi / 2))) < 2.5
