"""`svr replay`: its arguments, read without loading what the work needs."""

from __future__ import annotations

import argparse
from pathlib import Path

from svr_ros.cli import options
from svr_ros.errors import InputError

DEFAULT_OUTPUTS = ("voxels", "tsdf_points", "markers", "depth", "camera_info")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "bag", type=Path, metavar="BAG", help="folder of `ros2 bag record`, or one .mcap or .db3 file of it"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="MCAP", help="the bag to write")
    inputs = parser.add_argument_group("input")
    inputs.add_argument("--topic", metavar="TOPIC", help="images, raw or compressed (the only ones in the bag)")
    inputs.add_argument("--camera-info", metavar="TOPIC", help="their calibration (found beside the images)")
    inputs.add_argument("--every", type=int, default=1, metavar="N", help="one image of N (1)")
    outputs = parser.add_argument_group("output")
    default = ",".join(DEFAULT_OUTPUTS)
    outputs.add_argument("--outputs", default=default, metavar="LIST", help=f"topics of the node, or all ({default})")
    outputs.add_argument("--copy", action="store_true", help="copy all topics of the input, too")
    outputs.add_argument("--namespace", default="", metavar="NAME", help="namespace of the written topics")
    outputs.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the node, such as voxel_size=0.03, max_rate=2 (of recorded time), or fixed_hfov=60",
    )
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Replay the bag; return whether every image became a scene. Raises InputError for what cannot be used."""
    if args.every < 1:
        raise InputError(f"--every is {args.every}; expected a number from 1")
    from svr_ros.inference import files
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.replay import outputs
    from svr_ros.replay.bag import Bag
    from svr_ros.replay.run import Job, replay

    output = files.check_output(args.output, (".mcap",))
    if output.exists() and output.resolve() in {args.bag.resolve(), *(f.resolve() for f in args.bag.glob("*.mcap"))}:
        raise InputError(f"output {output} is the bag itself; expected another name")
    wanted = tuple(outputs.OUTPUTS if args.outputs == "all" else dict.fromkeys(args.outputs.split(",")))
    outputs.check(wanted)
    namespace = args.namespace.strip("/")
    job = Job(
        bag=args.bag,
        output=output,
        image_topic=args.topic,
        info_topic=args.camera_info,
        every=args.every,
        wanted=wanted,
        copy=args.copy,
        node=f"/{namespace}/reconstruct" if namespace else "/reconstruct",
        settings=outputs.settings_of(args.parameter),
    )
    with Bag(args.bag):
        pass  # said before weights are loaded
    report = replay(job, Reconstructor(args.weights, args.device, job.settings.resolution))
    left_out = sum(report.failed.values())
    print(f"{output}: {report.line()}" + (f"; {left_out} messages left out" if left_out else ""))
    return options.SOME_FAILED if left_out else options.DONE
