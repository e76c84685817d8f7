import numpy as np

from svr_ros.inference.selection import Selection
from svr_ros.labels import UNOBSERVED, Label


def test_classes_and_confidence() -> None:
    labels = np.array([Label.WALL, Label.SOFA, Label.SOFA, UNOBSERVED], np.uint8)
    confidence = np.array([0.9, 0.9, 0.4, 1.0], np.float32)
    assert Selection().keeps(labels, confidence).all()
    assert Selection(min_confidence=0.5).keeps(labels, confidence).tolist() == [True, True, False, True]
    sofas = Selection.of_classes(["sofa", "bed"], 0.5)
    assert sofas.keeps(labels, confidence).tolist() == [False, True, False, False]
