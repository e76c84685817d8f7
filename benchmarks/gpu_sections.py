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

"""Sections of benchmarks/gpu.py: checks and measurements of a device, each of which fills a dictionary of results."""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from svr_ros.geometry import rigid
from svr_ros.geometry.camera import Camera
from svr_ros.geometry.view import CanonicalView
from svr_ros.inference import weights as weight_files
from svr_ros.inference.backends.base import ImagePrediction
from svr_ros.inference.backends.frames import FrameRunner
from svr_ros.inference.backends.torch_backend import TorchBackend
from svr_ros.inference.decode import decode_volume, default_batch_bytes
from svr_ros.inference.devices import describe_device
from svr_ros.inference.memory import OutOfMemoryError
from svr_ros.inference.reconstruction import Reconstruction
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.transfer import download
from svr_ros.inference.weights import Weights, random_weights
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.model import Model
from svr_ros.precision import Precision, training_autocast

ROOT = Path(__file__).resolve().parent.parent
Out = dict[str, Any]


@dataclass(frozen=True)
class Setup:
    """Device and size of the measurements.

    Attributes:
        device: Device to measure.
        short: Whether to do the least that runs all code.
    """

    device: torch.device
    short: bool

    @property
    def cuda(self) -> bool:
        """Return whether the device is a GPU."""
        return self.device.type == "cuda"

    def wait(self) -> None:
        """Wait for the device."""
        if self.cuda:
            torch.cuda.synchronize(self.device)

    def weights(self) -> Weights:
        """Return the shipped weights, or random ones of a few blocks if the setup is short."""
        if not self.short:
            return weight_files.load("compact")
        config = ModelConfig()
        few = dataclasses.replace(config.scene, grid=4, latent_width=16)
        return random_weights(dataclasses.replace(config, image_size=64, resolution=64, scene=few))

    def reconstructor(self, resolution: int | None = None, precision: Precision = "auto") -> Reconstructor:
        """Return a reconstructor by PyTorch."""
        return Reconstructor(self.weights(), str(self.device), resolution, precision, backend="torch")

    def clock(self, work: Callable[[], object], repeats: int = 60) -> dict[str, float]:
        """Return percentiles of the time of a function in milliseconds."""
        repeats, warm = (2, 1) if self.short else (repeats, 8)
        times = []
        for repeat in range(repeats + warm):
            self.wait()
            started = time.perf_counter()
            work()
            self.wait()
            if repeat >= warm:
                times.append(1000 * (time.perf_counter() - started))
        percentiles = np.percentile(times, [50, 90, 99])
        return dict(zip(("p50", "p90", "p99"), map(float, percentiles), strict=True))


def picture() -> tuple[np.ndarray, Camera]:
    """Return an image of a room at 1280 x 720, and a camera for it."""
    rooms = Image.open(ROOT / "docs" / "rooms.jpg").convert("RGB").resize((1280, 960))
    return np.asarray(rooms.crop((0, 0, 320, 180)).resize((1280, 720))), Camera.from_hfov(1280, 720, math.radians(70))


def environment(setup: Setup, out: Out) -> None:
    """Record the machine, and the speed of copies, launches and waits."""
    out["device"], out["torch"] = describe_device(setup.device), torch.__version__
    size = (1 if setup.short else 20) << 20
    there = torch.empty(size, dtype=torch.uint8, device=setup.device)
    here = torch.empty(size, dtype=torch.uint8, pin_memory=setup.cuda)
    one = torch.zeros(1, device=setup.device)
    for name, work in {
        "download to new memory": lambda: there.cpu(),
        "download to page-locked memory": lambda: here.copy_(there, non_blocking=True),
        "upload from page-locked memory": lambda: there.copy_(here, non_blocking=True),
        "100 launches": lambda: [one.add_(1) for _ in range(100)],
        "100 reads of a number": lambda: [one.item() for _ in range(100)],
    }.items():
        out[name] = setup.clock(work, 20)
    if setup.cuda:
        query = "name,driver_version,clocks.sm,clocks.mem,power.limit,pcie.link.gen.current"
        result = subprocess.run(["nvidia-smi", f"--query-gpu={query}", "--format=csv"], capture_output=True, text=True)
        out["nvidia-smi"] = result.stdout


def parity(setup: Setup, out: Out) -> None:
    """Compare scenes of the device with those of a CPU in float32, and both ways of decoding."""
    torch.backends.cudnn.allow_tf32 = False
    image, camera = picture()
    weights = setup.weights()
    truth = Reconstructor(weights, "cpu", precision="fp32", backend="torch").reconstruct(image, camera)
    precisions: tuple[Precision, ...] = ("fp32",) if setup.short else ("fp32", "bf16", "fp16")
    for precision in precisions:
        reconstructor = setup.reconstructor(precision=precision)
        scene, again = (reconstructor.reconstruct(image, camera) for _ in range(2))
        out[precision] = {
            "signs agree": float(((scene.tsdf < 0) == (truth.tsdf < 0)).mean()),
            "largest difference of distance (m)": float(np.abs(scene.tsdf - truth.tsdf).max()),
            "mean difference of distance (m)": float(np.abs(scene.tsdf - truth.tsdf).mean()),
            "labels agree": float((scene.labels == truth.labels).mean()),
            "mean relative difference of depth": float(np.nanmean(np.abs(scene.depth / truth.depth - 1))),
            "two runs equal": bool(np.array_equal(scene.tsdf, again.tsdf)),
        }
    backend, prediction, resolution = _predicted(setup)
    with torch.inference_mode():
        static = backend.decode(prediction, resolution, default_batch_bytes(setup.device))
        backend.make_room(resolution, int(static.left_out))
        static = backend.decode(prediction, resolution, default_batch_bytes(setup.device))
        adaptive = decode_volume(backend.decoder, prediction.latents, prediction.ray_features, resolution)
    out["decoding with fixed shapes"] = {
        "largest difference of distance (truncations)": float((static.distance - adaptive.distance).abs().max()),
        "labels differ": int((static.labels != adaptive.labels).sum()),
        "left out": int(static.left_out),
    }


def _predicted(setup: Setup, precision: Precision = "fp32") -> tuple[TorchBackend, ImagePrediction, int]:
    """Return a backend with fixed shapes, its prediction for the picture, and a resolution."""
    backend = TorchBackend(setup.weights().model(), setup.device, precision, static=True)
    image, camera = picture()
    reconstructor = setup.reconstructor()
    reconstructor.reconstruct(image, camera)
    assert reconstructor._view is not None
    with torch.inference_mode():
        return backend, backend.see(reconstructor._view.warp(image)[None], None), reconstructor.resolution


def latency(setup: Setup, out: Out) -> None:
    """Measure whole frames, the first ones also in a new thread, and the parts of a frame."""
    # Measure whole frames
    image, camera = picture()
    for resolution in (64,) if setup.short else (96, 128, 256):
        at = out[str(resolution)] = {}
        reconstructor = setup.reconstructor(resolution)
        first: list[float] = []

        def frames(reconstructor: Reconstructor = reconstructor, first: list[float] = first) -> None:
            reconstructor.warm_up()
            for _ in range(2):
                started = time.perf_counter()
                reconstructor.reconstruct(image, camera)
                first.append(1000 * (time.perf_counter() - started))

        thread = threading.Thread(target=frames)
        thread.start()
        thread.join()
        at["first frames after a warm-up in the same thread (ms)"] = first
        if setup.cuda:
            torch.cuda.reset_peak_memory_stats(setup.device)
        at["image to volume"] = setup.clock(lambda used=reconstructor: used.reconstruct(image, camera))  # type: ignore[misc]
        if setup.cuda:
            at["peak MiB"] = torch.cuda.max_memory_allocated(setup.device) / 2**20
    # Measure the parts of a frame
    backend, prediction, resolution = _predicted(setup, reconstructor.precision)
    size, batch = setup.weights().config.image_size, default_batch_bytes(setup.device)
    images = torch.rand(1, 3, size, size, device=setup.device) * 255
    with torch.inference_mode():
        volume = backend.decode(prediction, resolution, batch)
        tensors = {name: part for name, part in vars(volume).items() if isinstance(part, torch.Tensor)}
        for name, work in {
            "networks": lambda: backend.see(images, None),
            "decoding": lambda: backend.decode(prediction, resolution, batch),
            "download": lambda: download(tensors),
        }.items():
            out[name] = setup.clock(work)


def synchronisations(setup: Setup, out: Out) -> None:
    """List the calls that wait for the device by line, and count operators and time by kernel."""
    from torch.profiler import ProfilerActivity, profile

    image, camera = picture()
    reconstructor = setup.reconstructor()
    reconstructor.reconstruct(image, camera)
    if setup.cuda:
        torch.cuda.set_sync_debug_mode("warn")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            reconstructor.reconstruct(image, camera)
        torch.cuda.set_sync_debug_mode("default")
        out["waiting calls"] = Counter(f"{Path(each.filename).name}:{each.lineno}" for each in caught).most_common()
    activities = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if setup.cuda else [])]
    with profile(activities=activities) as profiled:
        reconstructor.reconstruct(image, camera)
        setup.wait()
    events = profiled.key_averages()
    out["operators"] = sum(event.count for event in events if event.key.startswith("aten::"))
    out["calls of CUDA"] = {event.key: event.count for event in events if event.key.startswith("cuda")}
    times = [(event.key[:100], event.count, getattr(event, "self_device_time_total", 0) / 1000) for event in events]
    out["kernels (ms)"] = sorted(times, key=lambda each: -each[2])[:30]


def graph(setup: Setup, out: Out) -> None:
    """Compare and measure frames, from the window of the image to the download, with and without CUDA graphs."""
    reconstructor = setup.reconstructor()
    image, camera = picture()
    resolution, batch = reconstructor.resolution, reconstructor.batch_bytes
    reconstructor.reconstruct(image, camera)
    view = CanonicalView(camera, reconstructor.config.frustum, reconstructor.config.image_size, setup.device)
    work = partial(reconstructor.compute, view, resolution, batch)
    inputs = [{"image": view.window(part)} for part in (image, np.ascontiguousarray(image[:, ::-1]))]
    found = {}
    with torch.inference_mode():
        for name, graphs in (("operator by operator", False), ("graph", setup.cuda)):
            frames = FrameRunner(setup.device, graphs)
            if graphs:
                frames.run(("frame",), work, inputs[0])
                started = time.perf_counter()
                frames.run(("frame",), work, inputs[0])
                out["capture (s)"] = time.perf_counter() - started
            found[name] = [frames.run(("frame",), work, given).arrays["tsdf"].copy() for given in inputs]
            out[name] = setup.clock(lambda frames=frames: frames.run(("frame",), work, inputs[0]))  # type: ignore[misc]
    differences = [np.abs(ours - theirs).max() for ours, theirs in zip(*found.values(), strict=True)]
    out["largest difference of distance (m)"] = float(max(differences))


def memory(setup: Setup, out: Out) -> None:
    """Reconstruct with less and less memory of the GPU, where images may be dropped, and then with enough."""
    image, camera = picture()
    reconstructor = setup.reconstructor()
    reconstructor.reconstruct(image, camera)
    if not setup.cuda:
        out["fractions"] = "needs CUDA"
        return
    need = torch.cuda.max_memory_allocated(setup.device)
    total = torch.cuda.get_device_properties(setup.device).total_memory
    for fraction in (0.9, 0.7, 0.5, 1.5):
        torch.cuda.set_per_process_memory_fraction(min(1.0, fraction * need / total), setup.device)
        try:
            reconstructor.reconstruct(image, camera)
            out[str(fraction)] = "made"
        except OutOfMemoryError as error:
            out[str(fraction)] = f"dropped: {error}"


def forms(setup: Setup, out: Out) -> None:
    """Measure the forms of a scene by the device and by the CPU, with a fixed and with a moving camera."""
    image, camera = picture()
    scene = setup.reconstructor().reconstruct(image, camera)
    _measure_forms(setup, scene, out)
    if scene.on_device is not None:
        out["CPU"] = {}
        _measure_forms(setup, dataclasses.replace(scene, on_device=None), out["CPU"])
        found, expected = scene.voxel_grid(0.05), dataclasses.replace(scene, on_device=None).voxel_grid(0.05)
        out["largest difference of voxels (m)"] = float(np.abs(found.tsdf - expected.tsdf).max())
        out["labels of voxels differ"] = int((found.labels != expected.labels).sum())


def _measure_forms(setup: Setup, scene: Reconstruction, out: Out) -> None:
    frame = iter(range(10**6))

    def pose(moving: bool) -> np.ndarray:
        angle = 0.05 * (next(frame) if moving else 0)
        across, along = math.cos(angle), math.sin(angle)
        moved = np.eye(4)
        moved[[0, 2], [0, 2]], moved[0, 2], moved[2, 0] = across, along, -along
        return rigid.inverse(moved)

    conversions: dict[str, Callable[[], object]] = {
        "voxel grid, fixed camera": lambda: scene.voxel_grid(0.05, pose(False)),
        "voxel grid, moving camera": lambda: scene.voxel_grid(0.05, pose(True)),
        "points of the band": scene.band_points,
        "points of surfaces": scene.surface_points,
        "mesh": scene.mesh,
    }
    for name, work in conversions.items():
        out[name] = setup.clock(work, 10)


def training(setup: Setup, out: Out) -> None:
    """Measure a step of the networks with gradients, without generating rooms."""
    config = setup.weights().config
    model = Model(config).train().to(setup.device)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-4)
    for batch in (1,) if setup.short else (16, 64):
        images = torch.rand(batch, 3, config.image_size, config.image_size, device=setup.device) * 255
        points = torch.rand(batch, 64 if setup.short else 4096, 3, device=setup.device)
        losses: list[float] = []

        def step(images: torch.Tensor = images, points: torch.Tensor = points, losses: list[float] = losses) -> None:
            with training_autocast(setup.device):
                encoding = model(images)
                predicted = model.decoder(encoding.latents, encoding.ray_features, points)
            loss = predicted.distance.square().mean() + encoding.pixels.normals[:, 0].square().mean()
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(loss.item())

        out[f"batch {batch}"] = {**setup.clock(step, 20), "loss": [losses[0], losses[-1]]}
        if setup.cuda:
            out[f"batch {batch}"]["peak MiB"] = torch.cuda.max_memory_allocated(setup.device) / 2**20


def tests(setup: Setup, out: Out) -> None:
    """Run the tests that need a GPU."""
    expression = "gpu or cuda or device"
    files = ["test/inference", "test/geometry", "test/synthesis"]
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *files, "-k", expression]
    result = subprocess.run(
        [*command, *(["--collect-only"] if setup.short else [])], cwd=ROOT, capture_output=True, text=True
    )
    out["code"], out["tail"] = result.returncode, (result.stdout + result.stderr)[-3000:]
