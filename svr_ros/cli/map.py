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

"""`svr map`: fuse the images of bags or sequences with poses into semantic maps."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros.cli import bags, options
from svr_ros.errors import InputError
from svr_ros.paths import expanded, is_folder, is_missing, make_folder, refuse_overwriting

if TYPE_CHECKING:
    from svr_ros.replay.job import MapJob

_VOXEL = 0.05


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    # Inputs and outputs
    parser.add_argument(
        "inputs",
        type=Path,
        nargs="+",
        metavar="INPUT",
        help="bag of ROS 2; folder of a sequence: folders with image.jpg, camera.json and pose.txt, TUM RGB-D, "
        "7-Scenes or ScanNet; or folder with many of them",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        action="append",
        metavar="PATH",
        help="file (.glb .ply .obj .png .html .svrmap), may be given several times; for many inputs a folder, in which "
        "files that exist are left out",
    )
    parser.add_argument("--format", metavar="LIST", help="comma-separated formats of the files in a folder (glb)")
    inputs = bags.add_inputs(
        parser,
        "use",
        "parameter of the node about its inputs, such as max_rate=2 (in recorded time) or fixed_hfov=60",
    )
    inputs.add_argument(
        "--use-depth", action="store_true", help="use the depth images of a sequence, or the only ones of a bag"
    )
    inputs.add_argument("--camera", type=Path, metavar="JSON", help="camera file, instead of that of the sequence")
    inputs.add_argument(
        "--global-frame", metavar="FRAME", help="frame of the map in /tf of the bag (map, else odom, else of the poses)"
    )
    inputs.add_argument(
        "--pose-topic",
        metavar="TOPIC",
        help="PoseStamped or PoseWithCovarianceStamped of the camera's optical frame, or Odometry, instead of /tf",
    )
    _add_map_options(parser)
    options.add_colors(parser)
    bags.add_fleet(parser, "maps")
    options.add_model(parser)


def _add_map_options(parser: argparse.ArgumentParser) -> None:
    """Add the arguments about the map itself."""
    parser.add_argument(
        "--layers",
        choices=("measured", "guessed", "both"),
        default="both",
        help="parts of the map that are written: in sight of a camera, guessed, or both (both)",
    )
    parser.add_argument(
        "--voxel-size",
        type=options.positive_number,
        metavar="METRES",
        help=f"voxels ({_VOXEL}, or those of --start)",
    )
    parser.add_argument("--start", type=Path, metavar="MAP", help="continue a map that was saved as .svrmap")
    parser.add_argument(
        "--objects",
        type=Path,
        metavar="JSON",
        help="write the objects of the map (docs/objects.md), and draw their boxes into .png files",
    )


def run(args: argparse.Namespace) -> int:
    """Build the maps, write them and return the exit code.

    Raises:
        InputError: If an argument, the only input or all of its images cannot be used.
    """
    # Check the arguments; without ROS, modules imported later need stand-ins for its message classes
    bags.check(args)
    from svr_ros.replay import messages

    messages.install_stand_ins()
    from svr_ros.replay import outputs
    from svr_ros.replay.job import MapJob
    from svr_ros.ros.parameter_table import Scope

    settings = outputs.parse_settings(args.parameter, [Scope.INPUT])
    job = MapJob(
        source=expanded(args.inputs[0]),
        outputs=tuple(map(expanded, args.output)),
        use_depth=args.use_depth,
        global_frame=args.global_frame,
        pose_topic=args.pose_topic,
        camera=_absolute(args.camera),
        layers=args.layers,
        colors=args.colors,
        voxel_size=args.voxel_size,
        start=_absolute(args.start),
        objects=_absolute(args.objects),
        settings=settings,
        **bags.input_fields(args),
    )
    # Map one input or several
    several = len(args.inputs) > 1 or args.ray or args.format or any(map(is_folder, job.outputs))
    if several or _holds_inputs(job.source, job.outputs[0]):
        return _map_many(args, job)
    return _map_one(args, job)


def _absolute(path: Path | None) -> Path | None:
    return None if path is None else expanded(path).absolute()


def _holds_inputs(path: Path, output: Path) -> bool:
    """Return whether a path is a folder with several bags or sequences, rather than one of them."""
    from svr_ros.replay.plan import find_bags

    if not is_folder(path) or _is_input(path):
        return False
    try:
        return bool(find_bags([path], output, _is_input))
    except InputError:
        return False  # opening the folder as a sequence reports the reason


def _is_input(path: Path) -> bool:
    from svr_ros.mapping.sequences import is_sequence
    from svr_ros.replay.storage import is_bag

    return is_bag(path) or is_sequence(path)


def _map_one(args: argparse.Namespace, job: MapJob) -> int:
    """Map one bag or sequence."""
    from svr_ros.inference import files
    from svr_ros.mapping import map_files
    from svr_ros.replay.job import MapReport
    from svr_ros.replay.maps import build_map
    from svr_ros.replay.posed_images import open_images, source_files

    outputs = tuple(files.check_output(path, map_files.FORMATS) for path in job.outputs)
    written = outputs if job.objects is None else (*outputs, files.check_output(job.objects, (".json",)))
    # Report inputs that cannot be used before the weights are loaded
    refuse_overwriting(written, source_files(job))
    with open_images(replace(job, quiet=True), MapReport(quiet=True)):
        pass
    report = build_map(replace(job, outputs=outputs), bags.reconstructor_of(args, job))
    print(f"{', '.join(map(str, outputs))}: {report.line()}")
    return options.DONE if report.complete else options.SOME_FAILED


def _map_many(args: argparse.Namespace, job: MapJob) -> int:
    """Map several bags and sequences into a folder; files that exist are left out."""
    from svr_ros.mapping.map_files import FORMATS
    from svr_ros.replay.plan import find_bags, output_files
    from svr_ros.replay.tasks import map_source

    # Check the arguments
    if len(job.outputs) > 1 or (job.outputs[0].suffix.lower() in FORMATS and not is_folder(job.outputs[0])):
        given = ", ".join(map(str, job.outputs))
        raise InputError(f"-o is {given}; expected one folder for several inputs or for --format")
    if job.objects is not None:
        raise InputError("--objects belongs to one map; expected one input and a file as -o")
    if job.start is not None:
        raise InputError("--start continues one map; expected one input and a file as -o")
    suffixes = tuple(
        dict.fromkeys(f".{name.strip().lower().lstrip('.')}" for name in (args.format or "glb").split(","))
    )
    for suffix in suffixes:
        if suffix not in FORMATS:
            raise InputError(
                f"format {suffix[1:]!r} is unknown; expected a list of {', '.join(s[1:] for s in FORMATS)}"
            )
    # Find the inputs without files
    [folder] = job.outputs
    found = find_bags(args.inputs, folder, _is_input, "bags or sequences")
    jobs = []
    targets = output_files(found, make_folder(folder), suffixes)
    for source, files in targets.items():
        if missing := tuple(file.absolute() for file in files if is_missing(file)):
            jobs.append(replace(job, source=source.absolute(), outputs=missing, quiet=True))
    return bags.work_on_many(args, map_source, jobs, len(targets) - len(jobs), folder, "inputs mapped")
