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

"""`svr reconstruct`: reconstruct scenes from images."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svr_ros.cli import options
from svr_ros.errors import InputError, one_line
from svr_ros.paths import expanded, make_folder, refuse_overwriting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from svr_ros.geometry.camera import Camera
    from svr_ros.geometry.floor import Plane
    from svr_ros.geometry.known import KnownGeometry
    from svr_ros.inference.files import Source
    from svr_ros.inference.reconstruction import Reconstruction
    from svr_ros.inference.reconstructor import Reconstructor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="INPUT",
        help="an image, a folder with image.jpg and camera.json, or a folder of such folders",
    )
    options.add_camera(parser)
    options.add_known(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="PATH",
        help="file (.glb .ply .obj .npz .png .html), or folder with --format",
    )
    parser.add_argument("--format", metavar="LIST", help="for a folder: formats of the files, such as npz,glb")
    parser.add_argument(
        "--objects",
        type=Path,
        metavar="JSON",
        help="write class, box and evidence of the objects (docs/objects.md), and draw boxes into .png files",
    )
    options.add_colors(parser)
    options.add_max_distance_error(parser)
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Reconstruct the images and return the exit code; one that fails among several is reported and skipped."""
    from tqdm import tqdm

    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files, object_files
    from svr_ros.inference.memory import OutOfMemoryError
    from svr_ros.inference.reconstructor import Reconstructor

    # Find the images; of several inputs, one that cannot be read does not stop the others
    sources: list[Source] = []
    failed = 0
    for path in args.inputs:
        try:
            sources += files.find_sources(path)
        except InputError as error:
            if len(args.inputs) == 1:
                raise
            failed += 1
            print(f"svr: {one_line(str(error))}", file=sys.stderr)
    if not sources:
        raise InputError(f"none of the {len(args.inputs)} inputs holds an image")
    single = failed + len(sources) == 1
    outputs = _outputs(args.output, args.format, sources)
    ground = _check_known(args, sources)
    written, objects = [target for targets in outputs for target in targets], None
    if args.objects is not None:
        objects = files.check_output(args.objects, (".json",))
        written.append(objects)
    refuse_overwriting(written, _input_files(args, sources))
    given = Camera.from_file(args.camera) if args.camera else None
    reconstructor = Reconstructor(args.weights, args.device)

    # Reconstruct and write one by one
    scenes: dict[str, dict[str, Any]] = {}
    total = failed + len(sources)
    with tqdm(total=len(sources), unit="image", disable=single) as progress:
        for source, targets in zip(sources, outputs, strict=True):
            try:
                reconstruction = _reconstruct(source, targets, given, reconstructor, args, ground)
                if objects is not None:
                    scenes[source.name] = object_files.scene_entry(reconstruction)
            except (InputError, OutOfMemoryError) as error:
                named = str(error) if str(source.image) in str(error) else f"{source.image}: {error}"
                if single:
                    raise InputError(named) from error
                failed += 1
                progress.write(f"svr: {one_line(named)}", file=sys.stderr)
            progress.update()
    if objects is not None:
        object_files.write_objects(scenes, objects)
    shown = args.output if args.format is None else args.output / f"*.{args.format}"
    print(f"{shown}: {total - failed} of {total} scenes written")
    return options.SOME_FAILED if failed else options.DONE


def _input_files(args: argparse.Namespace, sources: list[Source]) -> list[Path]:
    """Return the files that are read."""
    from svr_ros.inference.depth_files import depth_beside

    files = [args.camera, args.depth, Path(args.weights)]
    for source in sources:
        files += [source.image, source.camera, depth_beside(source.image)]
    return [expanded(path) for path in files if path is not None]


def _check_known(args: argparse.Namespace, sources: list[Source]) -> Plane | None:
    """Return the given ground, and warn of images without depth.

    Raises:
        InputError: If the options of known geometry do not fit the inputs.
    """
    from svr_ros.inference.depth_files import depth_beside, parse_ground

    if args.depth is not None and len(sources) > 1:
        raise InputError(
            f"--depth {args.depth} belongs to one image, but there are {len(sources)}; expected --use-depth for "
            "depth.png next to each image"
        )
    if args.use_depth and not any(depth_beside(source.image) for source in sources):
        raise InputError("no depth.png was found next to the images; expected one, or no --use-depth")
    lacking = sum(depth_beside(source.image) is None for source in sources) if args.use_depth else 0
    if lacking:
        print(f"svr: {lacking} of {len(sources)} images are reconstructed without depth: no depth.png", file=sys.stderr)
    if args.depth_scale == "unknown" and args.depth is None and not args.use_depth:
        raise InputError("--depth-scale is about measured depth; expected --depth or --use-depth with it")
    return None if args.ground is None else parse_ground(args.ground)


def _known(args: argparse.Namespace, source: Source, ground: Plane | None) -> KnownGeometry | None:
    """Return what is known of an image; None for nothing."""
    from svr_ros.geometry.known import KnownGeometry
    from svr_ros.inference.depth_files import depth_beside, read_depth

    path = depth_beside(source.image) if args.use_depth else args.depth
    if path is None and ground is None:
        return None
    depth = None if path is None else read_depth(path)
    if depth is not None and not (depth > 0).any():
        sentence = f"{path} holds no measured pixel; {source.image} is reconstructed without depth"
        print(f"svr: {one_line(sentence)}", file=sys.stderr)
    return KnownGeometry(depth, ground=ground, depth_scale=args.depth_scale)


def _warn_of_turned(source: Source, args: argparse.Namespace) -> None:
    """Warn that the files that belong to a turned image must be turned, too: their size may not show it."""
    from svr_ros.inference.depth_files import depth_beside

    camera = args.camera or (source.camera if args.hfov is None else None)
    depth = depth_beside(source.image) if args.use_depth else args.depth
    names = [path.name for path in (camera, depth) if path is not None]
    if names:
        sentence = (
            f"{source.image} is turned by its EXIF orientation; expected {' and '.join(names)} of the turned image"
        )
        print(f"svr: {one_line(sentence)}", file=sys.stderr)


def _reconstruct(
    source: Source,
    targets: list[Path],
    given: Camera | None,
    reconstructor: Reconstructor,
    args: argparse.Namespace,
    ground: Plane | None,
) -> Reconstruction:
    """Reconstruct one image, write its files and return the scene."""
    from svr_ros.inference.photos import read_photo

    photo = read_photo(source.image)
    if photo.turned:
        _warn_of_turned(source, args)
    camera = given or options.camera_of(source, photo, args.hfov)
    reconstruction = reconstructor.reconstruct(photo.image, camera, known=_known(args, source, ground))
    for target in targets:
        _write(reconstruction, target, photo.image, args)
    return reconstruction


def _write(reconstruction: Reconstruction, path: Path, image: NDArray[np.uint8], args: argparse.Namespace) -> None:
    """Write one file of a scene, a picture with the boxes of its objects if these are requested."""
    from svr_ros.inference import files

    if args.objects is None or path.suffix.lower() != ".png":
        files.write(reconstruction, path, image, args.colors, args.max_distance_error)
        return
    from svr_ros.inference.rendering import sheet

    drawn = sheet(reconstruction, image, reconstruction.objects(), args.max_distance_error)
    files.write_image(drawn, path)


def _outputs(output: Path, formats: str | None, sources: list[Source]) -> list[list[Path]]:
    """Return the files to write for each source; raises InputError if they cannot be written later."""
    from svr_ros.inference import files

    if formats is None:
        if len(sources) > 1:
            raise InputError(
                f"{len(sources)} images cannot go into one file {output}; expected a folder and --format npz,glb"
            )
        return [[files.check_output(output)]]
    chosen = list(dict.fromkeys(name.strip() for name in formats.lower().split(",")))
    unknown = [name for name in chosen if name not in files.FORMATS]
    if unknown:
        raise InputError(f"format {unknown[0]!r} is unknown; expected a list of {', '.join(files.FORMATS)}")
    [(name, times)] = Counter(source.name for source in sources).most_common(1)
    if times > 1:
        raise InputError(
            f"{times} inputs are called {name!r} and would overwrite each other; give them in separate runs"
        )
    folder = make_folder(output)
    return [[folder / f"{source.name}.{name}" for name in chosen] for source in sources]
