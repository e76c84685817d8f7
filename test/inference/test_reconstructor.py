# Copyright 2026 The svr_ros developers
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

import dataclasses
import math

import numpy as np
import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera, pinhole_matrix
from svr_ros.inference.reconstructor import Reconstructor, choose_device
from svr_ros.inference.weights import Weights, random_weights
from svr_ros.labels import UNOBSERVED, Label
from svr_ros.networks.config import PAPER, ModelConfig

# The paper preset with narrow layers and few blocks, and a Fourier feature that is cos(2 pi z) across a block.
SMALL = dataclasses.replace(
    PAPER,
    image_size=64,
    resolution=64,
    pixels=dataclasses.replace(
        PAPER.pixels, encoder_widths=((8,), (8,), (8,)), decoder_widths=((8, 8), (8, 8), (8, 8))
    ),
    scene=dataclasses.replace(
        PAPER.scene, encoder_widths=(8, 8, 8), tree_width=8, grid=8, volume_width=16, latent_width=16, volume_layers=2
    ),
    decoder=dataclasses.replace(PAPER.decoder, widths=(32, 16), fourier="periodic", fourier_features=16),
)
CAMERA = Camera.from_hfov(80, 60, math.radians(70))


@torch.no_grad()
def layered(offset: float) -> Weights:
    """Return small weights whose every block tells cos(2 pi z) + offset in truncations, and floor."""
    weights = random_weights(SMALL)
    model = weights.model()
    model.scene.completion.latents.weight.zero_()
    model.scene.completion.latents.bias.fill_(2.0)  # not the constant of empty blocks, nor of filled ones
    decoder = model.decoder
    for parameter in decoder.parameters():
        parameter.zero_()
    along_depth = torch.tensor([0, 0, 2 * torch.pi])
    cosine = 16 + (decoder.frequencies.T - along_depth).norm(dim=1).argmin()
    decoder.point.weight[0, cosine] = decoder.point.bias[0] = decoder.hidden.weight[0, 0] = 1
    decoder.output.weight[0, 0], decoder.output.bias[0] = 1, offset - 1
    decoder.classes.bias[Label.FLOOR] = 5
    return dataclasses.replace(weights, tensors=model.state_dict())


@pytest.fixture(scope="module")
def reconstructor() -> Reconstructor:
    return Reconstructor(layered(0.0), "cpu")


def image_for(camera: Camera) -> np.ndarray:
    return np.full((camera.height, camera.width, 3), (200, 100, 50), np.uint8)


def test_paper_like_model_from_image_to_mesh(reconstructor: Reconstructor) -> None:
    scene = reconstructor.reconstruct(image_for(CAMERA), CAMERA)
    assert scene.tsdf.shape == scene.labels.shape == (64, 64, 64) and scene.truncation == 0.1
    assert scene.depth.shape == scene.pixel_labels.shape == (64, 64)
    # cos(2 pi z) first falls below zero a quarter into the first of eight blocks: there is what the pixels show.
    depth = SMALL.frustum.depth_of_slice(np.array(0.25 / 8))
    np.testing.assert_allclose(scene.depth, depth, atol=1e-3)
    assert (scene.pixel_labels == Label.FLOOR).all()
    np.testing.assert_allclose(np.linalg.norm(scene.normals, axis=-1), 1, atol=1e-5)
    assert np.nanmedian(scene.depth_image()) == pytest.approx(depth, abs=1e-3)
    mesh = scene.mesh("image")
    assert len(mesh.faces) > 1000 and (mesh.labels == Label.FLOOR).all()
    nearest = mesh.vertices[mesh.vertices[:, 2] < depth + 0.05]
    np.testing.assert_allclose(nearest[:, 2], depth, atol=2e-3)
    seen = mesh.colors[mesh.vertices[:, 2] < depth + 0.05]
    assert (seen == (200, 100, 50)).all(1).mean() > 0.9


def test_where_the_volume_has_no_surface_pixels_have_neither_depth_nor_class() -> None:
    scene = Reconstructor(layered(1.5), "cpu").reconstruct(image_for(CAMERA), CAMERA)
    assert np.isnan(scene.depth).all() and (scene.pixel_labels == UNOBSERVED).all()
    assert len(scene.mesh().faces) == 0


def test_compact_model_tells_depth_and_classes_of_pixels_itself() -> None:
    reconstructor = Reconstructor(random_weights(), "cpu", 64)
    scene = reconstructor.reconstruct(image_for(CAMERA), CAMERA)
    assert scene.tsdf.shape == (64, 64, 64) and scene.depth.shape == scene.pixel_labels.shape == (256, 256)
    low, high = ModelConfig().pixels.depth_range
    assert low < scene.depth.min() and scene.depth.max() < high and scene.pixel_labels.max() < 10


def test_resolution_is_the_models_where_none_is_asked_for(reconstructor: Reconstructor) -> None:
    assert reconstructor.resolution == SMALL.resolution
    assert Reconstructor(layered(0.0), "cpu", 96).reconstruct(image_for(CAMERA), CAMERA).tsdf.shape == (96,) * 3
    with pytest.raises(InputError, match="resolution is 100; expected a multiple of 8 from 64 to 256"):
        Reconstructor(layered(0.0), "cpu", 100)


def test_one_image_can_have_a_resolution_of_its_own(reconstructor: Reconstructor) -> None:
    assert reconstructor.reconstruct(image_for(CAMERA), CAMERA, 72).tsdf.shape == (72,) * 3
    assert reconstructor.reconstruct(image_for(CAMERA), CAMERA).tsdf.shape == (64,) * 3
    with pytest.raises(InputError, match="resolution is 100; expected a multiple of 8 from 64 to 256"):
        reconstructor.reconstruct(image_for(CAMERA), CAMERA, 100)


@pytest.mark.parametrize("width, height", [(1, 1), (8000, 6000), (3, 2000)])
def test_images_of_any_size(reconstructor: Reconstructor, width: int, height: int) -> None:
    K = pinhole_matrix(width / 2 / math.tan(0.6), height / 2 / math.tan(0.5), width, height)
    camera = Camera(width, height, K)
    image = np.broadcast_to(np.array([200, 100, 50], np.uint8), (height, width, 3))
    scene = reconstructor.reconstruct(image, camera)
    assert scene.valid.all() and (scene.image == (200, 100, 50)).all()
    assert np.isfinite(scene.depth).all()


@pytest.mark.parametrize(
    "image, said",
    [
        (np.zeros((60, 80, 3), np.float32), r"image is float32 \[60, 80, 3\]"),
        (np.full((60, 80, 3), np.nan), r"image is float64 \[60, 80, 3\]"),
        (np.zeros((60, 80, 3), np.uint16), r"image is uint16 \[60, 80, 3\]"),
        (np.zeros((60, 80), np.uint8), r"image is uint8 \[60, 80\]"),
        (np.zeros((60, 80, 4), np.uint8), r"image is uint8 \[60, 80, 4\]"),
        (np.zeros((80, 60, 3), np.uint8), r"image is uint8 \[80, 60, 3\]"),
        (np.zeros((0, 0, 3), np.uint8), r"image is uint8 \[0, 0, 3\]"),
        ([[[0, 0, 0]]], "image is list"),
        (None, "image is NoneType"),
    ],
)
def test_what_is_no_image_of_the_camera_is_refused(reconstructor: Reconstructor, image: object, said: str) -> None:
    with pytest.raises(InputError, match=said + r"; expected RGB as uint8 \[60, 80, 3\]"):
        reconstructor.reconstruct(image, CAMERA)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["gpu", "meta", "cuda:99", ""])
def test_device_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=f"device is '{name}'.*expected"):
        choose_device(name)


def test_auto_says_when_a_build_for_cuda_finds_no_gpu(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.version, "cuda", None)
    assert choose_device("auto").type == "cpu" and not caplog.records
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    assert choose_device("auto").type == "cpu"
    [record] = caplog.records
    assert "no GPU was found, the CPU is used: PyTorch is built for CUDA 13.0" in record.getMessage()
    caplog.clear()
    assert choose_device("cpu").type == "cpu" and not caplog.records
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto").type == "cuda" and not caplog.records


@pytest.mark.parametrize("resolution", [0, 7, 64.0])
def test_resolution_of_one_image_is_checked(reconstructor: Reconstructor, resolution: int) -> None:
    camera = Camera.from_hfov(64, 48, 1.0)
    with pytest.raises(InputError, match=f"resolution is {resolution}; expected a multiple of"):
        reconstructor.reconstruct(np.zeros((48, 64, 3), np.uint8), camera, resolution)


def test_depth_that_is_no_known_geometry_is_refused(reconstructor: Reconstructor) -> None:
    camera, depth = Camera.from_hfov(64, 48, 1.0), np.ones((48, 64), np.float32)
    with pytest.raises(InputError, match="known geometry is a ndarray; expected KnownGeometry"):
        reconstructor.reconstruct(np.zeros((48, 64, 3), np.uint8), camera, known=depth)  # type: ignore[arg-type]
