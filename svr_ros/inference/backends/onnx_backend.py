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

"""Backend of ONNX Runtime, on CPUs, CUDA devices and by TensorRT."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from svr_ros.errors import InputError
from svr_ros.inference.backends.base import ImagePrediction
from svr_ros.inference.backends.export import IMAGE_NETWORKS, cached_networks, network_inputs, unflatten
from svr_ros.inference.backends.torch_backend import TorchBackend
from svr_ros.inference.weights import Weights
from svr_ros.networks.known import KnownMaps
from svr_ros.paths import describe
from svr_ros.precision import Precision

_TYPES = {"tensor(float)": torch.float32, "tensor(int32)": torch.int32, "tensor(bool)": torch.bool}


class OnnxBackend(TorchBackend):
    """Networks by ONNX Runtime, decoding as in `TorchBackend`, which adapts to each scene.

    The networks are exported at the first use, into the user's cache. With TensorRT, the engine is built on the first
    start, which takes minutes, and kept next to the exported file. Only the provider of CPUs has been run; on a GPU,
    onnxruntime-gpu is required instead of onnxruntime.

    Args:
        weights: Weights.
        device: Device to compute on.
        precision: Resolved precision; on a CPU, networks compute in fp32.
        tensorrt: Whether TensorRT computes the networks.

    Raises:
        InputError: If the provider for the device is not installed, or the networks cannot be exported or loaded.
    """

    def __init__(self, weights: Weights, device: torch.device, precision: Precision, tensorrt: bool = False) -> None:
        super().__init__(weights.model(), device, precision, graphs=False)
        del self._networks  # those of PyTorch, which would occupy memory of the device
        self.name = "tensorrt" if tensorrt else "onnx"
        wanted, available = _provider(device, tensorrt), onnxruntime.get_available_providers()
        if wanted not in available:
            raise InputError(
                f"backend {self.name} on {device} needs ONNX Runtime's {wanted}, but only {', '.join(available)} are "
                "installed; expected the package onnxruntime-gpu, and for TensorRT a GPU"
            )
        path = cached_networks(weights)
        self._session = self._image_session = _open(path, device, precision, wanted)
        self._nothing_known = list(network_inputs(weights.config, device).items())[1:]
        # TensorRT takes minutes to build an engine, so that it has only one
        if not tensorrt and path.with_name(IMAGE_NETWORKS).is_file():
            self._image_session = _open(path.with_name(IMAGE_NETWORKS), device, precision, wanted)

    def see(self, images: Tensor, known: KnownMaps | None) -> ImagePrediction:
        """Return the predictions for a canonical image [1, 3, S, S] in 0..255 and known geometry on the device."""
        session = self._image_session if known is None else self._session
        inputs = {"image": images}
        if known is not None:
            maps = known.depth, known.sigma, known.ground, known.has_ground
            inputs |= {name: values for (name, _), values in zip(self._nothing_known, maps, strict=True)}
        elif session is self._session:
            inputs |= dict(self._nothing_known)
        outputs = {
            each.name: torch.empty(tuple(each.shape), dtype=_TYPES[each.type], device=self.device)
            for each in session.get_outputs()
        }
        # Read and write the tensors in place, without copies through the host
        binding = session.io_binding()
        inputs = {name: values.float().contiguous() for name, values in inputs.items()}
        for bind, tensors in ((binding.bind_input, inputs), (binding.bind_output, outputs)):
            for name, tensor in tensors.items():
                kind = np.dtype(str(tensor.dtype).removeprefix("torch."))
                bind(name, self.device.type, self.device.index or 0, kind, tuple(tensor.shape), tensor.data_ptr())
        if self.device.type == "cuda":
            torch.cuda.current_stream(self.device).synchronize()
        try:
            session.run_with_iobinding(binding)
        except Exception as error:  # of the runtime's own types; a shortage of memory is found by its text
            raise RuntimeError(f"ONNX Runtime: {error}") from error
        prediction = unflatten(outputs)
        if known is None:
            prediction.reliable = None
        return prediction


def _provider(device: torch.device, tensorrt: bool) -> str:
    if tensorrt:
        return "TensorrtExecutionProvider"
    return "CPUExecutionProvider" if device.type == "cpu" else "CUDAExecutionProvider"


def _open(path: Path, device: torch.device, precision: Precision, wanted: str) -> onnxruntime.InferenceSession:
    """Return a session of networks with a provider; raises InputError if it cannot be opened with that one.

    By itself, ONNX Runtime would go on with the CPU if a library of CUDA or TensorRT is missing or of another version.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3
    # Otherwise its threads spin on cores that the decoder needs
    options.add_session_config_entry("session.force_spinning_stop", "1")
    providers = _providers(wanted, device, precision, path)
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=providers, enable_fallback=0)
    except Exception as error:
        raise InputError(f"ONNX Runtime cannot load {path} ({describe(error)}); expected it deleted") from error
    if wanted not in session.get_providers():
        raise InputError(
            f"ONNX Runtime {onnxruntime.__version__} cannot use its {wanted} on {device}; expected the versions of "
            "CUDA, cuDNN and TensorRT that it is built for, which its error above names"
        )
    return session


def _providers(wanted: str, device: torch.device, precision: Precision, path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the providers in order of preference with their options.

    TensorRT keeps its engine, which depends on GPU and version, by itself; CUDA computes operators that it lacks.
    """
    if wanted == "CPUExecutionProvider":
        return [(wanted, {})]
    options: dict[str, Any] = {"device_id": device.index or 0}
    if wanted != "TensorrtExecutionProvider":
        return [(wanted, options)]
    engine = {
        "trt_fp16_enable": precision != "fp32",
        "trt_engine_cache_enable": True,
        "trt_engine_cache_path": str(path.parent),
    }
    return [(wanted, options | engine), ("CUDAExecutionProvider", options)]
