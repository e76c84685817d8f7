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

"""`svr replay`: reconstruct the images of bags of ROS 2 into other bags."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros.cli import bags, options
from svr_ros.errors import InputError
from svr_ros.paths import expanded, is_folder, is_missing, make_folder, refuse_overwriting
from svr_ros.replay.topics import DEFAULT_OUTPUTS, FOXGLOVE_VOXELS

if TYPE_CHECKING:
    from svr_ros.replay.job import Job


_NAME = re.compile(r"[A-Za-z_]\w*(/[A-Za-z_]\w*)*", re.ASCII)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    # Inputs
    parser.add_argument(
        "bags",
        type=Path,
        nargs="+",
        metavar="BAG",
        help="folder of `ros2 bag record`, a single .mcap or .db3 file, or a folder with many of them",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="PATH",
        help="the .mcap file to write; for many bags a folder, in which bags whose output exists are left out",
    )
    bags.add_inputs(
        parser,
        "reconstruct",
        "parameter of the node, such as voxel_size=0.03, max_rate=2 (in recorded time), fixed_hfov=60, or "
        "ground_frame=base_footprint",
    )
    # Contents of the outputs
    outputs = parser.add_argument_group("output")
    default = ",".join(DEFAULT_OUTPUTS)
    outputs.add_argument(
        "--outputs",
        default=default,
        metavar="LIST",
        help=f"comma-separated topics of the node, or all; {FOXGLOVE_VOXELS} for Foxglove's 3D panel ({default})",
    )
    outputs.add_argument("--copy", action="store_true", help="also copy all topics of the input")
    outputs.add_argument("--namespace", default="", metavar="NAME", help="namespace of the written topics")
    bags.add_fleet(parser, "replays")
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Replay the bags and return the exit code.

    Raises:
        InputError: If an argument, the only bag or all of its images cannot be used.
    """
    bags.check(args)
    # Without ROS, the modules imported next need stand-ins for its message classes
    from svr_ros.replay import messages

    messages.install_stand_ins()
    from svr_ros.replay import outputs
    from svr_ros.replay.job import Job
    from svr_ros.replay.storage import is_bag

    # Check the arguments
    names = tuple(outputs.OUTPUTS if args.outputs == "all" else dict.fromkeys(args.outputs.split(",")))
    outputs.check_names(names)
    namespace = args.namespace.strip("/")
    if namespace and not _NAME.fullmatch(namespace):
        raise InputError(f"namespace is {namespace!r}; expected a ROS name of letters, digits, _ and /, such as robot1")
    job = Job(
        source=expanded(args.bags[0]),
        output=expanded(args.output),
        outputs=names,
        copy=args.copy,
        node=f"/{namespace}/reconstruct" if namespace else "/reconstruct",
        settings=replace(outputs.parse_settings(args.parameter), use_depth=bool(args.depth)),
        **bags.input_fields(args),
    )
    several = len(args.bags) > 1 or args.ray or is_folder(job.output)
    if several or (is_folder(job.source) and not is_bag(job.source)):
        return _replay_many(args, job)
    return _replay_one(args, job)


def _replay_one(args: argparse.Namespace, job: Job) -> int:
    """Replay one bag."""
    from svr_ros.inference import files
    from svr_ros.replay.bag import Bag
    from svr_ros.replay.plan import bag_files
    from svr_ros.replay.run import replay

    output = files.check_output(job.output, (".mcap",))
    with Bag(job.source):
        pass  # report an unreadable bag before the weights are loaded
    refuse_overwriting([output], bag_files(job.source))
    report = replay(job, bags.reconstructor_of(args, job))
    print(f"{output}: {report.line()}")
    return options.DONE if report.complete else options.SOME_FAILED


def _replay_many(args: argparse.Namespace, job: Job) -> int:
    """Replay several bags into a folder; those whose output exists are left out."""
    from svr_ros.replay.plan import find_bags, output_files
    from svr_ros.replay.tasks import replay_bag

    found = find_bags(args.bags, job.output)
    if job.output.suffix == ".mcap" and not is_folder(job.output):
        raise InputError(f"several bags cannot go into one file {job.output}; expected a folder")
    targets = output_files(found, make_folder(job.output), (".mcap",))
    jobs = [
        replace(job, source=bag.absolute(), output=target.absolute(), quiet=True)
        for bag, (target,) in targets.items()
        if is_missing(target)
    ]
    return bags.work_on_many(args, replay_bag, jobs, len(targets) - len(jobs), job.output, "bags replayed")
