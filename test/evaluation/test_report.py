import json

import numpy as np
import pytest

from svr_ros.evaluation import report
from svr_ros.evaluation.measure import FrameFigures
from svr_ros.evaluation.metrics import DepthErrors
from svr_ros.evaluation.report import Evaluation
from svr_ros.labels import Label


def depth_errors(abs_rel: float) -> DepthErrors:
    return DepthErrors(abs_rel, 0.5, abs_rel / 2, 0.6, 0.3, 0.4, 1.0)


def matrix(right: int, wrong: int) -> np.ndarray:
    counts = np.zeros((10, 11), np.int64)
    counts[Label.BED, Label.BED], counts[Label.BED, Label.SOFA] = right, wrong
    return counts


def test_depth_is_averaged_and_labels_are_pooled() -> None:
    small = FrameFigures(depth_errors(0.1), labels=matrix(1, 0), scores={"recall_5cm": 1.0})
    large = FrameFigures(depth_errors(0.3), labels=matrix(1, 2))
    summary = report.summarize(Evaluation(frames={"small": small, "large": large, "bare": FrameFigures()}))
    overall = summary["frames"]["all"]
    assert overall["depth"]["abs_rel"] == pytest.approx(0.2)
    assert overall["labels"]["accuracy"] == pytest.approx(2 / 4)
    assert overall["labels"]["iou"]["bed"] == pytest.approx(2 / 4)
    assert overall["scores"]["recall_5cm"] == 1.0
    assert summary["frames"]["each"]["bare"] == {}


def test_table_names_each_frame_and_what_is_missing() -> None:
    frames = {"first": FrameFigures(depth_errors(0.125)), "second": FrameFigures(labels=matrix(3, 1))}
    text = report.table(report.summarize(Evaluation(frames=frames)))
    lines = {line.split()[0]: line for line in text.splitlines()[1:]}
    assert "0.125" in lines["first"] and " -" in lines["first"]
    assert "0.750" in lines["second"]
    assert "ALL" in lines


def test_json_is_valid_where_figures_are_missing() -> None:
    summary = report.summarize(Evaluation(frames={"only": FrameFigures(labels=matrix(1, 1))}))
    text = report.to_json(summary, "test", "abc")
    content = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert content["weights"] == {"name": "test", "hash": "abc"}
    assert content["frames"]["each"]["only"]["labels"]["iou"]["floor"] is None
