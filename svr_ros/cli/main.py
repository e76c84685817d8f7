"""`svr`: reconstruct pictures and bags, compress scenes, generate rooms, train, evaluate and time weights."""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from svr_ros import __version__
from svr_ros.cli import evaluate as evaluation
from svr_ros.cli import generate as generation
from svr_ros.cli import replay as replaying
from svr_ros.cli import train as training
from svr_ros.errors import InputError
from svr_ros.networks.config import PRESETS

if TYPE_CHECKING:
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference.files import Picture, Source

DEFAULT_WEIGHTS = "compact"
ASSUMED_HFOV = 57.3
"""Degrees; the view that the weights know best, for a picture that comes without any hint of its camera."""

DONE = 0
SOME_FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run `svr` and return its exit code: 0 done, 1 some inputs of many failed, 2 bad input, said in one sentence."""
    args = _parser().parse_args(argv)
    try:
        command: Callable[[argparse.Namespace], int] = args.command
        return command(args)
    except InputError as error:
        print(f"svr: {error}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("svr: interrupted", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="svr", description="Semantic 3D scenes from single pictures of rooms.")
    parser.add_argument("--version", action="version", version=f"svr {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    reconstruct = commands.add_parser("reconstruct", help="turn pictures into 3D scenes")
    reconstruct.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="INPUT",
        help="a picture, a folder with image.jpg and camera.json, or a folder of such folders",
    )
    _add_camera(reconstruct)
    reconstruct.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="PATH",
        help="file (.glb .ply .obj .npz .png), or folder with --format",
    )
    reconstruct.add_argument("--format", metavar="LIST", help="for a folder: formats of the files, such as npz,glb")
    reconstruct.add_argument("--colors", choices=("class", "image"), default="class", help="colours of meshes")
    _add_model(reconstruct)
    reconstruct.set_defaults(command=_reconstruct)

    view = commands.add_parser("view", help="show a picture's scene in a window")
    view.add_argument("input", type=Path, metavar="INPUT", help="a picture, or a folder with image.jpg and camera.json")
    _add_camera(view)
    view.add_argument("--colors", choices=("class", "image"), default="class", help="colours of the mesh")
    _add_model(view)
    view.set_defaults(command=_view)

    replay = commands.add_parser("replay", help="reconstruct the images of a recorded ROS 2 bag into another bag")
    replaying.add_arguments(replay)
    _add_model(replay)
    replay.set_defaults(command=_replay)

    compress = commands.add_parser("compress", help="compress a scene to one latent vector per block near a surface")
    compress.add_argument("input", type=Path, nargs="?", metavar="NPZ", help="a scene written by svr reconstruct")
    compress.add_argument("--room", type=_count, metavar="NUMBER", help="a generated room instead, with what is lost")
    compress.add_argument(
        "-o", "--output", type=Path, required=True, metavar="SAFETENSORS", help="the compressed scene"
    )
    compress.add_argument("--steps", type=_count, default=0, help="steps of fitting after the encoder's pass (0)")
    _add_codec(compress)
    compress.set_defaults(command=_compress)

    decode = commands.add_parser("decode", help="turn a compressed scene back into signed distance, mesh or picture")
    decode.add_argument("input", type=Path, metavar="SAFETENSORS", help="a scene written by svr compress")
    decode.add_argument(
        "-o", "--output", type=Path, required=True, metavar="PATH", help="file (.glb .ply .obj .npz .png)"
    )
    decode.add_argument("--resolution", type=_positive, help="voxels per side (the codec's own)")
    _add_codec(decode)
    decode.set_defaults(command=_decode)

    generate = commands.add_parser("generate", help="show generated rooms as pictures, statistics or a mesh")
    generation.add_arguments(generate)
    generate.set_defaults(command=_generate)

    train = commands.add_parser("train", help="train weights on generated rooms")
    training.add_arguments(train)
    train.set_defaults(command=_train)

    evaluate = commands.add_parser("evaluate", help="measure weights on frames with ground truth, rooms and meshes")
    evaluation.add_arguments(evaluate)
    _add_model(evaluate)
    evaluate.set_defaults(command=_evaluate)

    compare = commands.add_parser("compare", help="compare evaluations of several weights as a Markdown table")
    evaluation.add_comparison(compare)
    compare.set_defaults(command=_compare)

    benchmark = commands.add_parser("benchmark", help="measure how fast the parts are")
    parts = benchmark.add_subparsers(required=True, metavar="PART")
    decoding = parts.add_parser("decode", help="latents to volume: every point, the published scheme, and ours")
    decoding.add_argument("--preset", choices=tuple(PRESETS), default="paper", help="whose decoder (paper)")
    decoding.add_argument("--resolution", type=int, default=256, help="voxels per side of the volume (256)")
    decoding.add_argument("--threads", type=_positive, help="threads of the CPU (as many as PyTorch takes)")
    decoding.add_argument("--rounds", type=_positive, default=3, help="turns that each way has (3)")
    decoding.add_argument("--room", type=_count, default=0, metavar="NUMBER", help="which generated room (0)")
    decoding.add_argument(
        "--codec", default="codec", metavar="NAME|PATH", help="makes the latents that the paper's decoder reads (codec)"
    )
    decoding.add_argument("--all", action="store_true", help="decode every point of all blocks, not of a sample")
    decoding.set_defaults(command=_benchmark_decode)
    compression = parts.add_parser("compression", help="generated rooms to latents and back: what is lost, how long")
    compression.add_argument("--rooms", type=_positive, default=10, help="number of generated rooms (10)")
    compression.add_argument(
        "--steps", type=_count, nargs="+", default=[0, 10], help="steps of fitting after the encoder's pass (0 10)"
    )
    compression.add_argument("--wide", action="store_true", help="rooms as a robot's camera sees them, 0.5 to 6 m away")
    _add_codec(compression)
    compression.set_defaults(command=_benchmark_compression)
    synthesis = parts.add_parser("synthesis", help="generated rooms: every step, on one core, on all, on a device")
    synthesis.add_argument("--rooms", type=_positive, default=48, help="number of samples (48)")
    synthesis.set_defaults(command=_benchmark_synthesis)
    return parser


def _add_camera(parser: argparse.ArgumentParser) -> None:
    camera = parser.add_mutually_exclusive_group()
    camera.add_argument(
        "--camera", type=Path, metavar="JSON", help="camera file: width, height, K, distortion_model, D"
    )
    camera.add_argument("--hfov", type=float, metavar="DEGREES", help="horizontal field of view")


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--weights", default=DEFAULT_WEIGHTS, metavar="NAME|PATH", help=f"weights ({DEFAULT_WEIGHTS})")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where to compute (auto)")


def _add_codec(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--codec", default="codec", metavar="NAME|PATH", help="codec of blocks (codec)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where to compute (auto)")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is too few; expected at least 1")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{value} is negative; expected 0 or more")
    return value


def _reconstruct(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files
    from svr_ros.inference.reconstructor import Reconstructor

    sources = [source for path in args.inputs for source in files.find_sources(path)]
    outputs = _outputs(args.output, args.format, sources)
    given = Camera.from_file(args.camera) if args.camera else None
    reconstructor = Reconstructor(args.weights, args.device)
    failed = 0
    with tqdm(total=len(sources), unit="picture", disable=len(sources) == 1) as progress:
        for source, paths in zip(sources, outputs, strict=True):
            try:
                picture = files.read_picture(source.image)
                camera = given or _camera_of(source, picture, args.hfov)
                reconstruction = reconstructor.reconstruct(picture, camera)
                for path in paths:
                    files.write(reconstruction, path, picture, args.colors)
            except InputError as error:
                named = str(error) if str(source.image) in str(error) else f"{source.image}: {error}"
                if len(sources) == 1:
                    raise InputError(named) from error
                failed += 1
                progress.write(f"svr: {named}", file=sys.stderr)
            progress.update()
    written = args.output if args.format is None else args.output / f"*.{args.format}"
    print(f"{written}: {len(sources) - failed} of {len(sources)} scenes written")
    return SOME_FAILED if failed else DONE


def _camera_of(source: Source, picture: Picture, hfov: float | None) -> Camera:
    """Return the camera of a picture: from the angle given in degrees, its camera file, its EXIF data, or assumed."""
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files

    height, width = picture.shape[:2]
    if hfov is not None:
        return Camera.from_hfov(width, height, math.radians(hfov))
    if source.camera is not None:
        return Camera.from_file(source.camera)
    camera = files.camera_of_picture(source.image)
    if camera is None:
        camera = Camera.from_hfov(width, height, math.radians(ASSUMED_HFOV))
        print(
            f"svr: {source.image} does not tell its field of view; {ASSUMED_HFOV} degrees assumed (--hfov sets it)",
            file=sys.stderr,
        )
    return camera


def _outputs(output: Path, formats: str | None, sources: list[Source]) -> list[list[Path]]:
    """Return the files to write for each source; refuse early what could not be written later."""
    from svr_ros.inference import files

    if formats is None:
        if len(sources) > 1:
            raise InputError(
                f"{len(sources)} pictures cannot go into one file {output}; expected a folder and --format npz,glb"
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


def _view(args: argparse.Namespace) -> int:
    from svr_ros.geometry.camera import Camera
    from svr_ros.inference import files, viewer
    from svr_ros.inference.reconstructor import Reconstructor

    source, *others = files.find_sources(args.input)
    if others:
        raise InputError(f"{args.input} holds {len(others) + 1} pictures; expected one to show")
    picture = files.read_picture(source.image)
    camera = Camera.from_file(args.camera) if args.camera else _camera_of(source, picture, args.hfov)
    reconstruction = Reconstructor(args.weights, args.device).reconstruct(picture, camera)
    viewer.show(reconstruction.mesh(args.colors), source.name)
    return DONE


def _replay(args: argparse.Namespace) -> int:
    return DONE if replaying.run(args) else SOME_FAILED


def _compress(args: argparse.Namespace) -> int:
    from svr_ros.codec.compress import compress
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference import files
    from svr_ros.inference.reconstructor import choose_device
    from svr_ros.inference.scenes import read_scene

    if (args.input is None) == (args.room is None):
        raise InputError("what to compress is not clear; expected either an .npz file or --room NUMBER")
    output = files.check_output(args.output, (".safetensors",))
    codec = load_codec(args.codec, choose_device(args.device))
    if args.input is not None:
        scene = read_scene(args.input)
    else:
        from svr_ros.codec.evaluate import true_scene

        scene = true_scene(args.room, codec.codec.config.model)
    began = time.perf_counter()
    compressed = compress(codec, scene, args.steps)
    seconds = time.perf_counter() - began
    compressed.save(output)
    about = f"{len(compressed.blocks)} of {compressed.filled.numel()} blocks"
    print(f"{output}: {about}, {output.stat().st_size / 1e6:.2f} MB, {seconds:.2f} s")
    if args.room is not None:
        from svr_ros.codec.evaluate import compare

        print(compare(codec, scene, compressed).line())
    return DONE


def _decode(args: argparse.Namespace) -> int:
    from svr_ros.codec.compress import CompressedScene, decompress
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference import files
    from svr_ros.inference.reconstructor import choose_device

    output = files.check_output(args.output)
    codec = load_codec(args.codec, choose_device(args.device))
    scene = decompress(codec, CompressedScene.load(args.input), args.resolution)
    files.write(scene, output)
    print(f"{output}: {len(scene.tsdf)} voxels per side")
    return DONE


def _generate(args: argparse.Namespace) -> int:
    generation.run(args)
    return DONE


def _benchmark_decode(args: argparse.Namespace) -> int:
    from svr_ros.benchmark import decode

    print(decode.run(args.preset, args.resolution, args.rounds, args.room, args.codec, args.threads, args.all))
    return DONE


def _benchmark_compression(args: argparse.Namespace) -> int:
    from svr_ros.codec import benchmark as compression
    from svr_ros.codec.weights import load_codec
    from svr_ros.inference.reconstructor import choose_device

    print(compression.run(load_codec(args.codec, choose_device(args.device)), args.rooms, tuple(args.steps), args.wide))
    return DONE


def _benchmark_synthesis(args: argparse.Namespace) -> int:
    from svr_ros.benchmark import synthesis

    print(synthesis.run(args.rooms))
    return DONE


def _train(args: argparse.Namespace) -> int:
    training.run(args)
    return DONE


def _evaluate(args: argparse.Namespace) -> int:
    return DONE if evaluation.run(args) else SOME_FAILED


def _compare(args: argparse.Namespace) -> int:
    evaluation.run_comparison(args)
    return DONE
