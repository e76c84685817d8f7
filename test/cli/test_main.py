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

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from svr_ros.cli.main import main
from svr_ros.inference.weights import random_weights, save


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    gradient = np.linspace(0, 255, 160 * 120 * 3).reshape(120, 160, 3).astype(np.uint8)
    Image.fromarray(gradient).save(tmp_path / "photo.jpg")
    return tmp_path / "photo.jpg"


def make_frames(folder: Path, photo: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        (folder / name).mkdir(parents=True)
        shutil.copy(photo, folder / name / "image.jpg")
        camera = {"width": 160, "height": 120, "K": [146, 0, 79.5, 0, 146, 59.5, 0, 0, 1]}
        (folder / name / "camera.json").write_text(json.dumps(camera))
    return folder


def test_one_image_becomes_one_file(photo: Path, weights: str, tmp_path: Path, capsys) -> None:
    output = tmp_path / "scene.npz"
    assert main(["reconstruct", str(photo), "--hfov", "60", "--weights", weights, "-o", str(output)]) == 0
    content = np.load(output)
    assert content["depth"].shape == (120, 160)
    assert "scene.npz" in capsys.readouterr().out


def test_view_that_is_not_known_is_assumed_and_said(photo: Path, weights: str, tmp_path: Path, capsys) -> None:
    assert main(["reconstruct", str(photo), "--weights", weights, "-o", str(tmp_path / "scene.npz")]) == 0
    assert "57.3 degrees assumed" in capsys.readouterr().err


def test_broken_input_among_many_is_reported_and_the_others_are_done(
    photo: Path, weights: str, tmp_path: Path, capsys
) -> None:
    frames = make_frames(tmp_path / "frames", photo, ("a", "b", "c"))
    (frames / "b" / "image.jpg").write_text("no image")
    output = tmp_path / "out"
    code = main(["reconstruct", str(frames), "--weights", weights, "-o", str(output), "--format", "npz"])
    assert code == 1
    assert sorted(path.name for path in output.iterdir()) == ["a.npz", "c.npz"]
    captured = capsys.readouterr()
    [complaint] = [line for line in captured.err.splitlines() if "svr:" in line]
    assert "b/image.jpg cannot be read" in complaint
    assert "2 of 3" in captured.out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["none.jpg", "-o", "x.glb"], "none.jpg does not exist"),
        (["{photo}", "-o", "x.stl"], "expected .glb"),
        (["{photo}", "-o", "nowhere/x.glb"], "folder nowhere"),
        (["{photo}", "-o", "x.glb", "--weights", "no-such"], "no weights 'no-such'"),
        (["{photo}", "-o", "x.npz", "--hfov", "200", "--weights", "{weights}"], "200 degrees"),
        (["{photo}", "-o", "x.npz", "--camera", "{photo}"], "not a camera file"),
        (["{photo}", "{photo}", "-o", "x.glb"], "expected a folder and --format"),
        (["{photo}", "{photo}", "-o", ".", "--format", "npz"], "2 inputs are called 'photo'"),
        (["{photo}", "-o", ".", "--format", "npz,stl"], "format 'stl' is unknown"),
    ],
)
def test_bad_input_gets_one_sentence(
    arguments: list[str], expected: str, photo: Path, weights: str, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    filled = [argument.format(photo=photo, weights=weights) for argument in arguments]
    assert main(["reconstruct", *filled]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("svr: ") and expected in line


def test_measured_depth_and_ground_are_read_from_files_and_options(
    photo: Path, weights: str, tmp_path: Path, capsys
) -> None:
    depth, scene = tmp_path / "depth.png", tmp_path / "scene.npz"
    Image.fromarray(np.full((120, 160), 2000, np.uint16)).save(depth)
    arguments = ["reconstruct", str(photo), "--hfov", "60", "--weights", weights]
    assert main([*arguments, "--depth", str(depth), "--ground", "1.2:10", "-o", str(scene)]) == 0
    content = np.load(scene)
    measured = content["source"] == 2
    assert measured.mean() > 0.8 and np.allclose(content["depth"][measured], 2.0, atol=1e-3)
    assert content["volume_source"].shape == content["tsdf"].shape and (content["volume_source"] == 2).any()
    sheets = [tmp_path / "alone.png", tmp_path / "beside.png"]
    for sheet, options in zip(sheets, ([], ["--use-depth"]), strict=True):
        assert main([*arguments, *options, "-o", str(sheet)]) == 0
    assert Image.open(sheets[1]).width > Image.open(sheets[0]).width  # the measured depth has a panel


def test_objects_are_written_to_the_home_and_images_without_depth_are_counted(
    photo: Path, weights: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = make_frames(tmp_path / "frames", photo, ("a", "b"))
    Image.fromarray(np.full((120, 160), 2000, np.uint16)).save(frames / "a" / "depth.png")
    monkeypatch.setenv("HOME", str(tmp_path))
    arguments = ["reconstruct", str(frames), "-o", str(tmp_path / "out"), "--format", "npz", "--weights", weights]
    assert main([*arguments, "--objects=~/objects.json", "--use-depth"]) == 0
    assert list(json.loads((tmp_path / "objects.json").read_text())["scenes"]) == ["a", "b"]
    assert "svr: 1 of 2 images are reconstructed without depth: no depth.png\n" in capsys.readouterr().err


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("command", [["evaluate"], ["calibrate", "-o", "out.safetensors"]])
def test_device_that_is_missing_is_named_before_processes_start(
    command: list[str],
    weights: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--rooms", "2", "--workers", "2", "--device", "cuda", "--weights", weights]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "cuda" in line and "processes" not in line


def test_files_of_a_turned_photo_get_a_warning(photo: Path, weights: str, tmp_path: Path, capsys, monkeypatch) -> None:
    """Depth of a camera that was held upside down fits in size, and would be used upside down without a word."""
    monkeypatch.chdir(tmp_path)
    np.save("depth.npy", np.full((120, 160), 2, np.float32))
    camera = {"width": 160, "height": 120, "K": [140, 0, 80, 0, 140, 60, 0, 0, 1]}
    Path("own.json").write_text(json.dumps(camera))
    exif = Image.Exif()
    exif[0x0112] = 3
    with Image.open(photo) as image:
        image.save("turned.jpg", exif=exif)
    given = ["reconstruct", "turned.jpg", "-o", "scene.npz", "--weights", weights]
    for options, named in (
        (["--hfov", "60"], ""),
        (["--hfov", "60", "--depth", "depth.npy"], "expected depth.npy of the turned image"),
        (["--camera", "own.json", "--depth", "depth.npy"], "expected own.json and depth.npy of the turned image"),
    ):
        assert main([*given, *options]) == 0
        errors = capsys.readouterr().err
        assert errors == (f"svr: turned.jpg is turned by its EXIF orientation; {named}\n" if named else "")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--depth", "none.png"], "none.png does not exist"),
        (["--depth", "{photo}"], "expected a 16-bit PNG"),
        (["--depth", "small.npy"], "8 x 6 pixels; expected those of the image, 160 x 120"),
        (["--depth", "millimetres.npy"], "in millimetres"),
        (["--use-depth"], "no depth.png was found"),
        (["--depth-scale", "unknown"], "expected --depth or --use-depth"),
        (["--ground", "0"], "height above the ground is 0 m"),
        (["--ground", "high"], "expected HEIGHT[:PITCH[:ROLL]]"),
    ],
)
def test_known_geometry_that_does_not_fit_gets_one_sentence(
    options: list[str], expected: str, photo: Path, weights: str, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("small.npy", np.ones((6, 8)))
    np.save("millimetres.npy", np.full((120, 160), 2000.0))
    filled = [option.format(photo=photo) for option in options]
    assert main(["reconstruct", str(photo), "--hfov", "60", "--weights", weights, "-o", "x.npz", *filled]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("svr: ") and expected in line


def test_camera_of_another_size_is_refused_with_the_name_of_the_image(
    photo: Path, weights: str, tmp_path: Path, capsys
) -> None:
    camera = tmp_path / "camera.json"
    camera.write_text(json.dumps({"width": 640, "height": 480, "K": [500, 0, 320, 0, 500, 240, 0, 0, 1]}))
    arguments = ["--camera", str(camera), "--weights", weights, "-o", str(tmp_path / "scene.npz")]
    assert main(["reconstruct", str(photo), *arguments]) == 2
    assert "photo.jpg: image is" in capsys.readouterr().err


def test_contact_sheet_of_generated_rooms(tmp_path: Path) -> None:
    sheets = [tmp_path / "a.png", tmp_path / "b.png", tmp_path / "c.png"]
    for sheet, seed in zip(sheets, ("3", "3", "4"), strict=True):
        assert main(["generate", "-n", "1", "--seed", seed, "-o", str(sheet)]) == 0
    assert sheets[0].read_bytes() == sheets[1].read_bytes() != sheets[2].read_bytes()


def test_contact_sheet_of_meshes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--room", "4", "-o", str(tmp_path / "room.ply")]) == 0
    sheet = tmp_path / "sheet.png"
    assert main(["generate", "--meshes", str(tmp_path), "-n", "1", "-o", str(sheet)]) == 0
    assert Image.open(sheet).width > 6 * 176
    assert main(["generate", "--class-map", "classes.yaml", "-o", str(sheet)]) == 2
    assert "expected --meshes DIR" in capsys.readouterr().err


def test_sheet_of_depth_sensors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "sensors.png"
    assert main(["generate", "--depth-sensors", "-n", "2", "-o", str(sheet)]) == 0
    assert Image.open(sheet).width > 9 * 224
    assert main(["generate", "--depth-sensors", "--meshes", str(tmp_path), "-o", str(sheet)]) == 2
    assert "--depth-sensors have no meshes" in capsys.readouterr().err


def test_walk_takes_no_meshes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--walk", "1", "--meshes", str(tmp_path), "-o", str(tmp_path / "walk")]) == 2
    assert "have no meshes" in capsys.readouterr().err and not (tmp_path / "walk").exists()


def test_plot_of_generated_rooms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "plot.png"
    assert main(["generate", "--plot", "-n", "3", "-o", str(plot)]) == 0
    assert Image.open(plot).width > 800
    assert "floor" in capsys.readouterr().out


def test_evaluation_writes_table_figures_and_image(photo: Path, weights: str, tmp_path: Path, capsys) -> None:
    frames = make_frames(tmp_path / "frames", photo, ("a",))
    Image.fromarray(np.full((120, 160), 2000, np.uint16)).save(frames / "a" / "depth.png")
    arguments = ["--frames", str(frames), "--rooms", "1", "--workers", "1", "--weights", weights]
    files = {"--json": "figures.json", "--markdown": "figures.md", "--sheet": "sheet.png"}
    outputs = [text for option, name in files.items() for text in (option, str(tmp_path / name))]
    assert main(["evaluate", *arguments, *outputs]) == 0
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["frames"]["each"]["a"]["depth"]["abs_rel_constant"] == 0
    assert figures["rooms"]["count"] == 1
    assert Image.open(tmp_path / "sheet.png").height > 2 * 192
    table = capsys.readouterr().out
    assert "1 GENERATED ROOMS" in table and "\na " in table
    assert "| 1 frames | 1 generated rooms |" in (tmp_path / "figures.md").read_text()
    assert main(["compare", str(tmp_path / "figures.json"), "-o", str(tmp_path / "table.md")]) == 0
    assert "| metric | figures |" in (tmp_path / "table.md").read_text()


def test_nothing_to_evaluate_is_said(weights: str, capsys) -> None:
    assert main(["evaluate", "--rooms", "0", "--weights", weights]) == 2
    assert "nothing to evaluate" in capsys.readouterr().err
    assert main(["evaluate", "--class-map", "classes.yaml", "--weights", weights]) == 2
    assert "expected --meshes DIR" in capsys.readouterr().err
    assert main(["compare", "nowhere.json"]) == 2
    assert "nowhere.json cannot be read" in capsys.readouterr().err


def test_view_without_a_screen_says_so(photo: Path, weights: str, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert main(["view", str(photo), "--hfov", "60", "--weights", weights]) == 2
    assert "no window can be opened" in capsys.readouterr().err


def test_scene_is_compressed_and_decoded(photo: Path, tmp_path: Path, capsys) -> None:
    weights = str(tmp_path / "weights.safetensors")
    save(random_weights().model(), Path(weights))
    scene, compressed, mesh = (tmp_path / name for name in ("scene.npz", "scene.safetensors", "decoded.npz"))
    assert main(["reconstruct", str(photo), "--hfov", "60", "--weights", weights, "-o", str(scene)]) == 0
    assert main(["compress", str(scene), "-o", str(compressed)]) == 0
    assert "of 4096 blocks" in capsys.readouterr().out
    assert compressed.stat().st_size < scene.stat().st_size
    assert main(["decode", str(compressed), "--resolution", "64", "-o", str(mesh)]) == 0
    assert np.load(mesh)["tsdf"].shape == (64, 64, 64)


@pytest.mark.parametrize("arguments", [[], ["scene.npz", "--room", "3"]])
def test_unclear_what_to_compress_is_refused(arguments: list[str], tmp_path: Path, capsys) -> None:
    assert main(["compress", *arguments, "-o", str(tmp_path / "scene.safetensors")]) == 2
    assert "expected either an .npz file or --room EVAL_INDEX" in capsys.readouterr().err


def test_image_is_no_compressed_scene(photo: Path, tmp_path: Path, capsys) -> None:
    assert main(["decode", str(photo), "-o", str(tmp_path / "scene.glb")]) == 2
    assert "is no compressed scene" in capsys.readouterr().err


def test_codec_is_no_model(photo: Path, tmp_path: Path, capsys) -> None:
    assert main(["reconstruct", str(photo), "--weights", "codec", "-o", str(tmp_path / "scene.npz")]) == 2
    assert "codec" in capsys.readouterr().err


def test_unknown_setting_of_a_training_is_refused(tmp_path: Path, capsys) -> None:
    assert main(["train", "--set", "scene.height=3", "-o", str(tmp_path)]) == 2
    assert "no setting 'scene.height'" in capsys.readouterr().err


def test_compact_model_cannot_learn_latents_of_the_codec(tmp_path: Path, capsys) -> None:
    arguments = ["train", "--stage", "scene", "--pixel-net", "compact", "--target", "latents", "-o", str(tmp_path)]
    assert main(arguments) == 2
    assert "codec codec has the" in capsys.readouterr().err


def test_help_is_fast_as_it_does_not_load_pytorch() -> None:
    script = "import sys; from svr_ros.cli import main; main._parser().format_help(); sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=300)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "photo.png"],
        ["-o", ".", "--format", "npz,png"],
        ["-o", "link.png"],
        ["-o", "depth.png", "--depth", "depth.png"],
        ["-o", "room.png", "--camera", "camera.json", "--objects", "camera.json"],
    ],
)
def test_input_is_never_overwritten(arguments: list[str], weights: str, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (64, 48)).save("photo.png")
    Path("link.png").symlink_to("photo.png")
    Path("depth.png").touch()
    Path("camera.json").touch()
    before = Path("photo.png").read_bytes()
    assert main(["reconstruct", "photo.png", "--weights", weights, *arguments]) == 2
    assert "would overwrite it" in capsys.readouterr().err
    assert Path("photo.png").read_bytes() == before and not list(tmp_path.glob("*.npz"))


@pytest.mark.parametrize(
    "arguments", [["--objects", "frame/camera.json"], ["--use-depth", "-o", "frame/depth.png"]], ids=["camera", "depth"]
)
def test_camera_and_depth_are_never_overwritten(
    arguments: list[str], weights: str, tmp_path: Path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("frame").mkdir()
    Image.new("RGB", (64, 48)).save("frame/image.jpg")
    Image.fromarray(np.full((48, 64), 2000, np.uint16)).save("frame/depth.png")
    Path("frame/camera.json").write_text('{"width": 64, "height": 48, "K": [50, 0, 32, 0, 50, 24, 0, 0, 1]}')
    before = {path: path.read_bytes() for path in Path("frame").iterdir()}
    assert main(["reconstruct", "frame", "--weights", weights, "-o", "scene.glb", *arguments]) == 2
    assert "would overwrite it" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path("frame").iterdir()} == before and not Path("scene.glb").exists()


def test_input_that_is_missing_among_many_is_reported_and_the_others_are_done(
    photo: Path, weights: str, tmp_path: Path, capsys
) -> None:
    arguments = ["--weights", weights, "-o", str(tmp_path / "out"), "--format", "npz"]
    assert main(["reconstruct", str(tmp_path / "none.jpg"), str(photo), *arguments]) == 1
    captured = capsys.readouterr()
    assert "none.jpg does not exist" in captured.err and "1 of 2 scenes" in captured.out
    assert (tmp_path / "out" / "photo.npz").exists()


def run_svr(*arguments: object, **more) -> subprocess.CompletedProcess:
    script = Path(__file__).resolve().parents[2] / "scripts" / "svr"
    return subprocess.run([sys.executable, str(script), *map(str, arguments)], capture_output=True, timeout=300, **more)


def test_image_is_read_from_a_pipe_and_home_is_expanded(photo: Path, weights: str, tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    shutil.copy(weights, tmp_path / "weights.safetensors")
    # Words of the output that ASCII lacks are printed as escapes
    output = "~/szene \u00fc #1?.npz"
    arguments = ("--hfov", "60", "--weights", "~/weights.safetensors", "-o", output)
    done = run_svr("reconstruct", "/dev/stdin", *arguments, input=photo.read_bytes(), env=environment)
    assert done.returncode == 0, done.stderr
    assert b"1 of 1 scenes" in done.stdout
    assert np.load(tmp_path / "szene \u00fc #1?.npz")["depth"].shape == (120, 160)


def test_closed_and_full_outputs_get_a_sentence_after_the_work(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        script = Path(__file__).resolve().parents[2] / "scripts" / "svr"
        arguments = [sys.executable, str(script), "generate", "--room", "4", "-o", str(tmp_path / "room.ply")]
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, text=True, timeout=300)
    assert done.returncode == 1 and (tmp_path / "room.ply").exists()
    assert done.stderr.strip() == "svr: standard output cannot be written: No space left on device"


INTERRUPT_AT_IMPORT = """
import os, signal, sys
module = sys.argv[1]
class Interrupter:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
from svr_ros.cli.entry import main
sys.meta_path.insert(0, Interrupter())
sys.argv = ["svr", *sys.argv[2:]]
sys.exit(main())
"""


@pytest.mark.parametrize("module", ["svr_ros.cli.replay", "numpy", "torch"])
def test_interruption_during_imports_is_quiet(photo: Path, tmp_path: Path, module: str) -> None:
    arguments = [module, "reconstruct", str(photo), "-o", str(tmp_path / "x.glb")]
    command = [sys.executable, "-c", INTERRUPT_AT_IMPORT, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 130 and done.stderr.strip() == "svr: interrupted", done.stderr


def test_precision_reaches_the_processes_of_a_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SVR_PRECISION", "auto")
    arguments = ["reconstruct", str(tmp_path / "none.jpg"), "-o", str(tmp_path / "scene.glb"), "--precision", "fp32"]
    assert main(arguments) == 2
    assert os.environ["SVR_PRECISION"] == "fp32"


def test_objects_are_written_as_json_and_drawn_into_pictures(photo: Path, weights: str, tmp_path: Path) -> None:
    frames = make_frames(tmp_path / "frames", photo, ("a", "b"))
    objects, output = tmp_path / "objects.json", tmp_path / "out"
    given = ["reconstruct", str(frames), "--weights", weights, "-o", str(output), "--format", "png"]
    assert main([*given, "--objects", str(objects)]) == 0
    content = json.loads(objects.read_text())
    assert content["version"] == 1 and list(content["scenes"]) == ["a", "b"]
    scene = content["scenes"]["a"]
    assert len(scene["up"]) == 3 and np.linalg.norm(scene["up"]) == pytest.approx(1, abs=1e-3)
    for one in scene["objects"]:
        assert 0 <= one["score"] <= 1 and len(one["orientation"]) == 4
    assert sorted(path.name for path in output.iterdir()) == ["a.png", "b.png"]


def test_objects_go_into_a_json_file(photo: Path, weights: str, tmp_path: Path, capsys) -> None:
    given = ["reconstruct", str(photo), "--weights", weights, "-o", str(tmp_path / "a.npz")]
    assert main([*given, "--objects", str(tmp_path / "objects.txt")]) == 2
    assert "expected .json" in capsys.readouterr().err


def test_shortage_of_memory_before_the_first_image_is_one_sentence(
    photo: Path, weights: str, tmp_path: Path, capsys, monkeypatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: x"
        )

    monkeypatch.setattr("svr_ros.inference.weights.Weights.model", fail)
    assert main(["reconstruct", str(photo), "--weights", weights, "-o", str(tmp_path / "scene.npz")]) == 2
    assert capsys.readouterr().err == "svr: out of memory (can't allocate memory: x); expected more free memory\n"
