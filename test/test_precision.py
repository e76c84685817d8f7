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

"""Choice between bfloat16 and float32."""

from pathlib import Path

import numpy as np
import pytest
import torch

from svr_ros import precision
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference.reconstructor import Reconstructor

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(precision.ENVIRONMENT, raising=False)
    precision.fastest.cache_clear()


def product_type(chosen: precision.Precision = "auto") -> torch.dtype:
    with precision.autocast(CPU, precision.resolve(CPU, chosen)):
        return (torch.ones(2, 2) @ torch.ones(2, 2)).dtype


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu avx2 avx512f", torch.float32),
        ("fpu avx512f avx512_bf16", torch.bfloat16),
        ("fpu amx_tile amx_bf16", torch.bfloat16),
        ("amx_bf16_not", torch.float32),
    ],
)
def test_processor_decides(flags: str, expected: torch.dtype, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nvmx flags\t: amx_bf16\nflags\t\t: {flags}\n")
    found = precision.cpu_flags(tmp_path / "cpuinfo")
    monkeypatch.setattr(precision, "cpu_flags", lambda: found)
    assert product_type() == expected


def test_processor_without_cpuinfo_computes_in_fp32(tmp_path: Path) -> None:
    assert precision.cpu_flags(tmp_path / "none") == frozenset()


@pytest.mark.parametrize(("name", "expected"), [("fp32", torch.float32), ("bf16", torch.bfloat16)])
def test_argument_and_environment_force_a_precision(
    name: precision.Precision, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert product_type(name) == expected
    monkeypatch.setenv(precision.ENVIRONMENT, name)
    assert product_type() == expected
    assert product_type("fp32") == torch.float32  # the argument goes first


def test_unknown_precisions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"precision is 'int8'; expected auto, fp32, bf16 or fp16"):
        Reconstructor(precision="int8")  # type: ignore[arg-type]
    monkeypatch.setenv(precision.ENVIRONMENT, "half")
    with pytest.raises(InputError, match=r"SVR_PRECISION is 'half'"):
        precision.resolve(CPU)


@pytest.mark.parametrize(
    ("capability", "expected", "trained"),
    [((6, 1), "fp32", "fp32"), ((7, 2), "fp16", "fp32"), ((7, 5), "fp16", "fp32"), ((8, 7), "bf16", "bf16")],
)
def test_generation_of_the_gpu_decides(
    capability: tuple[int, int], expected: str, trained: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _: capability)
    device, contexts = torch.device("cuda"), []
    monkeypatch.setattr(precision, "autocast", lambda _, name: contexts.append(name))
    assert precision.resolve(device) == expected and precision.resolve(device, "fp16") == "fp16"
    precision.training_autocast(device)
    assert contexts == [trained]
    # Small gradients would be lost
    monkeypatch.setenv(precision.ENVIRONMENT, "fp16")
    with pytest.raises(InputError, match=r"'fp16', in which networks are not trained; expected auto, fp32 or bf16"):
        precision.training_autocast(device)


def test_float16_needs_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"precision is 'fp16', which needs a GPU, but the device is a CPU; expected"):
        Reconstructor(device="cpu", precision="fp16")
    monkeypatch.setenv(precision.ENVIRONMENT, "fp16")
    with pytest.raises(InputError, match=r"SVR_PRECISION is 'fp16', which needs a GPU"):
        precision.resolve(CPU)


def test_reconstructor_computes_in_both_precisions() -> None:
    image = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)
    camera = Camera.from_hfov(64, 48, 1.0)
    fp32, bf16 = (
        Reconstructor(device="cpu", resolution=64, precision=name).reconstruct(image, camera)
        for name in ("fp32", "bf16")
    )
    # bfloat16 has eight bits: neither equal, nor another scene
    difference = np.abs(fp32.tsdf - bf16.tsdf)
    assert 1e-5 < difference.mean() < 0.02
