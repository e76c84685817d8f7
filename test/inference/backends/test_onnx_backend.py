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

import importlib
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference.backends.export import export_folder, flatten
from svr_ros.inference.backends.torch_backend import TorchBackend
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import Weights

onnxruntime = pytest.importorskip("onnxruntime", reason="needs the extra onnx")
onnx_backend = importlib.import_module("svr_ros.inference.backends.onnx_backend")

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
    for name in ("networks.onnx", "image_networks.onnx"):
        shutil.copy(exported / name, folder)
    return folder


@pytest.mark.parametrize("known", [None, KNOWN], ids=["image", "known"])
def test_scenes_are_those_of_pytorch(cache: Path, small_weights: Weights, known: KnownGeometry | None) -> None:
    image = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    usual, scene = (
        Reconstructor(small_weights, "cpu", precision="fp32", backend=name).reconstruct(image, CAMERA, known=known)
        for name in ("torch", "onnx")
    )
    difference = np.abs(scene.tsdf - usual.tsdf)
    assert (difference < 1e-5).mean() > 0.999 and difference.max() < 1e-4  # fitted planes magnify rounding
    np.testing.assert_allclose(scene.depth, usual.depth, rtol=1e-5)
    assert (scene.labels == usual.labels).mean() > 0.9999  # the rest are ties to rounding
    assert (scene.pixel_labels == usual.pixel_labels).mean() > 0.999
    assert (scene.measured is None) == (known is None)
    if known is not None:
        assert np.array_equal(scene.measured, usual.measured) and scene.measured.any()


def test_networks_for_an_image_alone_are_those_with_nothing_known(cache: Path, small_weights: Weights) -> None:
    """The first ones leave out what reads known geometry; without them, all inputs of the others are zero."""
    images = 255 * torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    predictions = []
    for remove in (False, True):
        if remove:
            (cache / "image_networks.onnx").unlink()
        backend = Reconstructor(small_weights, "cpu", precision="fp32", backend="onnx")._backend
        with torch.inference_mode():
            predictions.append(flatten(backend.see(images, None)))
    alone, both = predictions
    assert alone.keys() == both.keys()
    for name, values in alone.items():
        torch.testing.assert_close(values, both[name], atol=1e-4, rtol=1e-4)


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


class StandIn:
    """ONNX Runtime with TensorRT, whose sessions compute on the CPU.

    Attributes:
        opened: Arguments of the sessions that were opened.
        loads: Whether the libraries of TensorRT can be loaded.
    """

    __version__ = "1.22.0"

    def __init__(self) -> None:
        self.opened: list[Any] = []
        self.loads = True
        self.SessionOptions = onnxruntime.SessionOptions

    def get_available_providers(self) -> list[str]:
        return ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]

    def InferenceSession(self, path: str, options: Any, providers: Any, enable_fallback: int) -> Any:
        self.opened.append((path, providers, enable_fallback))
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        names = [name for name, _ in providers] if self.loads else []
        session.get_providers = lambda: [*names, "CPUExecutionProvider"]
        return session


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Return the stand-in, which the backend uses."""
    made = StandIn()
    monkeypatch.setattr(onnx_backend, "onnxruntime", made)
    return made


def test_tensorrt_gives_the_predictions_of_pytorch(cache: Path, small_weights: Weights, runtime: StandIn) -> None:
    ours = onnx_backend.OnnxBackend(small_weights, torch.device("cpu"), "fp32", tensorrt=True)
    theirs = TorchBackend(small_weights.model(), torch.device("cpu"), "fp32")
    assert ours.name == "tensorrt"
    images = 255 * torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        found, expected = (backend.see(images, None) for backend in (ours, theirs))
        volumes = [backend.decode(expected, 64, 1 << 22) for backend in (ours, theirs)]
    torch.testing.assert_close(found.latents, expected.latents, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(found.depth, expected.depth, atol=0, rtol=1e-5)
    assert found.reliable is None and torch.equal(volumes[0].distance, volumes[1].distance)
    ((path, providers, enable_fallback),) = runtime.opened
    assert path == str(cache / "networks.onnx") and enable_fallback == 0
    assert [name for name, _ in providers] == ["TensorrtExecutionProvider", "CUDAExecutionProvider"]


def test_runtime_that_goes_on_with_the_cpu_is_refused(cache: Path, small_weights: Weights, runtime: StandIn) -> None:
    runtime.loads = False
    with pytest.raises(
        InputError, match=r"ONNX Runtime 1.22.0 cannot use its TensorrtExecutionProvider on cpu; expected the versions"
    ):
        Reconstructor(small_weights, "cpu", backend="tensorrt")


@pytest.mark.parametrize(("precision", "fp16"), [("fp32", "False"), ("bf16", "True")])
def test_options_of_tensorrt(precision: Any, fp16: str) -> None:
    folder = Path("/cache/onnx/one")
    wanted = "TensorrtExecutionProvider"
    providers = onnx_backend._providers(wanted, torch.device("cuda", 1), precision, folder / "networks.onnx")
    # ONNX Runtime makes strings of the values, and takes True and False for flags
    assert [(name, {key: str(value) for key, value in options.items()}) for name, options in providers] == [
        (wanted, {"device_id": "1", "trt_fp16_enable": fp16, "trt_engine_cache_enable": "True",
                  "trt_engine_cache_path": str(folder)}),
        ("CUDAExecutionProvider", {"device_id": "1"}),
    ]  # fmt: skip
    wanted = "CUDAExecutionProvider"
    assert onnx_backend._providers(wanted, torch.device("cuda"), precision, folder) == [(wanted, {"device_id": 0})]
