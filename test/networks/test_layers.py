import torch
from torch.nn import functional as F

from svr_ros.networks.layers import sample_linear


def test_linear_samples_of_a_volume_are_those_of_grid_sample() -> None:
    torch.manual_seed(0)
    volume, points = torch.rand(2, 5, 4, 6, 8), torch.rand(2, 100, 3)
    grid = points.flip(-1).view(2, 1, 1, 100, 3) * 2 - 1
    expected = F.grid_sample(volume, grid, padding_mode="border", align_corners=False)[:, :, 0, 0].transpose(1, 2)
    torch.testing.assert_close(sample_linear(volume, points), expected)


def test_linear_samples_of_an_image_are_those_of_grid_sample() -> None:
    torch.manual_seed(0)
    image, points = torch.rand(1, 3, 7, 5), torch.rand(1, 50, 2)
    grid = points.flip(-1).view(1, 1, 50, 2) * 2 - 1
    expected = F.grid_sample(image, grid, padding_mode="border", align_corners=False)[:, :, 0].transpose(1, 2)
    torch.testing.assert_close(sample_linear(image, points), expected)


def test_gradients_reach_the_sampled_cells() -> None:
    volume = torch.rand(1, 2, 3, 3, 3, dtype=torch.float64, requires_grad=True)
    points = torch.full((1, 1, 3), 0.5)  # the middle cell's centre
    sample_linear(volume, points).sum().backward()
    expected = torch.zeros_like(volume)
    expected[:, :, 1, 1, 1] = 1
    assert volume.grad is not None
    torch.testing.assert_close(volume.grad, expected)
