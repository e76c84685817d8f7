import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.geometry.frustum import Frustum
from svr_ros.geometry.voxels import resample
from svr_ros.labels import UNOBSERVED, Label

FRUSTUM = Frustum()
RESOLUTION, VOXEL, TRUNCATION = 96, 0.08, 0.2
CENTRES = FRUSTUM.to_camera(FRUSTUM.centres(RESOLUTION))
BOX_CENTRE, BOX_HALF = np.array([0.0, 0.1, 2.2]), np.array([0.4, 0.3, 0.35])


def box(points: np.ndarray) -> np.ndarray:
    q = np.abs(points - BOX_CENTRE) - BOX_HALF
    return np.linalg.norm(np.maximum(q, 0), axis=-1) + np.minimum(q.max(-1), 0)


def grid(seen: np.ndarray | None = None, voxel_size: float = VOXEL):
    distance = box(CENTRES).astype(np.float32)
    labels = np.where(distance < 0.1, Label.TABLE, Label.WALL).astype(np.uint8)
    seen = np.ones((64, 64), bool) if seen is None else seen
    return resample(FRUSTUM, distance, labels, np.full_like(distance, 0.7), seen, TRUNCATION, voxel_size)


def centres(result) -> np.ndarray:
    z, y, x = np.indices(result.labels.shape)
    return (np.stack([x, y, z], -1) + 0.5) * result.voxel_size + result.origin


def test_distances_are_those_of_the_box() -> None:
    result = grid()
    inside = result.labels != UNOBSERVED
    expected = np.clip(box(centres(result)), -TRUNCATION, TRUNCATION)
    assert inside.sum() > 5000
    assert np.abs(result.tsdf - expected)[inside].max() < VOXEL / 2


def test_labels_and_confidence_come_from_the_nearest_voxel() -> None:
    result = grid()
    distance = box(centres(result))
    inside = result.labels != UNOBSERVED
    assert (result.labels[inside & (distance < 0.05)] == Label.TABLE).all()
    assert (result.labels[inside & (distance > 0.16)] == Label.WALL).all()
    assert set(np.unique(result.confidence)) == {np.float32(0), np.float32(0.7)}


def test_grid_spans_the_frustum_and_the_rest_is_not_observed() -> None:
    result = grid()
    points = centres(result)
    np.testing.assert_array_equal(result.labels != UNOBSERVED, FRUSTUM.contains(points.astype(np.float32)))
    low, high = result.origin, result.origin + VOXEL * np.array(result.labels.shape[::-1])
    far = np.array([FRUSTUM.tan_x, FRUSTUM.tan_y, 1]) * FRUSTUM.far
    assert (high >= far - 1e-9).all() and (high < far + 2 * VOXEL).all()
    assert low[2] <= FRUSTUM.near < low[2] + 2 * VOXEL


def test_columns_that_the_camera_does_not_see_are_not_observed() -> None:
    seen = np.ones((64, 64), bool)
    seen[:, :32] = False
    result = grid(seen)
    assert (result.labels[centres(result)[..., 0] < -1e-6] == UNOBSERVED).all()
    assert (result.labels != UNOBSERVED).any()


@pytest.mark.parametrize("size", [0.0, -0.1, np.nan, np.inf, 0.001])
def test_unusable_voxel_size_is_refused(size: float) -> None:
    with pytest.raises(InputError, match="voxel size"):
        grid(voxel_size=size)
