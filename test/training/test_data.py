import numpy as np
import torch

from svr_ros.geometry.frustum import Frustum
from svr_ros.networks.config import ModelConfig
from svr_ros.synthesis.samples import make_sample, sample_points
from svr_ros.training.config import TrainingConfig
from svr_ros.training.data import Rooms, _arrays, _hide_margins, batches

SMALL = TrainingConfig(batch=2, workers=0, visible_points=32, solid_points=16, uniform_points=16)


def test_examples_are_functions_of_their_number() -> None:
    first, again, other = (Rooms(ModelConfig(), SMALL)[n] for n in (5, 5, 6))
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    assert not np.array_equal(first["image"], other["image"])


def test_resumed_loader_goes_on_with_the_next_example() -> None:
    loader = iter(batches(ModelConfig(), SMALL, 0))
    next(loader)
    expected = next(loader)
    resumed = next(iter(batches(ModelConfig(), SMALL, 2)))
    assert torch.equal(expected.image, resumed.image) and torch.equal(expected.points, resumed.points)


def test_mirrored_points_are_what_the_mirrored_image_shows() -> None:
    frustum = Frustum()
    sample = make_sample(3)
    points = sample_points(sample, frustum, np.random.default_rng(0), 64, 32, 32)
    plain = _arrays(sample.image, sample, points, {}, 4, mirrored=False)
    mirrored = _arrays(sample.image, sample, points, {}, 4, mirrored=True)
    np.testing.assert_array_equal(mirrored["image"], plain["image"][:, :, ::-1])
    np.testing.assert_allclose(mirrored["normals"][0], -plain["normals"][0, :, ::-1])
    np.testing.assert_allclose(
        frustum.to_camera(mirrored["points"]), frustum.to_camera(plain["points"]) * [-1, 1, 1], atol=1e-5
    )
    np.testing.assert_array_equal(mirrored["distance"], plain["distance"])


def test_hidden_margins_leave_one_window() -> None:
    image = np.full((96, 96, 3), 200, np.uint8)
    shown = (_hide_margins(image, np.random.default_rng(1)) == 200).all(-1)
    rows, columns = np.nonzero(shown.any(1))[0], np.nonzero(shown.any(0))[0]
    assert shown[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
    assert 0.4 < shown.mean() < 1
