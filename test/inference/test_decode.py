import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.inference.decode import decode_volume
from svr_ros.inference.weights import random_weights
from svr_ros.networks.model import Encoding, Model


@pytest.fixture(scope="module")
def model() -> Model:
    return random_weights(seed=3).model().requires_grad_(False)


@pytest.fixture(scope="module")
def encoding(model: Model) -> Encoding:
    torch.manual_seed(0)
    with torch.inference_mode():
        return model(torch.rand(1, 3, 256, 256) * 255)


@torch.inference_mode()
def test_block_decoding_is_the_plain_decoder(model: Model, encoding: Encoding) -> None:
    volume = decode_volume(model.decoder, encoding.latents, encoding.columns, 64)
    points = torch.from_numpy(model.config.frustum.centres(64)).view(1, -1, 3)
    distance, logits = model.decoder(encoding.latents, encoding.columns, points)
    probability, label = logits.softmax(-1).max(-1)
    torch.testing.assert_close(volume.distance.flatten(), distance[0].clamp(-1, 1), atol=1e-5, rtol=0)
    torch.testing.assert_close(volume.confidence.flatten(), probability[0], atol=1e-5, rtol=0)
    assert (volume.labels.flatten() == label[0]).float().mean() > 0.9999  # the rest are ties to rounding


@torch.inference_mode()
def test_far_blocks_are_interpolated_and_near_ones_exact(model: Model, encoding: Encoding) -> None:
    decoder = model.decoder
    bias = decoder.output.bias.clone()
    try:
        decoder.output.bias[0] = 3.0  # everything is far from any surface: no block is decoded finely
        volume = decode_volume(decoder, encoding.latents, encoding.columns, 128)
        assert (volume.distance == 1).all()
    finally:
        decoder.output.bias.copy_(bias)
    volume = decode_volume(decoder, encoding.latents, encoding.columns, 128)
    points = torch.from_numpy(model.config.frustum.centres(128)).view(1, -1, 3)[:, ::997]
    exact, _ = decoder(encoding.latents, encoding.columns, points)
    torch.testing.assert_close(volume.distance.flatten()[::997], exact[0].clamp(-1, 1), atol=1e-5, rtol=0)


@pytest.mark.parametrize("resolution", [0, 32, 100, -64])
@torch.inference_mode()
def test_unusable_resolution_is_refused(model: Model, encoding: Encoding, resolution: int) -> None:
    with pytest.raises(InputError, match="resolution"):
        decode_volume(model.decoder, encoding.latents, encoding.columns, resolution)
