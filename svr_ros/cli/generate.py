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

"""`svr generate`: show generated rooms as pictures, statistics or a mesh, and the catalogue of furniture."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros.cli import options
from svr_ros.errors import InputError, one_line
from svr_ros.paths import refuse_overwriting, refuse_replacing_in

if TYPE_CHECKING:
    from svr_ros.evaluation.contact_sheet import SampleView
    from svr_ros.synthesis.meshes.folder import MeshSamples

_SHEET_VIEWS = 48
_PLOT_VIEWS = 500
_SENSOR_VIEWS = 8
_WALK_FRAMES = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    # Content of the output
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--sheet",
        action="store_true",
        help="views of rooms: image, depth, normals, classes, slices of the signed distance and of the visibility",
    )
    mode.add_argument(
        "--plot", action="store_true", help="statistics of many views: fractions of classes, depths, camera poses"
    )
    mode.add_argument(
        "--room",
        type=options.count,
        dest="room_seed",
        metavar="ROOM_SEED",
        help="one whole room as a mesh to walk around in",
    )
    mode.add_argument("--catalogue", action="store_true", help="one picture of every form of furniture")
    mode.add_argument(
        "--depth-sensors", action="store_true", help="what the simulated depth sensors measure, next to the true depth"
    )
    mode.add_argument(
        "--walk",
        type=options.count,
        dest="walk_seed",
        metavar="SEED",
        help="a folder of frames of a camera that walks through a room, with its surfaces, for svr map and evaluate",
    )
    # Samples, and the output
    parser.add_argument(
        "-n", "--count", type=options.positive, help=f"number of views ({_SHEET_VIEWS} on a sheet, {_PLOT_VIEWS})"
    )
    parser.add_argument(
        "--seed",
        type=options.count,
        default=0,
        dest="sample_index",
        help="sample index of the first view, as in training (0)",
    )
    parser.add_argument(
        "--meshes", type=Path, metavar="DIR", help="views of these meshes (docs/meshes.md) on the sheet"
    )
    parser.add_argument(
        "--class-map", type=Path, metavar="YAML", help="classes of the meshes' names, in addition to the shipped ones"
    )
    parser.add_argument("--blender", action="store_true", help="render the meshes with Blender")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="PATH", help="file (rooms.png, statistics.png, room.glb or forms.png)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the requested file and return the exit code."""
    if args.meshes is None and (args.class_map or args.blender):
        raise InputError("--class-map and --blender are about meshes; expected --meshes DIR with them")
    of_room = args.room_seed is not None or args.walk_seed is not None
    if args.meshes is not None and (of_room or args.plot or args.catalogue or args.depth_sensors):
        raise InputError(
            "--plot, --room, --walk, --catalogue and --depth-sensors have no meshes; expected --meshes with --sheet "
            "alone"
        )
    if args.room_seed is not None:
        _write_room(args)
    elif args.walk_seed is not None:
        _write_walk(args)
    elif args.plot:
        _write_plot(args)
    elif args.catalogue:
        _write_catalogue(args)
    elif args.depth_sensors:
        _write_depth_sensors(args)
    else:
        return _write_sheet(args)
    return options.DONE


def _write_sheet(args: argparse.Namespace) -> int:
    from svr_ros.inference import files

    output = files.check_output(args.output or Path("rooms.png"), (".png",))
    refuse_overwriting([output], [args.class_map] if args.class_map else [])
    if args.meshes:
        refuse_replacing_in(args.meshes, [output])
    indices = _sample_indices(args, _SHEET_VIEWS)
    from svr_ros.evaluation.contact_sheet import contact_sheet, room_views

    if args.meshes is None:
        views, count = room_views(indices), len(indices)
    else:
        found = _mesh_views(_meshes(args), indices)
        views, count = iter(found), len(found)
    files.write_image(contact_sheet(views, count), output)
    print(f"{output}: {count} of {len(indices)} views, samples {indices[0]} to {indices[-1]}")
    return options.DONE if count == len(indices) else options.SOME_FAILED


def _mesh_views(samples: MeshSamples, indices: range) -> list[SampleView]:
    """Return the views of meshes; scenes that cannot be used are reported, and left out unless there are no others."""
    from svr_ros.evaluation.contact_sheet import mesh_views

    views: list[SampleView] = []
    reasons: dict[str, None] = {}
    for index in indices:
        try:
            views += mesh_views(samples, [index])
        except InputError as error:
            if str(error) not in reasons:
                print(f"svr: {one_line(str(error))}", file=sys.stderr)
            reasons[str(error)] = None
    if not views:
        raise InputError(f"none of the scenes in {samples.files[0].path.parent} can be used: {next(iter(reasons))}")
    return views


def _meshes(args: argparse.Namespace) -> MeshSamples:
    from svr_ros.synthesis.meshes.blender import find_blender
    from svr_ros.synthesis.meshes.folder import MeshSamples

    blender = find_blender() if args.blender else None
    return MeshSamples(args.meshes, args.class_map, blender=blender)


def _write_walk(args: argparse.Namespace) -> None:
    from svr_ros.evaluation.walk_files import write_walk
    from svr_ros.synthesis.walks import make_walk

    if args.output is None:
        raise InputError("a walk consists of many files; expected -o DIR")
    count = args.count or _WALK_FRAMES
    write_walk(make_walk(args.walk_seed, count), args.output)
    print(f"{args.output}: {count} frames and the surfaces of the room")


def _write_plot(args: argparse.Namespace) -> None:
    from svr_ros.inference import files

    output = files.check_output(args.output or Path("statistics.png"), (".png",))
    indices = _sample_indices(args, _PLOT_VIEWS)
    from svr_ros.evaluation.sample_statistics import compute_statistics, plot_statistics

    statistics = compute_statistics(indices)
    plot_statistics(statistics, output)
    print(statistics.line())
    print(f"{output}: {len(indices)} views, samples {indices[0]} to {indices[-1]}")


def _write_depth_sensors(args: argparse.Namespace) -> None:
    from svr_ros.inference import files

    output = files.check_output(args.output or Path("sensors.png"), (".png",))
    indices = _sample_indices(args, _SENSOR_VIEWS)
    from svr_ros.evaluation.depth_sensor_sheet import depth_sensor_sheet

    files.write_image(depth_sensor_sheet(indices), output)
    print(f"{output}: {len(indices)} views, samples {indices[0]} to {indices[-1]}")


def _write_room(args: argparse.Namespace) -> None:
    from svr_ros.inference import files

    output = files.check_output(args.output or Path("room.glb"), (".glb", ".ply", ".obj"))
    if args.count is not None:
        raise InputError(f"--count {args.count} has no meaning for one whole room; expected --room alone")
    from svr_ros.synthesis.room_mesh import room_mesh
    from svr_ros.synthesis.rooms import build_room

    scene = build_room(args.room_seed)
    mesh = room_mesh(scene)
    files.write_mesh(mesh, output, files.Z_UP)
    print(f"{output}: {len(scene.items)} objects, {len(mesh.faces):,} triangles")


def _write_catalogue(args: argparse.Namespace) -> None:
    from svr_ros.inference import files

    output = files.check_output(args.output or Path("forms.png"), (".png",))
    if args.count is not None:
        raise InputError(f"--count {args.count} has no meaning for the catalogue; expected --catalogue alone")
    from svr_ros.evaluation.catalogue_sheet import catalogue_sheet, distinct_forms

    forms = distinct_forms()
    files.write_image(catalogue_sheet(forms), output)
    print(f"{output}: {len(forms)} forms")


def _sample_indices(args: argparse.Namespace, default_count: int) -> range:
    """Return the indices of the requested samples."""
    return range(args.sample_index, args.sample_index + (args.count or default_count))
