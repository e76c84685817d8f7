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

"""Command `python -m svr_ros.demo`: play images to the node, record its outputs, and write the 3D scene."""

from __future__ import annotations

import argparse
import math
import signal
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from svr_ros.demo import bag, player
from svr_ros.demo.player import Record
from svr_ros.errors import InputError
from svr_ros.geometry.camera import Camera
from svr_ros.inference import files
from svr_ros.inference.photos import ASSUMED_HFOV, read_photo
from svr_ros.inference.reconstructor import Reconstructor

_ROOM = Path(__file__).parent / "room.mcap"
"""Bag of a generated room, rendered by `scripts/make_demo_bag.py`."""

_REPEATS = 5
"""Number of times that a photo is played."""

_MAX_SIZE = 1280
"""Maximum width and height of a photo in pixels; larger photos are downscaled."""


def main() -> int:
    """Run the demo and return the exit code: 0 done, 1 error (printed in one sentence), 130 interrupted."""
    parser = argparse.ArgumentParser(
        prog="make demo", description="Play images of a room to the node and show the scene that it reconstructs."
    )
    parser.add_argument("--image", type=Path, help="photo to use instead of the generated room")
    parser.add_argument("--hfov", type=float, help="horizontal field of view of the photo in degrees")
    parser.add_argument("--weights", default="compact", help="name or path of the weights (compact)")
    parser.add_argument("-o", "--output", type=Path, default=Path("demo"), help="output folder (demo)")
    arguments = parser.parse_args()
    # End in order, so that the node stops and partial files disappear
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        run(arguments)
    except InputError as error:
        print(f"svr_ros: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def run(arguments: argparse.Namespace) -> None:
    """Create the input bag, play it to the node, and write the scene of its middle image.

    Raises:
        InputError: If the photo cannot be read, the folder cannot be written, or the node fails.
    """
    # Create the input bag
    began = time.monotonic()
    folder: Path = arguments.output
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"output folder {folder} cannot be created: {error.strerror}") from error
    source = _photo_bag(arguments, folder) if arguments.image else _ROOM

    # Play it to the node
    record = player.play(source, arguments.weights, folder / "output.mcap", folder / "node.log")
    _report(record)

    # Write the scene of the middle image
    image, camera = bag.read_image(source, len(record.latencies) // 2)
    reconstruction = Reconstructor(arguments.weights).reconstruct(image, camera)
    written = [folder / name for name in ("index.html", "demo.png", "scene.glb", "scene.ply")]
    for path in tqdm(written, desc="writing", unit="file"):
        files.write(reconstruction, path, image)
    print(f"{written[0]}: open it in a browser to see the room in 3D;")
    print(f"{written[1]}: overview; {written[2]}, {written[3]}: scene in 3D;")
    print(f"{folder / 'output.mcap'}: messages that the node received and published.")
    print(f"Total time: {time.monotonic() - began:.0f} s.")


def _photo_bag(arguments: argparse.Namespace, folder: Path) -> Path:
    """Return a bag that repeats the photo."""
    # Find the field of view
    photo, known, _ = read_photo(arguments.image)
    if arguments.hfov is not None:
        hfov = math.radians(arguments.hfov)
    elif known is not None:
        hfov = known.hfov
    else:
        hfov = math.radians(ASSUMED_HFOV)
        print(f"{arguments.image} has no EXIF field of view; {ASSUMED_HFOV} degrees assumed (set it with HFOV=...)")

    # Write the bag
    image = Image.fromarray(photo)
    image.thumbnail((_MAX_SIZE, _MAX_SIZE))
    path = folder / "photo.mcap"
    frames = [(np.asarray(image), bag.LEVEL)] * _REPEATS
    bag.write_images(path, frames, Camera.from_hfov(image.width, image.height, hfov), "png")
    return path


def _report(record: Record) -> None:
    """Print the published topics with message counts and sizes, the rate, and the latency."""
    print(f"the node was ready {record.start:.1f} s after its start and published:")
    for topic, (_, kind) in player.OUTPUTS.items():
        count = record.messages[topic]
        print(f"  {topic:26}{count:3} messages of {record.size[topic] / count / 1e6:5.1f} MB  {kind}")
    count = len(record.latencies)
    middle, most = statistics.median(record.latencies), max(record.latencies)
    print(
        f"{count / sum(record.latencies):.2f} scenes per second; latency from the image to its last output "
        f"{middle:.2f} s (median of {count}), at most {most:.2f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
