"""`svr map`: fuse the images of a sequence with poses into one semantic map."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros.cli import options
from svr_ros.errors import InputError
from svr_ros.paths import refuse_overwriting

if TYPE_CHECKING:
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.mapping.semantic_map import SemanticMap
    from svr_ros.mapping.sequences import PosedFrame

_VOXEL = 0.05


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "sequence",
        type=Path,
        metavar="DIR",
        help="folders with image.jpg, camera.json and pose.txt, or a sequence of TUM RGB-D, 7-Scenes or ScanNet",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        action="append",
        metavar="PATH",
        help="file (.glb .ply .obj .png .html .svrmap); may be given several times",
    )
    parser.add_argument("--camera", type=Path, metavar="JSON", help="camera file, instead of that of the sequence")
    parser.add_argument("--use-depth", action="store_true", help="use the depth images of the sequence")
    parser.add_argument(
        "--layers",
        choices=("measured", "guessed", "both"),
        default="both",
        help="parts of the map that are written: in sight of a camera, guessed, or both (both)",
    )
    parser.add_argument(
        "--voxel-size", type=options.positive_number, default=_VOXEL, metavar="METRES", help=f"voxels ({_VOXEL})"
    )
    parser.add_argument("--every", type=options.positive, default=1, metavar="N", help="use every Nth image (1)")
    parser.add_argument("--start", type=Path, metavar="MAP", help="continue a map that was saved as .svrmap")
    parser.add_argument("--objects", type=Path, metavar="JSON", help="write the objects of the map, with their boxes")
    options.add_colors(parser)
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Build the map, write it and return the exit code; images that fail are reported and skipped."""
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files, object_files
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.mapping import map_files
    from svr_ros.mapping.config import MapConfig
    from svr_ros.mapping.semantic_map import SemanticMap
    from svr_ros.mapping.sequences import find_sequence

    # Check the arguments
    outputs = [files.check_output(path, map_files.FORMATS) for path in args.output]
    frames = find_sequence(args.sequence, Camera.from_file(args.camera) if args.camera else None)[:: args.every]
    refuse_overwriting(outputs, [frame.image for frame in frames])
    if args.use_depth and not any(frame.depth for frame in frames):
        raise InputError(f"{args.sequence} holds no depth images; expected some, or no --use-depth")
    listing = files.check_output(args.objects, (".json",)) if args.objects else None
    config = MapConfig(args.voxel_size, with_objects=listing is not None)
    scene = SemanticMap.load(args.start, config) if args.start else SemanticMap(config=config)
    # Integrate
    failed = _integrate(frames, scene, Reconstructor(args.weights, args.device), args.use_depth)
    if failed == len(frames):
        raise InputError(f"none of the {len(frames)} images of {args.sequence} could be used")
    # Write
    for path in outputs:
        map_files.write(scene, path, args.layers, args.colors)
    if listing is not None:
        entry = object_files.map_entry(scene.objects())
        object_files.write_objects({args.sequence.resolve().name: entry}, listing)
        outputs.append(listing)
    written = ", ".join(str(path) for path in outputs)
    print(f"{written}: {len(frames) - failed} of {len(frames)} images, {len(scene)} blocks of voxels")
    return options.SOME_FAILED if failed else options.DONE


def _integrate(frames: list[PosedFrame], scene: SemanticMap, reconstructor: Reconstructor, use_depth: bool) -> int:
    """Integrate frames into a map, report those that fail, and return their number."""
    from tqdm import tqdm

    from svr_ros.geometry.known import KnownGeometry
    from svr_ros.inference.memory import OutOfMemoryError

    failed = 0
    with tqdm(frames, unit="image") as progress:
        for frame in progress:
            try:
                if frame.map_from_camera is None:
                    raise InputError("it has no pose; expected one")
                depth = frame.read_depth() if use_depth else None
                known = None if depth is None else KnownGeometry(depth)
                reconstruction = reconstructor.reconstruct(frame.read_image(), frame.camera, known=known)
                scene.integrate(reconstruction, frame.map_from_camera, frame.stamp)
            except (InputError, OutOfMemoryError) as error:
                failed += 1
                progress.write(f"svr: {frame.name}: {error}", file=sys.stderr)
    return failed
