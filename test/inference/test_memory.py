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

import math
import weakref

import numpy as np
import pytest
import torch

from svr_ros.geometry.camera import Camera
from svr_ros.inference.decode import default_batch_bytes
from svr_ros.inference.memory import (
    DecodingBatch,
    DeviceLostError,
    OutOfMemoryError,
    allocated,
    free,
    is_device_lost,
    is_shortage,
)
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.weights import random_weights

CPU = torch.device("cpu")
DEFAULT = default_batch_bytes(CPU)


def fail() -> None:
    raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total of 4 GiB")


def test_every_shortage_halves_the_batch_down_to_a_floor() -> None:
    batch = DecodingBatch(CPU)
    sizes = []
    for _ in range(6):
        with pytest.raises(OutOfMemoryError):
            batch.run(fail)
        sizes.append(DEFAULT // batch.bytes)
    assert sizes == [2, 4, 8, 16, 16, 16]


def test_the_sentence_says_why_and_what_follows() -> None:
    with pytest.raises(OutOfMemoryError) as caught:
        DecodingBatch(CPU).run(fail)
    assert str(caught.value) == (
        "out of memory on cpu (CUDA out of memory): blocks are decoded 1 MiB at a time from now on"
    )


def test_the_error_holds_no_tensor_of_the_work_that_failed() -> None:
    held = []

    def work() -> None:
        tensor = torch.zeros(8)
        held.append(weakref.ref(tensor))
        raise MemoryError

    with pytest.raises(OutOfMemoryError) as caught:
        DecodingBatch(CPU).run(work)
    assert held[0]() is None and caught.value.__context__ is None


def test_a_hundred_good_runs_double_the_batch_up_to_the_default() -> None:
    batch = DecodingBatch(CPU)
    for _ in range(2):
        with pytest.raises(OutOfMemoryError):
            batch.run(fail)
    sizes = []
    for _ in range(4):
        for _ in range(100):
            assert batch.run(lambda: "scene") == "scene"
        sizes.append(DEFAULT // batch.bytes)
    assert sizes == [2, 1, 1, 1]


def test_other_errors_pass_and_change_nothing() -> None:
    batch = DecodingBatch(CPU)
    with pytest.raises(ZeroDivisionError):
        batch.run(lambda: 1 / 0)
    assert batch.bytes == DEFAULT


def test_a_reconstructor_without_memory_gives_up_one_image_and_goes_on() -> None:
    """The decoder's own layer raises, as it does where a GPU is full."""
    reconstructor = Reconstructor(random_weights(), "cpu", 64)
    camera = Camera.from_hfov(80, 60, math.radians(70))
    image = np.zeros((60, 80, 3), np.uint8)
    full = reconstructor._backend.decoder.latent.register_forward_hook(lambda *_: fail())
    with pytest.raises(OutOfMemoryError, match="blocks are decoded 1 MiB at a time from now on"):
        reconstructor.reconstruct(image, camera)
    full.remove()
    assert reconstructor.reconstruct(image, camera).tsdf.shape == (64, 64, 64)
    assert reconstructor.batch_bytes == DEFAULT // 2
    assert reconstructor.allocated() is None and allocated(CPU) is None


SHORTAGES = {
    "CUDA": "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.6 GiB",
    "driver": "CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some other API call",
    "Jetson": 'NVML_SUCCESS == r INTERNAL ASSERT FAILED at "/opt/pytorch/c10/cuda/CUDACachingAllocator.cpp":841, '
    "please report a bug to PyTorch. ",
    "cuBLAS": "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
    "cuDNN 8": "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
    "cuDNN 9": "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
    "CPU": "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
    "allocate 1099511627776 bytes. Error code 12 (Cannot allocate memory)",
    "C++": "std::bad_alloc",
    "oneDNN": "could not create a primitive",
}


@pytest.mark.parametrize("text", SHORTAGES.values(), ids=SHORTAGES)
def test_every_library_s_shortage_is_recognised(text: str) -> None:
    def work() -> None:
        raise RuntimeError(text)

    batch = DecodingBatch(CPU)
    with pytest.raises(OutOfMemoryError, match=r"^out of memory on cpu \([^\n]+\): blocks are decoded 1 MiB") as caught:
        batch.run(work)
    assert "enforce fail" not in str(caught.value)
    assert batch.bytes == DEFAULT // 2 and not is_device_lost(caught.value)


def test_operations_that_onednn_does_not_have_are_no_shortage() -> None:
    assert not is_shortage(RuntimeError("could not create a primitive descriptor for a matmul primitive"))


def test_real_shortages_of_a_cpu_are_recognised() -> None:
    with pytest.raises(OutOfMemoryError, match=r"\(can't allocate memory: you tried to allocate"):
        DecodingBatch(CPU).run(lambda: torch.empty(1 << 60, dtype=torch.uint8))
    with pytest.raises(OutOfMemoryError, match="Unable to allocate"):
        DecodingBatch(CPU).run(lambda: np.empty(1 << 60, np.uint8))


@pytest.mark.parametrize(
    "text",
    [
        "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronously reported",
        "CUDA error: device-side assert triggered",
        "CUDA error: unspecified launch failure",
        "CUDA error: the launch timed out and was terminated",
        "CUDA error: uncorrectable ECC error encountered",
    ],
)
def test_lost_device_is_named_with_the_remedy(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def work() -> None:
        raise RuntimeError(text)

    batch = DecodingBatch(CPU)
    with pytest.raises(DeviceLostError, match=r"^cpu cannot be used any more.*: restart the process") as caught:
        batch.run(work)
    assert batch.bytes == DEFAULT and "\n" not in str(caught.value)
    assert is_device_lost(caught.value) and not is_shortage(caught.value)
    monkeypatch.setattr(torch.cuda, "empty_cache", work)
    free(torch.device("cuda"))  # releases nothing, and does not fail


@pytest.mark.parametrize("text", ["mat1 and mat2 shapes cannot be multiplied", "CUDA error: invalid argument"])
def test_other_errors_of_pytorch_pass(text: str) -> None:
    def work() -> None:
        raise RuntimeError(text)

    with pytest.raises(RuntimeError, match=text) as caught:
        DecodingBatch(CPU).run(work)
    assert type(caught.value) is RuntimeError
