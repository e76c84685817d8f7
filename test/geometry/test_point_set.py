import numpy as np

from svr_ros.geometry.point_set import subsample_indices


def test_subsample_is_even_and_deterministic() -> None:
    index = np.arange(100_000)
    kept = subsample_indices(index, 1000)
    assert len(set(kept)) == 1000
    np.testing.assert_array_equal(kept, subsample_indices(index, 1000))
    counts, _ = np.histogram(kept, bins=10, range=(0, 100_000))
    assert counts.min() > 90
    assert subsample_indices(index, None) is index and len(subsample_indices(index, 0)) == 0
