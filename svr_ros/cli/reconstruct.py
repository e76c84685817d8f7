"""`svr reconstruct`: reconstruct scenes from images."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svr_ros.cli import options
from svr_ros.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from svr_ros.inference.files import Source
    from svr_ros.inference.reconstruction import Reconstruction


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
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="PATH",
        help="file (.glb .ply .obj .npz .png), or folder with --format",
    )
    parser.add_argument("--format", metavar="LIST", help="for a folder: formats of the files, such as npz,glb")
    parser.add_argument(
        "--objects",
        type=Path,
        metavar="JSON",
        help="write class, box and evidence of the objects (docs/objects.md), and draw boxes into .png files",
    )
    options.add_colors(parser)
    options.add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Reconstruct the images and return the exit code; one that fails among several is reported and skipped."""
    from tqdm import tqdm

    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files, object_files
    from svr_ros.inference.reconstructor import Reconstructor

    # Check the arguments
    sources = [source for path in args.inputs for source in files.find_sources(path)]
    outputs = _outputs(args.output, args.format, sources)
    given = Camera.from_file(args.camera) if args.camera else None
    if args.objects is not None:
        files.check_output(args.objects, (".json",))
    reconstructor = Reconstructor(args.weights, args.device)
    # Reconstruct and write
    failed = 0
    scenes: dict[str, dict[str, Any]] = {}
    with tqdm(total=len(sources), unit="image", disable=len(sources) == 1) as progress:
        for source, paths in zip(sources, outputs, strict=True):
            try:
                image = files.read_image(source.image)
                camera = given or options.camera_of(source, image, args.hfov)
                reconstruction = reconstructor.reconstruct(image, camera)
                for path in paths:
                    _write(reconstruction, path, image, args)
                if args.objects is not None:
                    scenes[source.name] = object_files.scene_entry(reconstruction)
            except InputError as error:
                named = str(error) if str(source.image) in str(error) else f"{source.image}: {error}"
                if len(sources) == 1:
                    raise InputError(named) from error
                failed += 1
                progress.write(f"svr: {named}", file=sys.stderr)
            progress.update()
    if args.objects is not None:
        object_files.write_objects(scenes, args.objects)
    written = args.output if args.format is None else args.output / f"*.{args.format}"
    print(f"{written}: {len(sources) - failed} of {len(sources)} scenes written")
    return options.SOME_FAILED if failed else options.DONE


def _write(reconstruction: Reconstruction, path: Path, image: NDArray[np.uint8], args: argparse.Namespace) -> None:
    """Write one file of a scene, a picture with the boxes of its objects if these are requested."""
    from svr_ros.inference import files

    if args.objects is None or path.suffix.lower() != ".png":
        files.write(reconstruction, path, image, args.colors)
        return
    from svr_ros.inference.rendering import sheet

    files.write_image(sheet(reconstruction, image, reconstruction.objects()), path)


def _outputs(output: Path, formats: str | None, sources: list[Source]) -> list[list[Path]]:
    """Return the files to write for each source; raises InputError if they cannot be written later."""
    from svr_ros.inference import files

    if formats is None:
        if len(sources) > 1:
            raise InputError(
                f"{len(sources)} images cannot go into one file {output}; expected a folder and --format npz,glb"
            )
        return [[files.check_output(output)]]
    chosen = formats.lower().split(",")
    unknown = [name for name in chosen if name not in files.FORMATS]
    if unknown:
        raise InputError(f"format {unknown[0]!r} is unknown; expected a list of {', '.join(files.FORMATS)}")
    [(name, times)] = Counter(source.name for source in sources).most_common(1)
    if times > 1:
        raise InputError(
            f"{times} inputs are called {name!r} and would overwrite each other; give them in separate runs"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"output folder {output} cannot be made: {error.strerror}") from error
    return [[output / f"{source.name}.{name}" for name in chosen] for source in sources]
