"""`svr generate`: its arguments, and the pictures, plots and rooms that it writes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros.errors import InputError

if TYPE_CHECKING:
    from svr_ros.synthesis.meshes.folder import MeshSamples

_SHEET_VIEWS = 48
_PLOT_VIEWS = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `svr generate`."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--sheet",
        action="store_true",
        help="views of rooms: image, depth, normals, classes, a slice of the signed distance and of the voxels' kinds",
    )
    what.add_argument(
        "--plot", action="store_true", help="what many views show: shares of the classes, depths, how cameras stand"
    )
    what.add_argument("--room", type=int, metavar="SEED", help="one whole room as a mesh to walk around in")
    parser.add_argument("-n", "--count", type=int, help=f"number of views ({_SHEET_VIEWS} on a sheet, {_PLOT_VIEWS})")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first view (0)")
    parser.add_argument(
        "--meshes", type=Path, metavar="DIR", help="views of these meshes (docs/meshes.md) on the sheet"
    )
    parser.add_argument(
        "--class-map", type=Path, metavar="YAML", help="classes of the meshes' names, over the shipped ones"
    )
    parser.add_argument("--blender", action="store_true", help="let Blender take the pictures of the meshes")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="PATH", help="file (rooms.png, statistics.png or room.glb)"
    )


def run(arguments: argparse.Namespace) -> None:
    """Write what the arguments ask for and print where it is.

    Raises InputError where the output cannot be written.
    """
    if arguments.meshes is None and (arguments.class_map or arguments.blender):
        raise InputError("--class-map and --blender are about meshes; expected --meshes DIR with them")
    if arguments.meshes is not None and (arguments.plot or arguments.room is not None):
        raise InputError("--plot and --room are about generated rooms; expected --meshes with --sheet alone")
    if arguments.room is not None:
        _write_room(arguments)
    elif arguments.plot:
        _write_plot(arguments)
    else:
        _write_sheet(arguments)


def _write_sheet(arguments: argparse.Namespace) -> None:
    from svr_ros.inference import files

    output = files.check_output(arguments.output or Path("rooms.png"), (".png",))
    seeds = _seeds(arguments, _SHEET_VIEWS)
    from svr_ros.evaluation.contact_sheet import contact_sheet, mesh_views, room_views

    views = room_views(seeds) if arguments.meshes is None else mesh_views(_meshes(arguments), seeds)
    files.write_picture(contact_sheet(views, len(seeds)), output)
    print(f"{output}: {len(seeds)} views, seeds {seeds[0]} to {seeds[-1]}")


def _meshes(arguments: argparse.Namespace) -> MeshSamples:
    from svr_ros.synthesis.meshes.blender import find_blender
    from svr_ros.synthesis.meshes.folder import MeshSamples

    blender = find_blender() if arguments.blender else None
    return MeshSamples(arguments.meshes, arguments.class_map, blender=blender)


def _write_plot(arguments: argparse.Namespace) -> None:
    from svr_ros.inference import files

    output = files.check_output(arguments.output or Path("statistics.png"), (".png",))
    seeds = _seeds(arguments, _PLOT_VIEWS)
    from svr_ros.evaluation.sample_statistics import compute_statistics, plot_statistics

    statistics = compute_statistics(seeds)
    plot_statistics(statistics, output)
    print(statistics.line())
    print(f"{output}: {len(seeds)} views, seeds {seeds[0]} to {seeds[-1]}")


def _write_room(arguments: argparse.Namespace) -> None:
    from svr_ros.inference import files

    output = files.check_output(arguments.output or Path("room.glb"), (".glb", ".ply", ".obj"))
    if arguments.count is not None:
        raise InputError(f"--count {arguments.count} has no meaning for one whole room; expected --room alone")
    from svr_ros.synthesis.room_mesh import room_mesh
    from svr_ros.synthesis.rooms import build_room

    scene = build_room(arguments.room)
    mesh = room_mesh(scene)
    files.write_mesh(mesh, output, files.Z_UP)
    print(f"{output}: {len(scene.items)} things, {len(mesh.faces):,} triangles")


def _seeds(arguments: argparse.Namespace, usual: int) -> range:
    count = usual if arguments.count is None else arguments.count
    if count < 1:
        raise InputError(f"--count {count} is too few; expected at least 1")
    return range(arguments.seed, arguments.seed + count)
