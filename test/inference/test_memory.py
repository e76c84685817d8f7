import math
import weakref

import numpy as np
import pytest
import torch

from svr_ros.geometry.camera import Camera
from svr_ros.inference.decode import default_batch_bytes
from svr_ros.inference.memory import DecodingBatch, OutOfMemoryError, allocated
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
        "out of memory on cpu (CUDA out of memory): blocks are decoded 2 MiB at a time from now on"
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
    full = reconstructor._model.decoder.latent.register_forward_hook(lambda *_: fail())
    with pytest.raises(OutOfMemoryError, match="blocks are decoded 2 MiB at a time from now on"):
        reconstructor.reconstruct(image, camera)
    full.remove()
    assert reconstructor.reconstruct(image, camera).tsdf.shape == (64, 64, 64)
    assert reconstructor.batch_bytes == DEFAULT // 2
    assert reconstructor.allocated() is None and allocated(CPU) is None


def test_a_shortage_of_the_cpu_is_recognised() -> None:
    """PyTorch's allocator for CPUs raises a RuntimeError of no class of its own."""
    with pytest.raises(OutOfMemoryError, match=r"^out of memory on cpu \(can't allocate memory: you tried to allocate"):
        DecodingBatch(CPU).run(lambda: torch.empty(1 << 60, dtype=torch.uint8))
    with pytest.raises(OutOfMemoryError, match="Unable to allocate"):
        DecodingBatch(CPU).run(lambda: np.empty(1 << 60, np.uint8))


def test_other_errors_of_pytorch_are_no_shortage() -> None:
    with pytest.raises(RuntimeError, match="size of tensor"):
        DecodingBatch(CPU).run(lambda: torch.zeros(2) + torch.zeros(3))
