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

"""Bags, weights and signals for the tests of commands."""

import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from svr_ros.inference.weights import random_weights, save
from svr_ros.networks.config import ModelConfig

from ..replay.conftest import ray_cluster as ray_cluster
from ..replay.conftest import record as record


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of random weights of the preset compact for small images and few blocks, which are quick."""
    config = ModelConfig()
    config = replace(config, image_size=128, resolution=64, scene=replace(config.scene, grid=8))
    path = tmp_path_factory.mktemp("weights") / "random.safetensors"
    save(random_weights(config).model(), path)
    return str(path)


@pytest.fixture
def default_signals() -> Iterator[None]:
    """Let children have the default handlers: a background job or nohup ignores signals, which children inherit.

    A child resets handlers when it starts its program, so that no code runs between fork and exec, where locks of other
    threads of this process may be held forever.
    """
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
