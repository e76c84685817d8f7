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

import dataclasses

import numpy as np

from svr_ros.evaluation.frame_evaluation import evaluate_frame, first_surface, sample_volume
from svr_ros.evaluation.frame_metrics import FrameMetrics, summarize
from svr_ros.evaluation.frames import Frame, TrueVolume
from svr_ros.geometry.camera import Camera
from svr_ros.inference.reconstruction import Reconstruction


def frame_of(known_scene, camera: Camera, signed: bool = True, shift: float = 0.0) -> Frame:
    """Return the frame with ground truth, its volume moved by `shift` metres along the axis."""
    depth, labels, _ = known_scene.view(camera)
    grid = TrueVolume(np.zeros((90, 78, 90), np.float32), np.array([-2.2, -1.9, 0.4]), 0.05, signed)
    distance = np.clip(known_scene.signed(grid.centres() - np.array([0, 0, shift])), -0.36, 0.36)
    grid = dataclasses.replace(grid, distance=(distance if signed else np.abs(distance)).astype(np.float32))
    return Frame("known", np.zeros((camera.height, camera.width, 3), np.uint8), camera, depth, labels, grid)


def test_exact_reconstruction_gets_perfect_scores(reconstruction: Reconstruction, known_scene, camera: Camera) -> None:
    result = evaluate_frame(reconstruction, frame_of(known_scene, camera))
    for errors in (result.values["depth"], result.values["volume_depth"]):
        assert errors["abs_rel"] < 0.01 and errors["delta"] > 0.98 and errors["coverage"] > 0.98
        assert errors["rmse"] < 0.1 and errors["abs_rel_constant"] > 0.1
    summary = summarize([result])
    assert summary["labels"]["accuracy"] > 0.98 and summary["labels"]["mean_iou"] > 0.95
    assert summary["volume_labels"]["accuracy"] > 0.97
    # Its confidence is 1, and it is correct except at borders.
    assert summary["calibration_volume"]["error"] < 0.03
    assert "calibration_labels" not in summary and "calibration_depth" not in summary
    scores = result.values["scores"]
    assert scores["iou"] > 0.98
    for name in ("recall_5cm", "precision_5cm", "recall_10cm", "precision_10cm", "f1_5cm", "f1_10cm"):
        assert scores[name] > 0.98, name


def test_confidence_of_pixels_is_evaluated_if_there_is_one(
    reconstruction: Reconstruction, known_scene, camera: Camera
) -> None:
    half = dataclasses.replace(
        reconstruction,
        pixel_confidence=np.full(reconstruction.valid.shape, 0.5, np.float32),
        log_depth_std=np.full(reconstruction.valid.shape, 10, np.float32),
    )
    summary = summarize([evaluate_frame(half, frame_of(known_scene, camera))])
    # Classes are always correct at a confidence of 0.5. Depth is so uncertain that the narrowest interval holds every
    # true depth: the error is the mean of 1 - 1/15, ... 1 - 15/15.
    assert summary["calibration_labels"]["error"] > 0.48
    assert abs(summary["calibration_depth"]["error"] - 7 / 15) < 1e-3


def test_truth_moved_by_seven_centimetres_is_found_within_ten_but_not_within_five(
    reconstruction: Reconstruction, known_scene, camera: Camera
) -> None:
    # Moving along the axis leaves the floor where it is; the wall and the ball's front move.
    for signed in (True, False):
        scores = evaluate_frame(reconstruction, frame_of(known_scene, camera, signed, shift=-0.07)).values["scores"]
        assert scores["recall_5cm"] < 0.75 and scores["precision_5cm"] < 0.75
        assert scores["recall_10cm"] > 0.98 and scores["precision_10cm"] > 0.98
        assert ("iou" in scores) == signed


def test_pixels_outside_of_camera_and_range_are_skipped(
    reconstruction: Reconstruction, known_scene, camera: Camera
) -> None:
    frame = frame_of(known_scene, camera)
    assert frame.depth is not None and frame.labels is not None
    outside = ~reconstruction.view.unwarp(reconstruction.valid, False)
    assert outside.any()
    spoiled = dataclasses.replace(
        frame,
        depth=np.where(outside, 2.0, np.where(frame.depth > 3.4, 7.0, frame.depth)),
        labels=np.where(outside, 0, frame.labels).astype(np.uint8),
    )
    result = evaluate_frame(reconstruction, spoiled)
    assert result.values["depth"]["abs_rel"] < 0.01
    assert summarize([result])["labels"]["accuracy"] > 0.98


def test_frame_without_ground_truth_has_no_metrics(reconstruction: Reconstruction, camera: Camera) -> None:
    frame = Frame("bare", np.zeros((240, 320, 3), np.uint8), camera)
    assert evaluate_frame(reconstruction, frame) == FrameMetrics()


def test_visible_surface_is_the_exact_view(reconstruction: Reconstruction, known_scene) -> None:
    depth, labels, confidence = first_surface(reconstruction)
    assert (confidence == 1).all()
    true_depth, true_labels, _ = known_scene.view(reconstruction.frustum.camera(len(depth)))
    shown = (true_depth > 1.05) & (true_depth < 3.95)
    assert np.median(np.abs(depth - true_depth)[shown]) < 0.02
    assert (labels == true_labels)[shown].mean() > 0.97


def test_distance_between_voxels_is_interpolated(reconstruction: Reconstruction, known_scene) -> None:
    generator = np.random.default_rng(2)
    points = generator.uniform((-0.5, -0.3, 1.5), (0.5, 0.5, 3.4), (500, 3))
    distance, _ = sample_volume(reconstruction, reconstruction.frustum.to_volume(points))
    expected = np.clip(known_scene.signed(points), -0.2, 0.2)
    assert np.abs(distance - expected).max() < 0.02
