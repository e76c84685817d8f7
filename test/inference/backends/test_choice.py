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

import importlib.util
import os
from pathlib import Path

import pytest
import torch

from svr_ros.errors import InputError
from svr_ros.inference.backends import choice
from svr_ros.inference.backends.choice import create_backend
from svr_ros.inference.weights import random_weights


def test_unknown_backend_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="backend is 'tflite'; expected auto, torch, onnx or tensorrt"):
        create_backend("tflite", random_weights(), torch.device("cpu"), "fp32")
    monkeypatch.setenv("SVR_BACKEND", "fast")
    with pytest.raises(InputError, match="SVR_BACKEND is 'fast'; expected auto, torch, onnx or tensorrt"):
        create_backend("auto", random_weights(), torch.device("cpu"), "fp32")


def test_backend_that_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="backend is 'onnx', but onnxruntime is not installed; expected `pip install"):
        create_backend("onnx", random_weights(), torch.device("cpu"), "fp32")
    assert create_backend("auto", random_weights(), torch.device("cpu"), "fp32").name == "torch"


@pytest.mark.parametrize("home", ["none", "unreadable"])
def test_auto_needs_no_home(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if home == "none":  # a user without an entry in /etc/passwd
        monkeypatch.delenv("HOME", raising=False)
        monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    else:
        monkeypatch.setattr(Path, "is_file", lambda path: (_ for _ in ()).throw(PermissionError(13, "denied")))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    assert choice._prefers_onnx(random_weights(), torch.device("cpu"), "fp32") is False
