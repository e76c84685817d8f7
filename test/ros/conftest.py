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

"""Fixtures of the ROS tests: node processes, a bench node, small weights."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from svr_ros.inference import weights
from svr_ros.labels import Label
from svr_ros.networks.config import PAPER

# Isolate parallel test runs and robots on the same network.
os.environ["ROS_DOMAIN_ID"] = str(1 + os.getpid() % 100)
os.environ["ROS_LOCALHOST_ONLY"] = "1"
os.environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] = "LOCALHOST"
# A process that is killed while it uses the shared memory of Fast DDS may keep a lock there, and the next process that
# publishes waits for it forever: tests kill processes.
os.environ["FASTDDS_BUILTIN_TRANSPORTS"] = "UDPv4"

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0
"""Timeout of a test in seconds, sufficient for a busy machine."""


class NodeProcess:
    """Run the node in a process and read its log."""

    def __init__(self, log_path, parameters, remappings=(), module="node", path=()):
        arguments = [part for name, value in parameters.items() for part in ("-p", f"{name}:={value}")]
        arguments += [part for rule in remappings for part in ("-r", rule)]
        self._log_path = log_path
        with log_path.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"svr_ros.ros.node.{module}", "--ros-args", *arguments],
                cwd=ROOT,
                env={
                    **os.environ,
                    "OMP_NUM_THREADS": "1",
                    "PYTHONUNBUFFERED": "1",
                    "PYTHONPATH": os.pathsep.join([*map(str, path), os.environ.get("PYTHONPATH", "")]),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self):
        return self._log_path.read_text()

    def alive(self):
        return self.process.poll() is None

    def stop(self):
        if self.alive():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()


def wait_until(condition, what, spin, every=None, patience=PATIENCE):
    """Call `spin` until the condition holds, and `every` five times per second; fail after `patience` seconds."""
    end, turn = time.monotonic() + patience, 0.0
    while not condition():
        assert time.monotonic() < end, f"timeout while waiting for {what() if callable(what) else what}"
        if every and time.monotonic() >= turn:
            every()
            turn = time.monotonic() + 0.2
        spin()


class Bench:
    """A ROS node that publishes images, collects outputs and calls services."""

    def __init__(self):
        import rclpy

        self.rclpy = rclpy
        rclpy.init()
        self.node = rclpy.create_node("bench")
        self.received = {}

    def close(self):
        self.node.destroy_node()
        self.rclpy.try_shutdown()

    def listen(self, kind, topic, profile):
        self.received[topic] = []
        return self.node.create_subscription(kind, topic, self.received[topic].append, profile)

    def wait(self, condition, what, every=None, patience=PATIENCE):
        """Spin until the condition holds, calling `every` five times per second; fail after `patience` seconds."""
        wait_until(condition, what, lambda: self.rclpy.spin_once(self.node, timeout_sec=0.05), every, patience)

    def spin(self, seconds):
        """Spin for some seconds."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end, f"{seconds} s")

    def call(self, kind, name, request):
        client = self.node.create_client(kind, name)
        self.wait(client.service_is_ready, f"service {name}")
        future = client.call_async(request)
        self.wait(future.done, f"answer of {name}")
        self.node.destroy_client(client)
        return future.result()


@pytest.fixture(scope="session")
def bench():
    made = Bench()
    yield made
    made.close()


@pytest.fixture(scope="module")
def start_node(tmp_path_factory):
    """Return a function that starts nodes, which are stopped at the end of the module."""
    started = []

    def start(parameters, remappings=(), **more):
        log = tmp_path_factory.mktemp("node") / "log.txt"
        started.append(NodeProcess(log, parameters, remappings, **more))
        return started[-1]

    yield start
    for node in started:
        node.stop()


@pytest.fixture
def header():
    from std_msgs.msg import Header

    made = Header(frame_id="camera_optical_frame")
    made.stamp.sec, made.stamp.nanosec = 12, 345
    return made


@pytest.fixture
def over_the_wire():
    """Return a function that serializes and deserializes a message, as for a subscriber."""
    from rclpy.serialization import deserialize_message, serialize_message

    return lambda message: deserialize_message(serialize_message(message), type(message))


SMALL = dataclasses.replace(
    PAPER,
    image_size=64,
    resolution=64,
    pixels=dataclasses.replace(
        PAPER.pixels, encoder_widths=((8,), (8,), (8,)), decoder_widths=((8, 8), (8, 8), (8, 8))
    ),
    scene=dataclasses.replace(
        PAPER.scene, encoder_widths=(8, 8, 8), tree_width=8, grid=8, volume_width=16, latent_width=16, volume_layers=2
    ),
    decoder=dataclasses.replace(PAPER.decoder, widths=(32, 16), fourier="periodic", fourier_features=16),
)
"""Narrow versions of the networks, which process an image within some hundredths of a second."""


@pytest.fixture(scope="session")
@torch.no_grad()
def small_weights(tmp_path_factory):
    """Return the path of weights that predict floor where cos(2 pi z) across a block is negative, for any image."""
    model = weights.random_weights(SMALL).model()
    model.scene.completion.latents.weight.zero_()
    model.scene.completion.latents.bias.fill_(2.0)  # differs from the constants of empty and filled blocks
    decoder = model.decoder
    for parameter in decoder.parameters():
        parameter.zero_()
    along_depth = torch.tensor([0, 0, 2 * torch.pi])
    features = SMALL.decoder.fourier_features
    cosine = features + (decoder.frequencies.T - along_depth).norm(dim=1).argmin()
    decoder.point.weight[0, cosine] = decoder.point.bias[0] = decoder.hidden.weight[0, 0] = 1
    decoder.output.weight[0, 0], decoder.output.bias[0] = 1, -1
    decoder.classes.bias[Label.FLOOR] = 5
    path = tmp_path_factory.mktemp("small") / "small.safetensors"
    weights.save(model, path)
    return path
