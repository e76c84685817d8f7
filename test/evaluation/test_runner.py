import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.evaluation import report, runner
from svr_ros.evaluation.corruptions import CORRUPTIONS
from svr_ros.evaluation.frame_metrics import to_entry
from svr_ros.evaluation.known import ERRORS
from svr_ros.evaluation.runner import CLEAN, Evaluation, EvaluationPlan, evaluate
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.frustum import Frustum
from svr_ros.inference.files import Source, find_sources
from svr_ros.inference.weights import Weights, random_weights
from svr_ros.labels import COLORS
from svr_ros.networks.config import ModelConfig, SceneConfig

CONFIG = replace(ModelConfig(), frustum=Frustum(), image_size=128, resolution=64, scene=SceneConfig(grid=8))


@pytest.fixture(scope="module")
def weights() -> Weights:
    return random_weights(CONFIG)


def entries(evaluation: Evaluation) -> dict:
    return {
        (set_name, corruption, name): repr(to_entry(metrics))
        for set_name, by_corruption in evaluation.sets.items()
        for corruption, frames in by_corruption.items()
        for name, metrics in frames.items()
    }


def test_metrics_do_not_depend_on_the_number_of_processes(weights: Weights, known_scene, tmp_path: Path) -> None:
    sources = []
    for number, hfov in enumerate((0.9, 1.1, 1.3)):
        folder = tmp_path / f"frame_{number}"
        folder.mkdir()
        camera = Camera.from_hfov(160, 120, hfov)
        depth, labels, _ = known_scene.view(camera)
        Image.fromarray(COLORS[labels]).save(folder / "image.jpg")
        Image.fromarray(np.round(depth * 1000).astype(np.uint16)).save(folder / "depth.png")
        Image.fromarray(labels).save(folder / "labels.png")
        calibration = {"width": 160, "height": 120, "K": camera.K.ravel().tolist()}
        (folder / "camera.json").write_text(json.dumps(calibration))
        sources += find_sources(folder)
    plan = EvaluationPlan(weights, "cpu", sources)
    alone, together = evaluate(plan, 1), evaluate(plan, 2)
    assert entries(alone) == entries(together)
    assert list(together.sets["frames"][CLEAN]) == ["frame_0", "frame_1", "frame_2"]
    assert len(set(entries(alone).values())) == 3


def test_corruptions_sheet_and_broken_frames(weights: Weights, tmp_path: Path) -> None:
    missing = Source("gone", tmp_path / "image.jpg", tmp_path / "camera.json")
    evaluation = evaluate(EvaluationPlan(weights, "cpu", [missing], rooms=1, robustness=True, sheet=True))
    assert set(evaluation.sets) == {"rooms"} and set(evaluation.sets["rooms"]) == {CLEAN, *CORRUPTIONS}
    [failure] = evaluation.failures
    assert failure.startswith("gone: ")
    [row] = evaluation.rows
    assert {panel.shape for panel in row} == {(192, 256, 3)}
    results = [frames["room_0000"] for frames in evaluation.sets["rooms"].values()]
    matrices = [frame.counts["labels"] for frame in results]
    assert all((matrix != matrices[0]).any() for matrix in matrices[1:])
    assert all(np.isfinite(frame.values["scores"]["iou_visible"]) for frame in results)


def test_frames_are_evaluated_with_known_geometry(weights: Weights) -> None:
    evaluation = evaluate(EvaluationPlan(weights, "cpu", rooms=1, known=("none", "ground", "depth"), robustness=False))
    rooms = evaluation.known["rooms"]
    assert list(rooms) == ["none", "ground", "depth"]
    nothing, depth = rooms["none"]["room_0000"], rooms["depth"]["room_0000"]
    assert nothing == evaluation.sets["rooms"][CLEAN]["room_0000"]
    assert depth.values["depth"]["abs_rel"] < 0.6 * nothing.values["depth"]["abs_rel"]
    assert {"edge_accuracy", "edge_completeness", "visible_precision_10cm"} <= set(depth.values["scores"])
    table = report.known_table(evaluation)
    assert "| generated rooms: ground | 1 |" in table and table.count("\n") == 5
    assert report.known_summary(evaluation)["rooms"]["depth"]["count"] == 1


def test_robustness_adds_errors_of_known_geometry(weights: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "CORRUPTIONS", {})
    evaluation = evaluate(EvaluationPlan(weights, "cpu", rooms=1, known=("depth",), robustness=True))
    assert list(evaluation.known["rooms"]) == ["depth", *(f"depth, {name}" for name in ERRORS["depth"])]


def test_weights_without_known_geometry_are_refused() -> None:
    plain = random_weights(replace(CONFIG, pixels=replace(CONFIG.pixels, known=False)))
    with pytest.raises(InputError, match="take no known geometry"):
        report.run(EvaluationPlan(plain, "cpu", rooms=1, known=("depth",)), 1, None, None, None)
