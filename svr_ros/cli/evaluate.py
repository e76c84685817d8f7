"""`svr evaluate` and `svr compare`: their arguments, and what they ask for."""

from __future__ import annotations

import argparse
from pathlib import Path

from svr_ros.errors import InputError

_ROOMS = 40
_OFFICIAL = 512


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `svr evaluate`, but for weights and device."""
    parser.add_argument("--frames", type=Path, metavar="DIR", help="a frame's folder, or a folder of such folders")
    parser.add_argument(
        "--rooms", type=_count, default=_ROOMS, help=f"number of generated rooms ({_ROOMS}; the official {_OFFICIAL})"
    )
    parser.add_argument("--meshes", type=Path, metavar="DIR", help="views of these meshes too (docs/meshes.md)")
    parser.add_argument("--class-map", type=Path, metavar="YAML", help="classes of the meshes' names")
    parser.add_argument("--views", type=_count, default=_ROOMS, help=f"number of views of meshes ({_ROOMS})")
    parser.add_argument(
        "--robustness", action="store_true", help="measure what a wrong focal length, darkness, blur and JPEG cost"
    )
    parser.add_argument("--workers", type=_count, default=0, help="processes (as many as there are cores)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures, for svr compare among others")
    parser.add_argument("--markdown", type=Path, metavar="MD", help="write the tables")
    parser.add_argument("--sheet", type=Path, metavar="PNG", help="write a picture sheet, one row per frame")


def run(arguments: argparse.Namespace) -> bool:
    """Evaluate as the arguments say; return whether every frame could be measured."""
    from svr_ros.inference import files

    sources = files.find_sources(arguments.frames) if arguments.frames else []
    if arguments.class_map and arguments.meshes is None:
        raise InputError("--class-map is about meshes; expected --meshes DIR with it")
    views = arguments.views if arguments.meshes else 0
    if not sources and not arguments.rooms and not views:
        raise InputError("there is nothing to evaluate on; expected --frames, --meshes or --rooms above zero")
    outputs = [
        files.check_output(path, (suffix,)) if path else None
        for path, suffix in ((arguments.json, ".json"), (arguments.markdown, ".md"), (arguments.sheet, ".png"))
    ]
    from svr_ros.evaluation import report, runner
    from svr_ros.synthesis.meshes.folder import find_scenes
    from svr_ros.threads import available_cores

    if arguments.meshes:
        find_scenes(arguments.meshes, arguments.class_map)
    plan = runner.EvaluationPlan(
        arguments.weights,
        arguments.device,
        sources,
        arguments.rooms,
        arguments.meshes,
        arguments.class_map,
        views,
        arguments.robustness,
        arguments.sheet is not None,
    )
    return report.run(plan, arguments.workers or available_cores(), *outputs)


def add_comparison(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `svr compare`."""
    parser.add_argument("inputs", type=Path, nargs="+", metavar="JSON", help="files of svr evaluate --json")
    parser.add_argument("-o", "--output", type=Path, metavar="MD", help="file of the table (the terminal)")


def run_comparison(arguments: argparse.Namespace) -> None:
    """Compare as the arguments say."""
    from svr_ros.evaluation.comparison import compare
    from svr_ros.inference import files

    output = files.check_output(arguments.output, (".md",)) if arguments.output else None
    text = compare(arguments.inputs)
    if output is None:
        print(text, end="")
    else:
        files.write_atomically(output, lambda partial: partial.write_text(text))


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{value} is negative; expected 0 or more")
    return value
