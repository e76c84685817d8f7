"""Evaluate weights: measure every frame and room, sum up, and show it as a table, as JSON and as a picture sheet."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.evaluation import metrics, sets
from svr_ros.evaluation.measure import FrameFigures, RoomFigures, measure_frame, measure_room
from svr_ros.evaluation.sets import Frame
from svr_ros.inference import files, pictures
from svr_ros.inference.files import Source
from svr_ros.inference.pictures import Picture
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.labels import NAMES

_PANEL = 256, 192
_TITLES = ("input", "true depth", "depth", "true classes", "classes", "3D from the left", "and from the right")
_PICTURED_ROOMS = 8

# Columns of the table: heading, and where the figure stands in a summary.
_COLUMNS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("AbsRel", ("depth", "abs_rel")),
    ("scaled", ("depth", "abs_rel_scaled")),
    ("const", ("depth", "abs_rel_constant")),
    ("d<1.25", ("depth", "delta")),
    ("scaled", ("depth", "delta_scaled")),
    ("vAbsRel", ("volume_depth", "abs_rel")),
    ("vscaled", ("volume_depth", "abs_rel_scaled")),
    ("vd<1.25", ("volume_depth", "delta")),
    ("vcover", ("volume_depth", "coverage")),
    ("acc", ("labels", "accuracy")),
    ("mIoU", ("labels", "mean_iou")),
    ("vacc", ("volume_labels", "accuracy")),
    ("vmIoU", ("volume_labels", "mean_iou")),
    ("rec5", ("scores", "recall_5cm")),
    ("prec5", ("scores", "precision_5cm")),
    ("rec10", ("scores", "recall_10cm")),
    ("prec10", ("scores", "precision_10cm")),
)

Summary = dict[str, Any]


@dataclass
class Evaluation:
    """Collect the figures of frames and rooms, the rows of the picture sheet, and what went wrong."""

    frames: dict[str, FrameFigures] = field(default_factory=dict)
    rooms: list[RoomFigures] = field(default_factory=list)
    rows: list[list[Picture]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def evaluate(reconstructor: Reconstructor, sources: Sequence[Source], rooms: int, pictured: bool) -> Evaluation:
    """Measure a reconstructor on frames and on generated rooms; a broken frame is reported and left out."""
    evaluation = Evaluation()
    for source in tqdm(sources, desc="frames", unit="frame", disable=not sources):
        try:
            frame = sets.load_frame(source)
            reconstruction = reconstructor.reconstruct(frame.image, frame.camera)
        except InputError as error:
            evaluation.failures.append(f"{source.name}: {error}")
            tqdm.write(f"svr: {source.name}: {error}", file=sys.stderr)
            continue
        evaluation.frames[frame.name] = measure_frame(reconstruction, frame)
        if pictured:
            evaluation.rows.append(_row(frame, reconstruction))
    config = reconstructor.config
    generated = sets.rooms(rooms, config.frustum, config.image_size)
    for frame, sample in tqdm(generated, desc="rooms", unit="room", total=rooms, disable=not rooms):
        reconstruction = reconstructor.reconstruct(frame.image, frame.camera)
        evaluation.rooms.append(measure_room(reconstruction, frame, sample, config.scene.grid))
        if pictured and len(evaluation.rooms) <= _PICTURED_ROOMS:
            evaluation.rows.append(_row(frame, reconstruction))
    return evaluation


def summarize(evaluation: Evaluation) -> Summary:
    """Return every figure by name: frames each and all, rooms all. Labels are pooled, the rest are means."""
    summary: Summary = {}
    if evaluation.frames:
        each = {name: summarize_frames([figures]) for name, figures in evaluation.frames.items()}
        summary["frames"] = {"each": each, "all": summarize_frames(list(evaluation.frames.values()))}
    if evaluation.rooms:
        hits = np.sum([room.hits for room in evaluation.rooms], 0)
        union = np.sum([room.union for room in evaluation.rooms], 0)
        iou = np.where(union > 0, hits / np.maximum(union, 1), np.nan)
        rooms = summarize_frames([room.frame for room in evaluation.rooms])
        rooms["count"] = len(evaluation.rooms)
        rooms["volume_iou"] = {"mean": metrics.mean_known(iou), **_by_class(iou)}
        summary["rooms"] = rooms
    return summary


def summarize_frames(figures: Sequence[FrameFigures]) -> Summary:
    """Return the means of depth errors and scores over frames, and accuracy and IoU of their pooled pixels."""
    summary: Summary = {}
    for name in ("depth", "volume_depth"):
        errors = [asdict(e) for e in (getattr(f, name) for f in figures) if e is not None]
        if errors:
            summary[name] = _means(errors)
    for name in ("labels", "volume_labels"):
        matrices = [m for m in (getattr(f, name) for f in figures) if m is not None]
        if matrices:
            pooled = np.sum(matrices, 0)
            iou = metrics.class_iou(pooled)
            accuracy = {"accuracy": metrics.accuracy(pooled), "mean_iou": metrics.mean_known(iou)}
            summary[name] = {**accuracy, "iou": _by_class(iou)}
    scores = [f.scores for f in figures if f.scores]
    if scores:
        summary["scores"] = _means(scores)
    return summary


def _means(entries: Sequence[dict[str, float]]) -> dict[str, float]:
    names = dict.fromkeys(name for entry in entries for name in entry)
    return {name: metrics.mean_known(np.array([e[name] for e in entries if name in e])) for name in names}


def _by_class(iou: NDArray[np.floating[Any]]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(NAMES, iou, strict=True)}


def table(summary: Summary) -> str:
    """Return the summary as text: a line for each frame, all of them, and the rooms; v: the volume's surface."""
    lines = [" " * 30 + "".join(f"{heading:>8}" for heading, _ in _COLUMNS)]
    frames = summary.get("frames", {"each": {}})
    entries = dict(frames["each"])
    if len(entries) > 1:
        entries["ALL FRAMES"] = frames["all"]
    if "rooms" in summary:
        entries[f"{summary['rooms']['count']} GENERATED ROOMS"] = summary["rooms"]
    for name, entry in entries.items():
        values = (entry.get(group, {}).get(figure, np.nan) for _, (group, figure) in _COLUMNS)
        lines.append(
            f"{name[:30]:30}" + "".join(f"{value:8.3f}" if np.isfinite(value) else f"{'-':>8}" for value in values)
        )
    if "rooms" in summary:
        lines += ["", *_room_lines(summary["rooms"])]
    return "\n".join(lines)


def _room_lines(rooms: Summary) -> list[str]:
    scores, iou = rooms["scores"], rooms["volume_iou"]
    by_class = ", ".join(f"{name} {iou[name]:.2f}" for name in NAMES)
    return [
        f"rooms: normals {scores['normals_mean']:.1f} degrees mean, {scores['normals_median']:.1f} median;"
        f" occupied space IoU {scores['iou_room']:.3f} in the room, {scores['iou_visible']:.3f} visible,"
        f" {scores['iou_hidden']:.3f} hidden; jumps at seams of blocks {scores['seams']:.2f} of those inside",
        f"rooms: class IoU in the volume {iou['mean']:.3f}: {by_class}",
    ]


def to_json(summary: Summary, weights_name: str, weights_hash: str) -> str:
    """Return the summary with the weights' name and hash as JSON; figures that do not exist are null."""
    weights = {"name": weights_name, "hash": weights_hash}
    return json.dumps(_finite({"weights": weights, **summary}), indent=1) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, float):
        return round(value, 5) if np.isfinite(value) else None
    return value


def sheet(evaluation: Evaluation) -> Picture:
    """Return the pictures of every frame and of the first rooms, one row each, under titles and above the legend."""
    return pictures.titled_grid(evaluation.rows, _TITLES, gap=6)


def _row(frame: Frame, reconstruction: Reconstruction) -> list[Picture]:
    frustum = reconstruction.frustum
    height, width = frame.image.shape[:2]
    unknown = np.full((height, width), np.nan, np.float32)
    true_depth = unknown if frame.depth is None else np.where(frame.depth > 0, frame.depth, np.nan)
    true_labels = np.full((height, width), 255, np.uint8) if frame.labels is None else frame.labels
    panels = [
        pictures.captioned(pictures.resize(frame.image, *_PANEL, smooth=True), frame.name),
        *(pictures.color_depth(d, frustum.near, frustum.far) for d in (true_depth, reconstruction.depth_image())),
        *(pictures.color_labels(labels) for labels in (true_labels, reconstruction.label_image())),
        *pictures.draw_scene(reconstruction, *_PANEL),
    ]
    return [pictures.resize(panel, *_PANEL) for panel in panels]


def run(
    reconstructor: Reconstructor, sources: Sequence[Source], rooms: int, json_path: Path | None, sheet_path: Path | None
) -> bool:
    """Evaluate, print the table and write what is asked for; return whether every frame could be measured."""
    evaluation = evaluate(reconstructor, sources, rooms, sheet_path is not None)
    summary = summarize(evaluation)
    print(table(summary))
    if json_path is not None:
        text = to_json(summary, reconstructor.weights_name, reconstructor.weights_hash)
        files.write_atomically(json_path, lambda partial: partial.write_text(text))
    if sheet_path is not None and evaluation.rows:
        files.write_picture(sheet(evaluation), sheet_path)
    return not evaluation.failures
