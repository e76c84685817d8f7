"""Command `svr replay`."""

from __future__ import annotations

import argparse
from pathlib import Path

from svr_ros.cli import options
from svr_ros.errors import InputError
from svr_ros.replay.topics import DEFAULT_OUTPUTS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `svr replay`."""
    parser.add_argument(
        "bag", type=Path, metavar="BAG", help="folder of `ros2 bag record`, or a single .mcap or .db3 file"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="MCAP", help="the bag to write")
    inputs = parser.add_argument_group("input")
    inputs.add_argument("--topic", metavar="TOPIC", help="image topic, raw or compressed (the only one in the bag)")
    inputs.add_argument("--camera-info", metavar="TOPIC", help="CameraInfo topic (the sibling of the image topic)")
    inputs.add_argument("--every", type=int, default=1, metavar="N", help="reconstruct one image out of N (1)")
    outputs = parser.add_argument_group("output")
    default = ",".join(DEFAULT_OUTPUTS)
    outputs.add_argument(
        "--outputs", default=default, metavar="LIST", help=f"comma-separated topics of the node, or all ({default})"
    )
    outputs.add_argument("--copy", action="store_true", help="also copy all topics of the input")
    outputs.add_argument("--namespace", default="", metavar="NAME", help="namespace of the written topics")
    outputs.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="parameter of the node, such as voxel_size=0.03, max_rate=2 (in recorded time), or fixed_hfov=60",
    )
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Replay the bag and return the exit code.

    Raises:
        InputError: If an argument, the bag or all of its images cannot be used.
    """
    if args.every < 1:
        raise InputError(f"--every is {args.every}; expected a number from 1")
    # Without ROS, the modules imported next need stand-ins for its message classes
    from svr_ros.replay import messages

    messages.install_stand_ins()
    from svr_ros.inference import files
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.replay import outputs
    from svr_ros.replay.bag import Bag
    from svr_ros.replay.run import Job, replay

    # Check the arguments
    output = files.check_output(args.output, (".mcap",))
    if output.exists() and output.resolve() in {args.bag.resolve(), *(f.resolve() for f in args.bag.glob("*.mcap"))}:
        raise InputError(f"output {output} is the bag itself; expected another name")
    names = tuple(outputs.OUTPUTS if args.outputs == "all" else dict.fromkeys(args.outputs.split(",")))
    outputs.check_names(names)
    namespace = args.namespace.strip("/")
    job = Job(
        bag=args.bag,
        output=output,
        image_topic=args.topic,
        info_topic=args.camera_info,
        every=args.every,
        outputs=names,
        copy=args.copy,
        node=f"/{namespace}/reconstruct" if namespace else "/reconstruct",
        settings=outputs.parse_settings(args.parameter),
    )
    with Bag(args.bag):
        pass  # report an unreadable bag before the weights are loaded

    # Replay
    report = replay(job, Reconstructor(args.weights, args.device, job.settings.resolution))
    skipped = sum(report.failed.values())
    print(f"{output}: {report.line()}" + (f"; {skipped} messages skipped" if skipped else ""))
    return options.SOME_FAILED if skipped else options.DONE
