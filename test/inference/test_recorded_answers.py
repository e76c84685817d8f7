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

"""Compare the shipped weights' answers with recorded ones, so that a change of code that changes them is noticed.

The recorded numbers were computed before the modules were rearranged and renamed. The networks are compared in float32,
in which CPUs agree to about 1e-4. The Reconstructor computes in bfloat16, whose rounding depends on the CPU: on the CPU
that the numbers come from, bfloat16 and float32 differ by up to 0.036 m in sampled distances and 2.5 % of all labels.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.codec.compress import compress, decompress
from svr_ros.codec.weights import load_codec
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference import weights
from svr_ros.inference.decode import decode_volume
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.scene_volume import SceneVolume
from svr_ros.labels import Label

CAMERA = Camera.from_hfov(640, 480, math.radians(57.3))
RECORDED = Path(__file__).with_name("recorded_answers.json")


@pytest.fixture(scope="module")
def recorded() -> dict[str, dict[str, list[float]]]:
    return json.loads(RECORDED.read_text())


@pytest.fixture(scope="module")
def image() -> NDArray[np.uint8]:
    return room_image()


def room_image() -> NDArray[np.uint8]:
    """Draw a room of gradients and rectangles: wall, side wall, floor, window, sofa, table and a striped shelf."""
    y, x = np.mgrid[0:480, 0:640].astype(np.float32)
    image = np.stack([150 + 0.1 * x, 140 + 0.12 * y, 160 - 0.08 * x], -1)
    floor = np.stack([110 - 0.1 * (y - 300), 80 + 0.05 * x, 60 + 0.1 * (y - 300)], -1)
    image = np.where(y[..., None] > 300, floor, image)
    image[:, :60] *= 0.7
    image[60:200, 380:520] = 235, 240, 250
    image[230:400, 120:300] = 60, 70, 120
    image[250:300, 350:560] = 120, 80, 40
    image[300:420, 360:372] = image[300:420, 540:552] = 90, 60, 30
    image[120:420:40, 575:640] = 30, 30, 30
    return image.clip(0, 255).round().astype(np.uint8)


def samples(volume: NDArray) -> list[float]:
    """Return 16 evenly spaced values of a volume [R, R, R]."""
    side = len(volume)
    return volume[side // 8 :: side // 4, side // 4 :: side // 2, side // 16 :: side // 2][:4].ravel().tolist()


def histogram(labels: NDArray[np.uint8]) -> list[float]:
    """Return the fraction of each class."""
    return (np.bincount(labels.ravel(), minlength=len(Label))[: len(Label)] / labels.size).tolist()


def network_answers(image: NDArray[np.uint8]) -> dict[str, list[float]]:
    """Return what the networks and the decoder predict in float32."""
    model = weights.load("compact").model().requires_grad_(False)
    view = CanonicalView(CAMERA, model.config.frustum, model.config.image_size)
    encoding = model(view.warp(image)[None], augment=True)
    volume = decode_volume(model.decoder, encoding.latents, encoding.ray_features, 128)
    pixels = encoding.pixels
    assert pixels.depth is not None and pixels.class_logits is not None
    return {
        "distance": samples(volume.distance.numpy()),
        "confidence": samples(volume.confidence.numpy()),
        "labels": histogram(volume.labels.numpy()),
        "log_depth": pixels.depth.log[0, 0, 8::16, 8::16].flatten().tolist(),
        "log_depth_std": pixels.depth.log_std[0, 0, 8::16, 8::16].flatten().tolist(),
        "normals": pixels.normals[0, :, 8::24, 8::24].flatten().tolist(),
        "class_logits": pixels.class_logits.mean((0, 2, 3)).tolist(),
        "latents": encoding.latents[0, ::16, 8, 4, 4::8].flatten().tolist(),
    }


def reconstruction_answers(scene: Reconstruction) -> dict[str, list[float]]:
    """Return what the Reconstructor hands out."""
    assert scene.pixel_confidence is not None and scene.log_depth_std is not None
    return {
        "tsdf": samples(scene.tsdf),
        "labels": histogram(scene.labels),
        "mean_confidence": [float(scene.confidence.mean()), float(scene.pixel_confidence.mean())],
        "depth_image": scene.depth_image()[60::120, 80::160].flatten().tolist(),
        "label_image": histogram(scene.label_image()),
        "mean_log_depth_std": [float(scene.log_depth_std.mean())],
    }


def codec_answers() -> dict[str, list[float]]:
    """Return a ball of class chair, compressed to latents and decompressed again."""
    codec = load_codec()
    model = codec.codec.config.model
    points = model.frustum.to_camera(model.frustum.centres(model.resolution))
    distance = np.linalg.norm(points - np.array([0.1, 0.1, 1.6], np.float32), axis=-1) - np.float32(0.12)
    scene = SceneVolume(
        frustum=model.frustum,
        truncation=model.truncation,
        tsdf=distance.clip(-model.truncation, model.truncation).astype(np.float32),
        labels=np.full(distance.shape, Label.CHAIR, np.uint8),
        confidence=np.ones(distance.shape, np.float32),
        valid=np.ones((1, 1), np.bool_),
    )
    compressed = compress(codec, scene)
    decoded = decompress(codec, compressed, 64)
    return {
        "blocks": [len(compressed.blocks), int(compressed.filled.sum())],
        "latents": compressed.latents[::32, ::64].flatten().tolist(),
        "tsdf": decoded.tsdf[16:48:4, 36, 26:40:4].flatten().tolist(),
        "labels": histogram(decoded.labels),
    }


def test_networks_answer_as_recorded(recorded: dict, image: NDArray[np.uint8]) -> None:
    for name, values in network_answers(image).items():
        np.testing.assert_allclose(values, recorded["networks"][name], rtol=1e-3, atol=2e-3, err_msg=name)


def test_reconstruction_is_as_recorded(recorded: dict, image: NDArray[np.uint8]) -> None:
    tolerances = {"tsdf": 0.03, "depth_image": 0.08}
    for name, values in reconstruction_answers(Reconstructor("compact", "cpu").reconstruct(image, CAMERA)).items():
        tolerance = tolerances.get(name, 0.02)
        np.testing.assert_allclose(values, recorded["reconstruction"][name], atol=tolerance, err_msg=name)


def test_codec_answers_as_recorded(recorded: dict) -> None:
    # bfloat16 moves latents by up to 0.01 and distances by less than a millimetre.
    tolerances = {"blocks": 0.0, "latents": 0.02, "tsdf": 0.003, "labels": 0.002}
    for name, values in codec_answers().items():
        np.testing.assert_allclose(values, recorded["codec"][name], atol=tolerances[name], err_msg=name)
