import math

import numpy as np
import pytest
import torch

from svr_ros.geometry.frustum import Frustum
from svr_ros.training.scale import believed_scale, rescale

FRUSTUM = Frustum()


def test_scale_is_the_median_ratio_to_the_truth() -> None:
    depth = torch.tensor([2.0, 2.0, 3.0]).view(1, 1, 3)
    log_depth = (depth * torch.tensor([1.2, 1.2, 5.0])).log()[:, None].requires_grad_()
    scale = believed_scale(log_depth, depth)
    assert scale.item() == pytest.approx(1.2) and not scale.requires_grad


def test_absurd_scales_are_limited() -> None:
    assert believed_scale(torch.full((1, 1, 2, 2), math.log(10)), torch.ones(1, 2, 2)).item() == pytest.approx(1.6)


def test_points_move_as_a_scaled_scene_does() -> None:
    volume = np.random.default_rng(0).uniform(0.1, 0.8, (2, 50, 3))
    scale = torch.tensor([[1.15], [0.95]], dtype=torch.float64)
    moved, inside = rescale(torch.from_numpy(volume), scale, FRUSTUM)
    expected = FRUSTUM.to_camera(volume) * scale.numpy()[..., None]
    kept = inside.numpy()
    np.testing.assert_array_equal(kept, (expected[..., 2] > 1.0) & (expected[..., 2] < 4.0))
    assert kept.mean() > 0.8 and not kept.all()
    np.testing.assert_allclose(FRUSTUM.to_camera(moved.numpy())[kept], expected[kept], atol=1e-9)
