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

"""The backend of ONNX Runtime against that of PyTorch."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.backends.export import export_folder
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import Weights

CAMERA = Camera.from_hfov(80, 60, math.radians(70))
KNOWN = KnownGeometry(
    np.where(np.arange(60)[:, None] % 7 == 0, np.float32(2), np.float32(np.nan)) + np.zeros((60, 80), np.float32),
    ground=Plane(np.array([0.0, -1.0, 0.0]), 1.0),
)


@pytest.fixture
def cache(exported: Path, small_weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in a cache of the test that has the exported networks."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = export_folder(small_weights)
    folder.mkdir(parents=True)
    shutil.copy(exported / "networks.onnx", folder)
    return folder


@pytest.mark.parametrize("known", [None, KNOWN], ids=["image", "known"])
def test_scenes_are_those_of_pytorch(cache: Path, small_weights: Weights, known: KnownGeometry | None) -> None:
    image = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    usual, scene = (
        Reconstructor(small_weights, "cpu", precision="fp32", backend=name).reconstruct(image, CAMERA, known=known)
        for name in ("torch", "onnx")
    )
    np.testing.assert_allclose(scene.tsdf, usual.tsdf, atol=1e-5)
    np.testing.assert_allclose(scene.depth, usual.depth, rtol=1e-5)
    assert (scene.labels == usual.labels).mean() > 0.9999  # the rest are ties to rounding
    assert (scene.pixel_labels == usual.pixel_labels).mean() > 0.999
    assert (scene.measured is None) == (known is None)
    if known is not None:
        assert np.array_equal(scene.measured, usual.measured) and scene.measured.any()


def test_auto_takes_exported_weights_in_float32_on_a_cpu(
    cache: Path, small_weights: Weights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SVR_BACKEND", raising=False)
    assert Reconstructor(small_weights, "cpu", precision="fp32").backend == "onnx"
    assert Reconstructor(small_weights, "cpu", precision="bf16").backend == "torch"
    monkeypatch.setenv("SVR_BACKEND", "torch")
    assert Reconstructor(small_weights, "cpu", precision="fp32").backend == "torch"
    monkeypatch.delenv("SVR_BACKEND")
    (cache / "networks.onnx").unlink()
    assert Reconstructor(small_weights, "cpu", precision="fp32").backend == "torch"


def test_damaged_file_and_missing_provider_are_refused(cache: Path, small_weights: Weights) -> None:
    with pytest.raises(InputError, match="backend tensorrt on cpu needs ONNX Runtime's TensorrtExecutionProvider"):
        Reconstructor(small_weights, "cpu", backend="tensorrt")
    (cache / "networks.onnx").write_bytes(b"no graph")
    with pytest.raises(InputError, match=r"ONNX Runtime cannot load .*networks.onnx .*; expected it deleted"):
        Reconstructor(small_weights, "cpu", backend="onnx")


def test_failure_of_the_runtime_keeps_its_text(cache: Path, small_weights: Weights) -> None:
    backend = Reconstructor(small_weights, "cpu", backend="onnx")._backend
    with pytest.raises(RuntimeError, match=r"ONNX Runtime: .*image"), torch.inference_mode():
        backend.see(torch.zeros(1, 3, 32, 32), None)
