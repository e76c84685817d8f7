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

"""Evaluation of the maps of sequences: each layer against the true surfaces, or against fused depth."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from svr_ros.errors import InputError
from svr_ros.evaluation.calibration import class_calibration_error, class_reliability
from svr_ros.evaluation.map_object_evaluation import BoxEvaluation
from svr_ros.evaluation.surfaces import class_matches, nearest_points, subsample, surface_iou, surface_scores
from svr_ros.evaluation.visibility import in_sight, posed
from svr_ros.evaluation.walk_files import TrueSurface, read_true_boxes, read_true_surface
from svr_ros.geometry import rigid
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.labels import UNOBSERVED
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.map_points import MapPoints
from svr_ros.mapping.posed_frame import PosedFrame
from svr_ros.mapping.semantic_map import SemanticMap
from svr_ros.mapping.sequences import find_sequence
from svr_ros.open3d_loader import load_open3d

if TYPE_CHECKING:
    from svr_ros.inference.reconstructor import Reconstructor

_REFERENCE_VOXEL = 0.02
"""Voxel size in metres of the fused depth."""

_REFERENCE_RANGE = 5.0
"""Maximum depth in metres that is fused, as sensors get imprecise beyond."""

_OBSERVED_TOLERANCE = 0.10
"""Distance in metres behind measured depth up to which a predicted point can be judged."""

_ECE_BINS = 10
"""Number of bins of confidence of the calibration error."""

_COLUMNS = {
    "measured_f1_5cm": "measured: F1 at 5 cm",
    "measured_f1_10cm": "measured: F1 at 10 cm",
    "measured_precision_10cm": "measured: precision at 10 cm",
    "measured_recall_10cm": "measured: recall at 10 cm",
    "guessed_precision_10cm": "guessed: precision at 10 cm",
    "guessed_recall_10cm": "guessed: recall of what is still hidden at 10 cm",
    "class_miou": "mIoU",
    "class_ece": "class ECE",
    "box_map_25": "box mAP at IoU 0.25",
    "box_map_50": "box mAP at IoU 0.5",
    "frame_box_map_25": "single frames: box mAP at IoU 0.25",
    "frame_box_map_50": "single frames: box mAP at IoU 0.5",
    "reconstruct_ms": "reconstruct ms",
    "integrate_ms": "integrate ms",
    "megabytes": "MB reserved",
    "images": "images",
}
"""Titles of the columns of the table by the name of the metric."""


@dataclass(frozen=True)
class MapTiming:
    """Cost of a map.

    Attributes:
        reconstruct_ms: Median milliseconds per frame of the reconstruction.
        integrate_ms: Median milliseconds per frame of the integration.
        megabytes: Memory of the blocks.
        images: Number of images.
    """

    reconstruct_ms: float
    integrate_ms: float
    megabytes: float
    images: int


def evaluate_sequences(
    folders: Sequence[Path],
    reconstructor: Reconstructor,
    voxel_size: float = 0.05,
    failed: Callable[[Path, InputError], None] | None = None,
) -> dict[str, dict[str, dict[str, float]]]:
    """Return the scores of the maps of sequences, by sequence and by what is known ("colour" or "depth").

    Args:
        folders: Folders of the sequences.
        reconstructor: Reconstructor of the frames.
        voxel_size: Edge of the voxels of the maps in metres.
        failed: Called with the folder and the problem of each sequence that cannot be used, which is then left out; by
            default, the problem is raised.

    Returns:
        The scores of `evaluate_map`, `MapTiming` and `BoxEvaluation` by name, for each sequence and what is known.

    Raises:
        InputError: If a folder holds no sequence, or nothing to compare its map with.
    """
    reconstructor.warm_up()
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name, folder in zip(sequence_names(folders), folders, strict=True):
        try:
            results[name] = _scores(folder, reconstructor, voxel_size)
        except InputError as error:
            if failed is None:
                raise
            failed(folder, error)
    return results


def sequence_names(folders: Sequence[Path]) -> list[str]:
    """Return the names of folders if they differ, else their paths."""
    names = [folder.resolve().name for folder in folders]
    return names if len(set(names)) == len(names) else [str(folder) for folder in folders]


def _scores(folder: Path, reconstructor: Reconstructor, voxel_size: float) -> dict[str, dict[str, float]]:
    """Return the scores of the maps of one sequence by what is known."""
    # Read the frames and the ground truth
    frames = find_sequence(folder)
    truth = read_true_surface(folder)
    exact = truth is not None
    truth = truth or fused_depth(frames)
    boxes = read_true_boxes(folder) if exact else None
    # Compare the maps from colour alone, and with depth
    scores: dict[str, dict[str, float]] = {}
    for known in ("colour", "depth"):
        if known == "depth" and not any(frame.depth for frame in frames):
            continue
        evaluation = None if boxes is None else BoxEvaluation(boxes, truth)
        each = None if evaluation is None else evaluation.add_frame
        scene, cost = build_map(frames, reconstructor, known == "depth", voxel_size, each)
        scores[known] = evaluate_map(scene, truth, frames, exact) | asdict(cost)
        if evaluation is not None:
            scores[known] |= evaluation.scores(scene.objects())
    return scores


def sequence_table(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return the scores of maps as a Markdown table."""
    columns = [name for name in _COLUMNS if any(name in row for rows in results.values() for row in rows.values())]
    lines = ["| sequence | known | " + " | ".join(_COLUMNS[name] for name in columns) + " |"]
    lines.append("| --- | --- |" + " ---: |" * len(columns))
    for sequence, rows in results.items():
        for known, row in rows.items():
            cells = [_cell(row.get(name, float("nan"))) for name in columns]
            lines.append(f"| {sequence} | {known} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float) -> str:
    """Return a score as text: without decimals if it is a count or above 10, a dash if it is missing."""
    return "-" if np.isnan(value) else f"{value:.0f}" if value > 10 or isinstance(value, int) else f"{value:.3f}"


def build_map(
    frames: Sequence[PosedFrame],
    reconstructor: Reconstructor,
    use_depth: bool,
    voxel_size: float,
    each: Callable[[PosedFrame, Reconstruction], None] | None = None,
) -> tuple[SemanticMap, MapTiming]:
    """Return the map of the frames that have a pose, and its cost.

    Args:
        frames: Frames of the sequence.
        reconstructor: Reconstructor of the frames.
        use_depth: Whether to use the depth of the frames.
        voxel_size: Edge of the voxels of the map in metres.
        each: Function that gets every frame and its reconstruction; None for a map without objects.

    Raises:
        InputError: If no frame has a pose.
    """
    scene = SemanticMap(config=MapConfig(voxel_size, with_objects=each is not None))
    reconstruct, integrate = [], []
    for frame in posed(frames):
        depth = frame.read_depth() if use_depth else None
        image = frame.read_image()
        start = time.perf_counter()
        known = None if depth is None else KnownGeometry(depth)
        reconstruction = reconstructor.reconstruct(image, frame.camera, known=known)
        middle = time.perf_counter()
        assert frame.map_from_camera is not None
        scene.integrate(reconstruction, frame.map_from_camera, frame.stamp)
        reconstruct.append(middle - start)
        integrate.append(time.perf_counter() - middle)
        if each is not None:
            each(frame, reconstruction)
    if not integrate:
        raise InputError("no frame of the sequence has a pose; expected some")
    milliseconds = 1000 * float(np.median(reconstruct)), 1000 * float(np.median(integrate))
    return scene, MapTiming(*milliseconds, scene.bytes / 1e6, len(integrate))


def evaluate_map(scene: SemanticMap, truth: TrueSurface, frames: Sequence[PosedFrame], exact: bool) -> dict[str, float]:
    """Return the scores of a map.

    Args:
        scene: The map.
        truth: True surface; of a whole room if `exact`, else of what depth sensors have seen.
        frames: Frames of the sequence, whose depth determines what was in sight.
        exact: Whether the truth is complete, so that the guessed layer can be evaluated.

    Returns:
        By name: precision, recall and F1 of the measured layer, against what was in sight; if the truth is complete
        also precision and recall of the guessed layer, against what was not, and the surface IoU of the classes.
    """
    # Subsample the surfaces, and find what was in sight
    points = scene.points()
    points = points.select(subsample(points.points))
    measured = points.select(points.layer == Layer.MEASURED)
    seen, in_view = in_sight(truth.points, frames, exact)
    if not exact:
        measured = measured.select(in_sight(measured.points, frames, False, _OBSERVED_TOLERANCE)[0])
        seen = np.ones(len(truth.points), np.bool_)
    # Evaluate the measured layer: recall over what was in sight, precision against everything
    found = nearest_points(truth.points[seen], measured.points, measured.labels)
    right = nearest_points(measured.points, truth.points, truth.labels)
    scores = {f"measured_{name}": value for name, value in surface_scores(found.distance, right.distance).items()}
    if not exact:
        return scores
    # Evaluate the guessed layer: recall over what is still hidden, precision against everything
    guessed = points.select(points.layer == Layer.GUESSED)
    hidden = ~seen & in_view
    before = nearest_points(truth.points[hidden], measured.points, measured.labels).distance
    still_hidden = truth.points[hidden][~np.isfinite(before)]
    found = nearest_points(still_hidden, guessed.points, guessed.labels)
    right = nearest_points(guessed.points, truth.points, truth.labels)
    scores |= {f"guessed_{name}": value for name, value in surface_scores(found.distance, right.distance).items()}
    return scores | _class_scores(points, truth)


def fused_depth(frames: Sequence[PosedFrame]) -> TrueSurface:
    """Return the surface that Open3D fuses from the depth images of a sequence, without classes.

    Raises:
        InputError: If there is no depth image.
    """
    o3d = load_open3d()
    integration = o3d.pipelines.integration
    volume = integration.ScalableTSDFVolume(
        voxel_length=_REFERENCE_VOXEL,
        sdf_trunc=3 * _REFERENCE_VOXEL,
        color_type=integration.TSDFVolumeColorType.NoColor,
    )
    count = 0
    for frame in posed(frames):
        depth = frame.read_depth()
        if depth is None:
            continue
        count += 1
        values = np.nan_to_num(depth).astype(np.float32)
        blank = o3d.geometry.Image(np.zeros((*values.shape, 3), np.uint8))
        image = o3d.geometry.RGBDImage.create_from_color_and_depth(
            blank, o3d.geometry.Image(values), depth_scale=1.0, depth_trunc=_REFERENCE_RANGE
        )
        K = frame.camera.K
        lens = o3d.camera.PinholeCameraIntrinsic(
            frame.camera.width, frame.camera.height, K[0, 0], K[1, 1], K[0, 2], K[1, 2]
        )
        assert frame.map_from_camera is not None
        volume.integrate(image, lens, rigid.inverse(frame.map_from_camera))
    if not count:
        raise InputError("the sequence has no depth images to compare with; expected some, or a walk with room.npz")
    points = np.asarray(volume.extract_point_cloud().points, np.float32)
    return TrueSurface(points, np.full(len(points), UNOBSERVED, np.uint8))


def _class_scores(points: MapPoints, truth: TrueSurface) -> dict[str, float]:
    """Return the mean IoU of the classes on both surfaces, and the calibration error of the confidence."""
    there = nearest_points(truth.points, points.points, points.labels)
    back = nearest_points(points.points, truth.points, truth.labels)
    matches = np.stack([class_matches(truth.labels, there), class_matches(points.labels, back)])
    iou = surface_iou(matches)
    matched = np.isfinite(back.distance)
    right = back.labels[matched] == points.labels[matched]
    reliability = class_reliability(points.confidence[matched], right, _ECE_BINS)
    return {
        "class_miou": float(np.nanmean(iou)),
        "class_ece": float(class_calibration_error(reliability)),
    }
