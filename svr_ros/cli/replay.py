"""Command `svr replay`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros.cli import options
from svr_ros.errors import InputError
from svr_ros.paths import expanded, is_folder, is_missing, make_folder, refuse_overwriting
from svr_ros.replay.topics import DEFAULT_OUTPUTS, FOXGLOVE_VOXELS

if TYPE_CHECKING:
    from svr_ros.replay.fleet import Model, Outcome
    from svr_ros.replay.job import Job


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `svr replay`."""
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
    inputs = parser.add_argument_group("input")
    inputs.add_argument("--topic", metavar="TOPIC", help="image topic, raw or compressed (the only one in the bag)")
    inputs.add_argument("--camera-info", metavar="TOPIC", help="CameraInfo topic (the sibling of the image topic)")
    inputs.add_argument("--depth", metavar="TOPIC", help="topic of depth images, raw or compressedDepth (none)")
    inputs.add_argument(
        "--depth-camera-info", metavar="TOPIC", help="their CameraInfo topic (the sibling of the depth topic)"
    )
    inputs.add_argument("--points", metavar="TOPIC", help="topic of points of a LiDAR or of visual SLAM (none)")
    inputs.add_argument("--every", type=int, default=1, metavar="N", help="reconstruct one image out of N (1)")
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
    outputs.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="parameter of the node, such as voxel_size=0.03, max_rate=2 (in recorded time), fixed_hfov=60, or "
        "ground_frame=base_footprint",
    )
    many = parser.add_argument_group("many bags")
    many.add_argument("--workers", type=int, default=1, metavar="N", help="processes on this machine (1)")
    many.add_argument(
        "--ray", metavar="ADDRESS", help="Ray cluster that replays the bags, such as auto or HOST:6379 ([fleet])"
    )
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Replay the bags and return the exit code.

    Raises:
        InputError: If an argument, the only bag or all of its images cannot be used.
    """
    if args.every < 1:
        raise InputError(f"--every is {args.every}; expected a number from 1")
    if args.workers < 1:
        raise InputError(f"--workers is {args.workers}; expected a number from 1")
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
    job = Job(
        bag=expanded(args.bags[0]),
        output=expanded(args.output),
        image_topic=args.topic,
        info_topic=args.camera_info,
        depth_topic=args.depth,
        depth_info_topic=args.depth_camera_info,
        points_topic=args.points,
        every=args.every,
        outputs=names,
        copy=args.copy,
        node=f"/{namespace}/reconstruct" if namespace else "/reconstruct",
        settings=replace(outputs.parse_settings(args.parameter), use_depth=bool(args.depth)),
    )
    several = len(args.bags) > 1 or args.ray or is_folder(job.output)
    if several or (is_folder(job.bag) and not is_bag(job.bag)):
        return _replay_many(args, job)
    return _replay_one(args, job)


def _replay_one(args: argparse.Namespace, job: Job) -> int:
    from svr_ros.inference import files
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.replay.bag import Bag
    from svr_ros.replay.plan import bag_files
    from svr_ros.replay.run import replay

    output = files.check_output(job.output, (".mcap",))
    with Bag(job.bag):
        pass  # report an unreadable bag before the weights are loaded
    refuse_overwriting([output], bag_files(job.bag))
    report = replay(job, Reconstructor(args.weights, args.device, job.settings.resolution))
    print(f"{output}: {report.line()}")
    return options.DONE if report.complete else options.SOME_FAILED


def _replay_many(args: argparse.Namespace, job: Job) -> int:
    """Replay several bags into a folder; those whose output exists are left out."""
    from tqdm import tqdm

    from svr_ros.inference import weights
    from svr_ros.replay import fleet
    from svr_ros.replay.plan import find_bags, output_files

    # Find the bags without output
    if job.output.suffix == ".mcap" and not is_folder(job.output):
        raise InputError(f"several bags cannot go into one file {job.output}; expected a folder")
    bags = find_bags(args.bags, job.output)
    targets = output_files(bags, make_folder(job.output))
    jobs = [
        replace(job, bag=bag.absolute(), output=target.absolute(), quiet=True)
        for bag, target in targets.items()
        if is_missing(target)
    ]
    present = len(targets) - len(jobs)

    # Replay them, and report each failure as it comes
    path = expanded(args.weights)
    model = fleet.Model(args.weights if args.weights in weights.shipped() else str(path.absolute()), args.device)
    failed = incomplete = 0
    outcomes = _outcomes(args, jobs, model) if jobs else iter(())
    with tqdm(total=len(jobs), unit="bag", disable=len(jobs) < 2) as progress:
        for outcome in outcomes:
            if outcome.report is None:
                failed += 1
                named = outcome.error if str(outcome.bag) in outcome.error else f"{outcome.bag}: {outcome.error}"
                progress.write(f"svr: {named}", file=sys.stderr)
            elif not outcome.report.complete:
                incomplete += 1
                for reason in (*outcome.report.failed, *outcome.report.lost):
                    progress.write(f"svr: {outcome.bag}: {reason}", file=sys.stderr)
            for reason in outcome.report.without if outcome.report is not None else ():
                progress.write(f"svr: {outcome.bag}: {reason}", file=sys.stderr)
            progress.update()
    done = len(jobs) - failed
    print(
        f"{job.output}: {done} of {len(targets)} bags replayed"
        + (f", {present} were there already" if present else "")
        + (f", {incomplete} with messages skipped" if incomplete else "")
        + (f", {failed} failed" if failed else "")
    )
    return options.SOME_FAILED if failed or incomplete else options.DONE


def _outcomes(args: argparse.Namespace, jobs: list[Job], model: Model) -> Iterator[Outcome]:
    from svr_ros.replay import fleet

    if args.ray:
        return fleet.replay_on_ray(jobs, model, args.ray)
    workers = min(args.workers, len(jobs))
    if workers > 1:
        return fleet.replay_by_processes(jobs, model, workers)
    return fleet.replay_in_turn(jobs, model)
