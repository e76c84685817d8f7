import dataclasses

import numpy as np
import pytest

from svr_ros.evaluation import report, sets
from svr_ros.evaluation.measure import distance_at, measure_frame, measure_room, visible_surface
from svr_ros.evaluation.report import Evaluation
from svr_ros.evaluation.sets import Frame, TrueVolume
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.synthesis.samples import volume


def frame_of(known_scene, camera: Camera, signed: bool = True, shift: float = 0.0) -> Frame:
    """Return the true frame, its volume moved by `shift` metres along the axis."""
    depth, labels, _ = known_scene.view(camera)
    grid = TrueVolume(np.zeros((150, 130, 150), np.float32), np.array([-2.2, -1.9, 0.4]), 0.03, signed)
    distance = np.clip(known_scene.signed(grid.centres() - np.array([0, 0, shift])), -0.36, 0.36)
    grid = dataclasses.replace(grid, distance=(distance if signed else np.abs(distance)).astype(np.float32))
    return Frame("known", np.zeros((camera.height, camera.width, 3), np.uint8), camera, depth, labels, grid)


def test_perfect_reconstruction_gets_perfect_marks(reconstruction: Reconstruction, known_scene, camera: Camera) -> None:
    figures = measure_frame(reconstruction, frame_of(known_scene, camera))
    for errors in (figures.depth, figures.volume_depth):
        assert errors is not None
        assert errors.abs_rel < 0.01 and errors.delta > 0.98 and errors.coverage > 0.98
        assert errors.abs_rel_constant > 0.1
    summary = report.summarize_frames([figures])
    assert summary["labels"]["accuracy"] > 0.98 and summary["labels"]["mean_iou"] > 0.95
    assert summary["volume_labels"]["accuracy"] > 0.97
    assert figures.scores["iou"] > 0.98
    for name in ("recall_5cm", "precision_5cm", "recall_10cm", "precision_10cm"):
        assert figures.scores[name] > 0.98, name


def test_truth_moved_by_seven_centimetres_is_found_within_ten_but_not_within_five(
    reconstruction: Reconstruction, known_scene, camera: Camera
) -> None:
    # Moving along the axis leaves the floor where it is; the wall and the ball's front move.
    for signed in (True, False):
        scores = measure_frame(reconstruction, frame_of(known_scene, camera, signed, shift=-0.07)).scores
        assert scores["recall_5cm"] < 0.75 and scores["precision_5cm"] < 0.75
        assert scores["recall_10cm"] > 0.98 and scores["precision_10cm"] > 0.98
        assert ("iou" in scores) == signed


def test_only_what_camera_and_range_cover_is_judged(
    reconstruction: Reconstruction, known_scene, camera: Camera
) -> None:
    frame = frame_of(known_scene, camera)
    assert frame.depth is not None and frame.labels is not None
    outside = ~reconstruction.view.unwarp(reconstruction.seen, False)
    assert outside.any()
    spoiled = dataclasses.replace(
        frame,
        depth=np.where(outside, 2.0, np.where(frame.depth > 3.4, 7.0, frame.depth)),
        labels=np.where(outside, 0, frame.labels).astype(np.uint8),
    )
    figures = measure_frame(reconstruction, spoiled)
    assert figures.depth is not None and figures.depth.abs_rel < 0.01
    assert report.summarize_frames([figures])["labels"]["accuracy"] > 0.98


def test_frame_without_truth_has_no_figures(reconstruction: Reconstruction, camera: Camera) -> None:
    frame = Frame("bare", np.zeros((240, 320, 3), np.uint8), camera)
    figures = measure_frame(reconstruction, frame)
    assert figures.depth is None and figures.labels is None and not figures.scores


def test_visible_surface_is_the_exact_view(reconstruction: Reconstruction, known_scene) -> None:
    depth, labels = visible_surface(reconstruction)
    true_depth, true_labels, _ = known_scene.view(reconstruction.frustum.camera(len(depth)))
    shown = (true_depth > 1.05) & (true_depth < 3.95)
    assert np.median(np.abs(depth - true_depth)[shown]) < 0.02
    assert (labels == true_labels)[shown].mean() > 0.97


def test_distance_between_voxels_is_interpolated(reconstruction: Reconstruction, known_scene) -> None:
    generator = np.random.default_rng(2)
    points = generator.uniform((-0.5, -0.3, 1.5), (0.5, 0.5, 3.4), (500, 3))
    distance, _ = distance_at(reconstruction, reconstruction.frustum.to_volume(points))
    expected = np.clip(known_scene.signed(points), -0.2, 0.2)
    assert np.abs(distance - expected).max() < 0.02


def test_truth_of_a_generated_room_gets_perfect_marks() -> None:
    frustum = Frustum()
    *_, (frame, sample) = sets.rooms(2, frustum, 128)
    distance, labels = volume(sample, frustum, 128)
    perfect = Reconstruction(
        camera=frame.camera,
        frustum=frustum,
        truncation=0.2,
        view=CanonicalView(frame.camera, frustum, 128),
        image=sample.image,
        normals=sample.normals,
        depth=sample.depth,
        classes=sample.classes,
        tsdf=np.clip(distance, -0.2, 0.2),
        labels=labels,
        confidence=np.ones(distance.shape, np.float32),
    )
    room = measure_room(perfect, frame, sample)
    scores = room.frame.scores
    assert scores["normals_mean"] < 0.1
    # The grids differ, so that thin things do not match exactly.
    assert scores["iou_room"] > 0.9 and scores["iou_visible"] > 0.85 and scores["iou_hidden"] > 0.9
    assert scores["recall_5cm"] > 0.97 and scores["precision_5cm"] > 0.97
    summary = report.summarize(Evaluation(rooms=[room]))
    assert summary["rooms"]["volume_iou"]["mean"] > 0.8
    assert summary["rooms"]["labels"]["accuracy"] == 1
    assert summary["rooms"]["volume_depth"]["delta"] > 0.95

    solid = dataclasses.replace(perfect, tsdf=np.full_like(distance, -0.2))
    assert measure_room(solid, frame, sample).frame.scores["iou_room"] == pytest.approx(
        (distance < 0)[room_part(sample, frustum)].mean(), abs=0.05
    )


def room_part(sample, frustum: Frustum) -> np.ndarray:
    from svr_ros.synthesis.kernels.shapes import room_distance

    points = frustum.to_camera(frustum.centres(128)).reshape(-1, 3)
    return (room_distance(sample.table, points) > -0.12).reshape(128, 128, 128)
