import torch
from torch.nn import functional as F

from svr_ros.networks.backbone import WIDTHS, EfficientNetLite0, _SameConv


def test_outputs_are_at_strides_four_to_thirty_two() -> None:
    features = EfficientNetLite0()(torch.rand(1, 3, 128, 128) * 255)
    assert [tuple(f.shape) for f in features] == [
        (1, width, 128 // stride, 128 // stride) for width, stride in zip(WIDTHS, (4, 8, 16, 32), strict=True)
    ]


def test_strided_convolution_pads_as_tensorflow_does() -> None:
    conv = _SameConv(1, 1, 3, 2)
    image = torch.rand(1, 1, 8, 8)
    # "same" with stride 2 on an even size: nothing before, one row after.
    expected = F.conv2d(F.pad(image, (0, 1, 0, 1)), conv.weight, conv.bias, 2)
    torch.testing.assert_close(conv(image), expected)


def test_frozen_part_gets_no_gradient() -> None:
    encoder = EfficientNetLite0()
    encoder.freeze_early()
    sum(f.sum() for f in encoder(torch.rand(1, 3, 64, 64))).backward()
    frozen = [p.requires_grad for p in encoder.parameters()]
    assert not frozen[0] and frozen[-1]
    assert encoder.stem.weight.grad is None and encoder.blocks[-1].project.weight.grad is not None
