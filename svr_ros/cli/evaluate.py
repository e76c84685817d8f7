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

"""`svr evaluate`: evaluate weights on frames with ground truth, generated rooms and meshes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros.cli import options
from svr_ros.errors import InputError, one_line
from svr_ros.paths import expanded, refuse_overwriting, refuse_replacing_in

if TYPE_CHECKING:
    from svr_ros.inference.files import Source

_ROOMS = 40
_OFFICIAL = 512
_GROUND_TRUTH = "depth.png", "labels.png", "volume.npz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    # Inputs
    parser.add_argument("--frames", type=Path, metavar="DIR", help="the folder of a frame, or a folder of such folders")
    parser.add_argument(
        "--rooms",
        type=options.count,
        default=_ROOMS,
        help=f"number of evaluation rooms ({_ROOMS}; the official set has {_OFFICIAL})",
    )
    parser.add_argument("--meshes", type=Path, metavar="DIR", help="views of these meshes (docs/meshes.md)")
    parser.add_argument("--class-map", type=Path, metavar="YAML", help="classes of the meshes' names")
    parser.add_argument("--views", type=options.count, default=_ROOMS, help=f"number of views of meshes ({_ROOMS})")
    parser.add_argument(
        "--robustness",
        action="store_true",
        help="measure the effect of a wrong focal length, darkness, blur and JPEG compression",
    )
    parser.add_argument(
        "--known",
        action="append",
        default=[],
        metavar="LIST",
        help="evaluate with known geometry too: none, ground, sparse:N, lidar, depth (--robustness adds errors to it)",
    )
    parser.add_argument(
        "--sequence",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="evaluate the map of a sequence (see svr map), with depth and from colour alone, instead of single frames",
    )
    parser.add_argument("--workers", type=options.count, default=0, help="number of processes (that of cores)")
    # Outputs
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all metrics, such as for svr compare")
    parser.add_argument("--markdown", type=Path, metavar="MD", help="write the tables")
    parser.add_argument("--sheet", type=Path, metavar="PNG", help="write a sheet of pictures, one row per frame")
    parser.add_argument(
        "--curves", type=Path, metavar="PNG", help="plot calibration, and precision over recall of surfaces"
    )
    options.add_max_distance_error(parser)
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Evaluate and return the exit code; frames that cannot be evaluated are reported."""
    from svr_ros.inference import files

    if args.sequence:
        return _evaluate_sequences(args)
    # Check the arguments before slow imports
    sources = files.find_sources(args.frames) if args.frames else []
    if args.class_map and args.meshes is None:
        raise InputError("--class-map is about meshes; expected --meshes DIR with it")
    views = args.views if args.meshes else 0
    if not sources and not args.rooms and not views:
        raise InputError("there is nothing to evaluate on; expected --frames, --meshes or --rooms above zero")
    outputs = [
        files.check_output(path, (suffix,)) if path else None
        for path, suffix in ((args.json, ".json"), (args.markdown, ".md"), (args.sheet, ".png"), (args.curves, ".png"))
    ]
    written = [output for output in outputs if output]
    refuse_overwriting(written, _input_files(args, sources))
    if args.meshes:
        refuse_replacing_in(args.meshes, written)
    # Evaluate
    from svr_ros.evaluation import report, runner
    from svr_ros.evaluation.known import check_kinds
    from svr_ros.inference.selection import Selection
    from svr_ros.synthesis.meshes.folder import find_scenes
    from svr_ros.threads import available_cores

    if args.meshes:
        find_scenes(args.meshes, args.class_map)
    plan = runner.EvaluationPlan(
        args.weights,
        args.device,
        sources,
        args.rooms,
        args.meshes,
        args.class_map,
        views,
        args.robustness,
        args.sheet is not None,
        check_kinds([kind for text in args.known for kind in text.split(",")]),
        Selection(max_distance_error=args.max_distance_error),
    )
    complete = report.run(plan, args.workers or available_cores(), *outputs)
    return options.DONE if complete else options.SOME_FAILED


def _evaluate_sequences(args: argparse.Namespace) -> int:
    """Evaluate maps of sequences, print a table and write it if requested; return the exit code."""
    import json

    from svr_ros.evaluation.sequence_evaluation import evaluate_sequences, sequence_table
    from svr_ros.inference import files
    from svr_ros.inference.files import FRAME_CAMERA
    from svr_ros.inference.reconstructor import Reconstructor

    others = ("frames", "meshes", "class_map", "robustness", "known", "sheet", "curves")
    if given := [f"--{name.replace('_', '-')}" for name in others if getattr(args, name)]:
        raise InputError(f"{', '.join(given)} cannot be combined with --sequence; expected --json and --markdown only")
    outputs = [
        (path, files.check_output(path, (suffix,)))
        for path, suffix in ((args.json, ".json"), (args.markdown, ".md"))
        if path
    ]
    cameras = [camera for folder in args.sequence for camera in expanded(folder).rglob(FRAME_CAMERA)]
    refuse_overwriting([output for _, output in outputs], [Path(args.weights), *cameras])
    problems: list[str] = []

    def report(folder: Path, problem: InputError) -> None:
        problems.append(str(problem) if str(folder) in str(problem) else f"{folder}: {problem}")
        print(f"svr: {one_line(problems[-1])}", file=sys.stderr)

    results = evaluate_sequences(args.sequence, Reconstructor(args.weights, args.device), failed=report)
    if not results:
        raise InputError(f"none of the {len(args.sequence)} sequences can be evaluated: {problems[0]}")
    table = sequence_table(results)
    print(table)
    for path, output in outputs:
        content = json.dumps(results, indent=1) if path is args.json else table
        files.write_atomically(output, _writer(content + "\n"))
    return options.SOME_FAILED if problems else options.DONE


def _writer(text: str) -> Callable[[Path], object]:
    return lambda partial: partial.write_text(text)


def _input_files(args: argparse.Namespace, sources: Sequence[Source]) -> list[Path]:
    """Return the files that are read, except for those of meshes and sequences."""
    files = [args.class_map, Path(args.weights)]
    for source in sources:
        files += [source.image, source.camera, *(source.image.with_name(name) for name in _GROUND_TRUTH)]
    return [expanded(path) for path in files if path is not None]
