"""`python -m svr_ros.demo`: the whole way from a camera's pictures over ROS to a scene in 3D, in half a minute."""

from __future__ import annotations

import argparse
import math
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
from svr_ros.inference.reconstructor import Reconstructor

_PICTURES = 10
_REPEATS = 5  # of one's own photo
_LARGEST = 1280  # pixels: larger photos are made smaller, as a camera's driver would
_ASSUMED_HFOV = 57.3  # degrees


def main() -> int:
    """Run the demo; return 0, or 1 after one sentence that says what is wrong."""
    parser = argparse.ArgumentParser(
        prog="make demo", description="Play a room to the real node and show what it makes of it."
    )
    parser.add_argument("--image", type=Path, help="one's own photo instead of the generated room")
    parser.add_argument("--hfov", type=float, help="horizontal field of view of the photo in degrees")
    parser.add_argument("--weights", default="compact", help="name or path of the weights (compact)")
    parser.add_argument("-o", "--output", type=Path, default=Path("demo"), help="folder of the results (demo)")
    arguments = parser.parse_args()
    try:
        run(arguments)
    except InputError as error:
        print(f"svr_ros: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def run(arguments: argparse.Namespace) -> None:
    """Make the bag where it is missing, play it to the node, and write the scene of its middle picture."""
    began = time.monotonic()
    folder: Path = arguments.output
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"output folder {folder} cannot be made: {error.strerror}") from error
    source = _photo_bag(arguments, folder) if arguments.image else _room_bag(folder)

    record = player.play(source, arguments.weights, folder / "output.mcap", folder / "node.log")
    _report(record)

    picture, camera = bag.read_picture(source, len(record.latencies) // 2)
    reconstruction = Reconstructor(arguments.weights).reconstruct(picture, camera)
    written = [folder / name for name in ("demo.png", "scene.glb", "scene.ply")]
    for path in tqdm(written, desc="writing", unit="file"):
        files.write(reconstruction, path, picture)
    print(f"{folder / 'demo.png'}: look at this first; the scene in 3D: {written[1]}, {written[2]};")
    print(f"{folder / 'output.mcap'}: what the node published. {time.monotonic() - began:.0f} s in all.")


def _room_bag(folder: Path) -> Path:
    path = folder / "room.mcap"
    if not path.exists():
        from svr_ros.demo import room

        print("rendering a room (once)", flush=True)
        pictures = tqdm(room.pictures(_PICTURES), total=_PICTURES, desc="rendering", unit="image")
        bag.write_pictures(path, pictures, room.CAMERA)
    return path


def _photo_bag(arguments: argparse.Namespace, folder: Path) -> Path:
    photo = files.read_image(arguments.image)
    known = files.camera_from_exif(arguments.image)
    hfov = math.radians(arguments.hfov or _ASSUMED_HFOV) if arguments.hfov or known is None else known.hfov
    if known is None and arguments.hfov is None:
        print(f"{arguments.image} does not tell its field of view; {_ASSUMED_HFOV} degrees assumed (HFOV=... sets it)")
    image = Image.fromarray(photo)
    image.thumbnail((_LARGEST, _LARGEST))
    path = folder / "photo.mcap"
    bag.write_pictures(path, [np.asarray(image)] * _REPEATS, Camera.from_hfov(image.width, image.height, hfov))
    return path


def _report(record: Record) -> None:
    """Print what the node published: topics, messages, sizes, rate and latency."""
    print(f"the node was ready {record.start:.1f} s after its start and published")
    for topic, (_, kind) in player.OUTPUTS.items():
        count = record.messages[topic]
        print(f"  {topic:26}{count:3} messages of {record.size[topic] / count / 1e6:5.1f} MB  {kind}")
    count = len(record.latencies)
    middle, most = statistics.median(record.latencies), max(record.latencies)
    print(
        f"that is {count / sum(record.latencies):.2f} scenes a second; from image to all of its outputs "
        f"{middle:.2f} s (median of {count}), at most {most:.2f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
