"""`svr replay`: its arguments, read without loading what the work needs."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from svr_ros.errors import InputError

DEFAULT_OUTPUTS = "voxels,tsdf_points,markers,depth,camera_info"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "bag", type=Path, metavar="BAG", help="folder of `ros2 bag record`, or one .mcap or .db3 file of it"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="MCAP", help="the bag to write")
    inputs = parser.add_argument_group("input")
    inputs.add_argument("--topic", metavar="TOPIC", help="images, raw or compressed (the only ones in the bag)")
    inputs.add_argument("--camera-info", metavar="TOPIC", help="their calibration (found beside the images)")
    inputs.add_argument("--hfov", type=float, metavar="DEGREES", help="horizontal field of view, instead of CameraInfo")
    inputs.add_argument(
        "--rectified",
        choices=("auto", "true", "false"),
        default="auto",
        help="whether P of CameraInfo holds (auto: when the topic is called image_rect or begins so)",
    )
    inputs.add_argument("--every", type=int, default=1, metavar="N", help="one image of N (1)")
    inputs.add_argument("--rate", type=float, metavar="HZ", help="at most so many images per second of recording")
    outputs = parser.add_argument_group("output")
    outputs.add_argument(
        "--outputs", default=DEFAULT_OUTPUTS, metavar="LIST", help=f"which topics of the node ({DEFAULT_OUTPUTS})"
    )
    outputs.add_argument("--copy", action="store_true", help="copy all topics of the input, too")
    outputs.add_argument("--namespace", default="", metavar="NAME", help="namespace of the written topics")
    outputs.add_argument("--voxel-size", type=float, default=0.05, metavar="METRES", help="edge of the cubes (0.05)")
    outputs.add_argument("--voxel-encoding", choices=("raw", "zlib"), default="zlib", help="packing of voxels (zlib)")
    outputs.add_argument(
        "--min-confidence", type=float, default=0.0, metavar="P", help="leave out points and cubes less sure (0)"
    )


def run(args: argparse.Namespace) -> bool:
    """Replay the bag; return whether every image became a scene. Raises InputError for what cannot be used."""
    _check(args)
    from svr_ros.inference import files
    from svr_ros.inference.reconstructor import Reconstructor
    from svr_ros.replay.bag import Bag
    from svr_ros.replay.outputs import FORMS, Settings
    from svr_ros.replay.run import Job, replay

    output = files.check_output(args.output, (".mcap",))
    if output.exists() and output.resolve() in {args.bag.resolve(), *(f.resolve() for f in args.bag.glob("*.mcap"))}:
        raise InputError(f"output {output} is the bag itself; expected another name")
    wanted = tuple(dict.fromkeys(args.outputs.split(",")))
    unknown = [name for name in wanted if name not in FORMS]
    if unknown:
        raise InputError(f"output {unknown[0]!r} is unknown; expected a list of {', '.join(FORMS)}")
    namespace = args.namespace.strip("/")
    job = Job(
        bag=args.bag,
        output=output,
        image_topic=args.topic,
        info_topic=args.camera_info,
        hfov=math.radians(args.hfov) if args.hfov is not None else None,
        rectified=args.rectified,
        every=args.every,
        rate=args.rate,
        wanted=wanted,
        copy=args.copy,
        node=f"/{namespace}/reconstruct" if namespace else "/reconstruct",
        settings=Settings(args.voxel_size, args.voxel_encoding, args.min_confidence),
    )
    with Bag(args.bag):
        pass  # said before weights are loaded
    report = replay(job, Reconstructor(args.weights, args.device))
    left_out = sum(report.failed.values())
    print(f"{output}: {report.line()}" + (f"; {left_out} messages left out" if left_out else ""))
    return not left_out


def _check(args: argparse.Namespace) -> None:
    bounds = (
        ("--every", args.every, 1, math.inf, "a number from 1"),
        ("--voxel-size", args.voxel_size, 0.01, 1, "0.01 to 1 m"),
        ("--min-confidence", args.min_confidence, 0, 1, "0 to 1"),
    )
    for name, value, least, most, expected in bounds:
        if not least <= value <= most:
            raise InputError(f"{name} is {value:g}; expected {expected}")
    if args.hfov is not None and not 0 < args.hfov < 180:
        raise InputError(f"--hfov is {args.hfov:g}; expected degrees between 0 and 180")
    if args.rate is not None and not (math.isfinite(args.rate) and args.rate > 0):
        raise InputError(f"--rate is {args.rate:g}; expected a number above zero")
