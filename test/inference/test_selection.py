import numpy as np

from svr_ros.geometry.point_set import subsample_indices
from svr_ros.inference.selection import Selection
from svr_ros.labels import UNOBSERVED, Label


def test_classes_and_confidence() -> None:
    labels = np.array([Label.WALL, Label.SOFA, Label.SOFA, UNOBSERVED], np.uint8)
    confidence = np.array([0.9, 0.9, 0.4, 1.0], np.float32)
    assert Selection().keeps(labels, confidence).all()
    assert Selection(min_confidence=0.5).keeps(labels, confidence).tolist() == [True, True, False, True]
    sofas = Selection.of_classes(["sofa", "bed"], 0.5)
    assert sofas.keeps(labels, confidence).tolist() == [False, True, False, False]


def test_even_share_is_even_and_always_the_same() -> None:
    index = np.arange(100_000)
    kept = subsample_indices(index, 1000)
    assert len(set(kept)) == 1000
    np.testing.assert_array_equal(kept, subsample_indices(index, 1000))
    counts, _ = np.histogram(kept, bins=10, range=(0, 100_000))
    assert counts.min() > 90
    assert subsample_indices(index, None) is index and len(subsample_indices(index, 0)) == 0
