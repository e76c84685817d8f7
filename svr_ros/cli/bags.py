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

"""Options and the loop over many bags that `svr replay` and `svr map` have in common."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svr_ros.cli import options
from svr_ros.errors import InputError, one_line
from svr_ros.paths import expanded

if TYPE_CHECKING:
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.replay.fleet import AnyJob, Model, Outcome, Work


def add_inputs(parser: argparse.ArgumentParser, verb: str, parameters: str) -> argparse._ArgumentGroup:
    """Add the options for the topics of a bag and for parameters of the node, and return their group.

    Args:
        parser: The parser of the command.
        verb: What the command does with an image, for the help.
        parameters: The parameters that the command takes, for the help.
    """
    inputs = parser.add_argument_group("input")
    inputs.add_argument("--topic", metavar="TOPIC", help="image topic, raw or compressed (the only one in the bag)")
    inputs.add_argument("--camera-info", metavar="TOPIC", help="CameraInfo topic (the sibling of the image topic)")
    inputs.add_argument("--depth", metavar="TOPIC", help="topic of depth images, raw or compressedDepth (none)")
    inputs.add_argument(
        "--depth-camera-info", metavar="TOPIC", help="their CameraInfo topic (the sibling of the depth topic)"
    )
    inputs.add_argument("--points", metavar="TOPIC", help="topic of points of a LiDAR or of visual SLAM (none)")
    inputs.add_argument("--every", type=int, default=1, metavar="N", help=f"{verb} one image out of N (1)")
    inputs.add_argument("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help=parameters)
    return inputs


def add_fleet(parser: argparse.ArgumentParser, verb: str) -> None:
    """Add the options for many bags; `verb` is what the command does with them, for the help."""
    many = parser.add_argument_group("many bags")
    many.add_argument("--workers", type=int, default=1, metavar="N", help="processes on this machine (1)")
    many.add_argument(
        "--ray", metavar="ADDRESS", help=f"Ray cluster that {verb} the bags, such as auto or HOST:6379 ([fleet])"
    )


def check(args: argparse.Namespace) -> None:
    """Raise InputError if a number is out of range."""
    for name in ("every", "workers"):
        if getattr(args, name) < 1:
            raise InputError(f"--{name} is {getattr(args, name)}; expected a number from 1")


def input_fields(args: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of `ImageInputs` that the options of `add_inputs` give."""
    return {
        "image_topic": args.topic,
        "info_topic": args.camera_info,
        "depth_topic": args.depth,
        "depth_info_topic": args.depth_camera_info,
        "points_topic": args.points,
        "every": args.every,
    }


def work_on_many(
    args: argparse.Namespace, work: Work, jobs: Sequence[AnyJob], present: int, folder: Path, done_as: str
) -> int:
    """Do the jobs of many bags, report failures as they come and the numbers at the end, and return the exit code.

    Args:
        args: The arguments, with those of `add_fleet` and the model.
        work: The function that does a job.
        jobs: The jobs, with absolute paths.
        present: The number of bags whose outputs exist already.
        folder: The folder of the outputs, for the summary.
        done_as: Noun and verb for the inputs that were done in the summary, such as "bags replayed".
    """
    from tqdm import tqdm

    # Do the jobs, and report each failure as it comes
    failed = incomplete = 0
    outcomes = _outcomes(args, work, jobs) if jobs else iter(())
    with tqdm(total=len(jobs), unit="bag", disable=len(jobs) < 2) as progress:
        for outcome in outcomes:
            failed += outcome.report is None
            incomplete += outcome.report is not None and not outcome.report.complete
            for sentence in _sentences(outcome):
                progress.write(f"svr: {one_line(sentence)}", file=sys.stderr)
            progress.update()
    # Summarise
    print(
        f"{folder}: {len(jobs) - failed} of {len(jobs) + present} {done_as}"
        + (f", {present} were there already" if present else "")
        + (f", {incomplete} with messages skipped" if incomplete else "")
        + (f", {failed} failed" if failed else "")
    )
    return options.SOME_FAILED if failed or incomplete else options.DONE


def _sentences(outcome: Outcome) -> list[str]:
    """Return the sentences to report about a bag."""
    if outcome.report is None:
        named = outcome.error if str(outcome.source) in outcome.error else f"{outcome.source}: {outcome.error}"
        return [named]
    return [f"{outcome.source}: {problem}" for problem in outcome.report.problems]


def _outcomes(args: argparse.Namespace, work: Work, jobs: Sequence[AnyJob]) -> Iterator[Outcome]:
    from svr_ros.replay import fleet

    model = _model(args, jobs[0])
    if args.ray:
        return fleet.run_on_ray(work, jobs, model, args.ray)
    workers = min(args.workers, len(jobs))
    if workers > 1:
        return fleet.run_by_processes(work, jobs, model, workers)
    return fleet.run_in_turn(work, jobs, model)


def _model(args: argparse.Namespace, job: AnyJob) -> Model:
    """Return the arguments of the reconstructor; the path of the weights holds in any working folder."""
    from svr_ros.inference import weights
    from svr_ros.replay.fleet import Model

    shipped = args.weights in weights.shipped()
    path = args.weights if shipped else str(expanded(args.weights).absolute())
    return Model(path, args.device, job.settings.resolution, args.precision or "auto", args.backend or "auto")


def reconstructor_of(args: argparse.Namespace, job: AnyJob) -> Reconstructor:
    """Return the reconstructor for one bag."""
    from svr_ros.inference.reconstructor import Reconstructor

    return Reconstructor(args.weights, args.device, job.settings.resolution)
