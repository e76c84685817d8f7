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

"""Meshes as exporters, editors and attackers write them: read to the letter, or one sentence."""

from __future__ import annotations

import io
import json
import logging
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from svr_ros.errors import InputError
from svr_ros.labels import Label
from svr_ros.synthesis.meshes import classes, obj
from svr_ros.synthesis.meshes.folder import find_scenes
from svr_ros.synthesis.meshes.mesh import LabelledMesh

CUBE = "".join(f"v {x} {y} {z}\n" for x in (0, 4) for y in (0, 3) for z in (0, 3))
FACES = [(1, 2, 4, 3), (5, 7, 8, 6), (1, 5, 6, 2), (3, 4, 8, 7), (1, 3, 7, 5), (2, 6, 8, 4)]
RED = np.full((8, 8, 3), (0, 0, 255), np.uint8)


def write_cube(
    folder: Path, texture: str, material: str, library: str = "r.mtl", statement: str = "mtllib r.mtl"
) -> None:
    (folder / texture).parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(folder / texture), RED)
    (folder / library).write_text(f"newmtl m\n{material}\n")
    faces = "".join("f " + " ".join(f"{corner}/1" for corner in face) + "\n" for face in FACES)
    (folder / "r.obj").write_text(f"{statement}\no wall\n{CUBE}vt 0 0\nusemtl m\n{faces}")


def load(folder: Path) -> LabelledMesh:
    [scene] = find_scenes(folder)
    return scene.load()


@pytest.mark.parametrize(
    ("texture", "material"),
    [
        ("wood.png", "map_Kd wood.png"),
        ("my wood.png", "map_Kd my wood.png"),
        ("tex/wood.png", "map_Kd tex\\wood.png"),
        ("wood.png", r"map_Kd C:\Users\me\wood.png"),
        ("wood.png", "map_Kd /home/me/models/wood.png"),
        ("my wood.png", "map_Kd -s 1 1 1 -o 0.5 -clamp on my wood.png"),
        ("1 wood.png", "map_Kd -bm 0.3 1 wood.png"),
        ("wood.png", "map_Kd\twood.png"),
        ("wood.png", "map_Kd \\\nwood.png"),
        ("-wood.png", "map_Kd -wood.png"),
        ("wood.png", "map_Kd Wood.PNG"),
        ("Tex/Wood.png", "map_Kd Tex\\wood.png"),
        ("wood.png", "MAP_KD wood.png"),
    ],
)
def test_textures_of_obj_files_are_found(tmp_path: Path, texture: str, material: str) -> None:
    write_cube(tmp_path, texture, material)
    mesh = load(tmp_path)
    assert len(mesh.textured) == 1
    image = mesh.materials[mesh.textured[0]].texture
    assert image is not None and image[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    ("library", "statement"),
    [
        ("my room.mtl", "mtllib my room.mtl"),
        ("b.mtl", "mtllib a.mtl b.mtl"),
        ("b.mtl", "mtllib .\\b.mtl"),
        ("room.mtl", "mtllib Room.MTL"),
    ],
)
def test_material_libraries_are_found(tmp_path: Path, library: str, statement: str) -> None:
    write_cube(tmp_path, "wood.png", "map_Kd wood.png", library, statement)
    assert len(load(tmp_path).textured) == 1


def test_comments_end_lines_of_numbers(tmp_path: Path) -> None:
    write_cube(tmp_path, "wood.png", "map_Kd wood.png")
    path = tmp_path / "r.obj"
    plain = load(tmp_path)
    path.write_text(
        "".join(f"{line} # 1 2 3\n" if line[0] in "vf" else f"{line}\n" for line in path.read_text().splitlines())
    )
    assert len(load(tmp_path).faces) == len(plain.faces)


@pytest.mark.parametrize("content", [b"", b"v 0 0 0\n", "o wall\nv 0 0 0\nf 1 1 1\n".encode("utf-16")])
def test_file_without_faces_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "r.obj").write_bytes(content)
    with pytest.raises(InputError, match=r"r\.obj holds no faces"):
        load(tmp_path)


def test_missing_texture_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_cube(tmp_path, "wood.png", "map_Kd oak.png")
    with caplog.at_level(logging.WARNING):
        assert not load(tmp_path).textured
    assert "texture 'oak.png' of material 'm'" in caplog.text


@pytest.mark.parametrize("place", ["map_Kd", "mtllib"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_endless_files_are_not_read(tmp_path: Path, place: str, kind: str) -> None:
    write_cube(
        tmp_path,
        "wood.png",
        "map_Kd odd" if place == "map_Kd" else "",
        statement=f"mtllib {'r.mtl' if place == 'map_Kd' else 'odd'}",
    )
    if kind == "pipe":
        os.mkfifo(tmp_path / "odd")
    else:
        (tmp_path / "odd").symlink_to("/dev/zero")
    assert not load(tmp_path).textured


def test_damaged_colours_of_a_material_cost_that_colour(tmp_path: Path) -> None:
    write_cube(tmp_path, "wood.png", "Kd red green blue\nKd spectral file.rfl 1\nKd\nmap_Kd wood.png")
    assert len(load(tmp_path).textured) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("o floor\nv 0 0 0\nv 2 0 0\nv 0 2 0\nf 1 2 10000000000000000000000000\n", "a face refers to the vertex 1000"),
        ("o floor\nv 0 0 0\nv 2 0 0\nv 0 2 0\nf 0 1 2\n", "a face refers to the vertex 0"),
        ("o floor\nv 0 0\n", "a vertex has 2 coordinates; expected three"),
        ("o floor\nv a b c\n", "is not an OBJ mesh that can be read"),
    ],
)
def test_damaged_obj_gets_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.obj").write_text(text)
    with pytest.raises(InputError, match=message):
        load(tmp_path)


def test_one_damaged_part_costs_that_part(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    triangle = "v 0 0 0\nv 2 0 0\nv 0 {} 0\n"
    (tmp_path / "a.obj").write_text(
        f"o floor\n{triangle.format(2)}f 1 2 3\no chair\n{triangle.format('nan')}f 4 5 6\no wall\n"
        f"{triangle.format('1e30')}f 7 8 9\n"
    )
    with caplog.at_level(logging.WARNING):
        mesh = load(tmp_path)
    assert set(mesh.labels) == {Label.FLOOR}
    assert "part chair holds vertices that are not finite" in caplog.text and "part wall holds" in caplog.text


PLY = (
    "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n{vertex}"
    "element face 2\nproperty list uchar int vertex_indices\n{face}end_header\n{rows}"
)
ROWS = [f"{x} {y} 0" for x, y in ((0, 0), (2, 0), (2, 2), (0, 2))]


def ply(vertex: str = "", face: str = "property uchar label\n", rows: list[str] | None = None, end: str = "\n") -> str:
    lines = rows or [*ROWS, "3 0 1 2 8", "3 0 2 3 8"]
    return PLY.format(vertex=vertex, face=face, rows="\n".join(lines) + "\n").replace("\n", end)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ply_is_read_with_any_line_ends(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.ply").write_bytes(ply(end=end).encode())
    assert len(load(tmp_path).faces) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ply(rows=ROWS[:2]), "it ends after 2 of 4 rows of vertex"),
        (ply(rows=[*ROWS, "3 0 1 2 8"]), "it ends after 1 of 2 rows of face"),
        (ply(rows=[*ROWS, "3 0 1", "3 0 2 3 8"]), "is not a PLY mesh"),
        (ply(face="property list uchar int label\n", rows=[*ROWS, "3 0 1 2 1 8", "3 0 2 3 1 8"]), "has no classes"),
        (ply().replace("vertex 4", "vertex 999999999999"), "states 999999999999 rows of vertex"),
        (ply().replace("vertex 4", "vertex -4"), "states -4 rows of vertex"),
        (ply().replace("float x", "quad x"), "is not a PLY mesh"),
        (ply(face="property float label\n", rows=[*ROWS, "3 0 1 2 nan", "3 0 2 3 8"]), "labels that are not finite"),
    ],
)
def test_damaged_ply_gets_a_sentence(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.ply").write_text(content)
    with pytest.raises(InputError, match=message):
        load(tmp_path)


def test_colours_that_are_lists_are_ignored(tmp_path: Path) -> None:
    lists = "".join(f"property list uchar uchar {name}\n" for name in ("red", "green", "blue"))
    rows = [f"{row} 1 9 1 9 1 9" for row in ROWS]
    (tmp_path / "a.ply").write_text(ply(vertex=lists, rows=[*rows, "3 0 1 2 8", "3 0 2 3 8"]))
    assert len(load(tmp_path).faces) == 2


def gltf(folder: Path, change: dict[str, Any]) -> Path:
    """Write a triangle called floor as a .gltf file with some entries replaced."""
    positions = np.array([[0, 0, 0], [2, 0, 0], [0, 0, -2]], np.float32).tobytes()
    (folder / "my data.bin").write_bytes(positions)
    content = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"name": "floor", "mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"uri": "my%20data.bin", "byteLength": 36}],
    }  # fmt: skip
    (folder / "a.gltf").write_text(json.dumps({**content, **change}))
    return folder


def test_uris_of_gltf_are_decoded(tmp_path: Path) -> None:
    assert set(load(gltf(tmp_path, {})).labels) == {Label.FLOOR}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extensionsRequired": ["KHR_draco_mesh_compression"]}, "is compressed by Draco"),
        ({"extensionsRequired": ["EXT_meshopt_compression"]}, "is compressed by meshopt"),
        ({"nodes": [{"name": "floor", "mesh": 0, "children": [0]}]}, "node 0 is below itself"),
        (
            {"nodes": [{"name": "a", "children": [1]}, {"name": "floor", "mesh": 0, "children": [0]}]},
            "is below itself",
        ),
        ({"nodes": [{"children": [7]}]}, "node 7 does not exist"),
        (
            {"accessors": [{"componentType": 5126, "count": 150_000_000, "type": "VEC3"}]},
            "its accessors state 450000000",
        ),
        ({"buffers": [{"uri": "../outside.bin", "byteLength": 36}]}, "not a file in its folder"),
        ({"buffers": [{"uri": "%2e%2e/outside.bin", "byteLength": 36}]}, "not a file in its folder"),
        ({"buffers": [{"uri": "/dev/zero", "byteLength": 36}]}, "not a file in its folder"),
        ({"accessors": 7}, "is not a glTF scene that can be read"),
    ],
)
def test_damaged_gltf_gets_a_sentence(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    (tmp_path / "outside.bin").write_bytes(bytes(36))
    (tmp_path / "scenes").mkdir()
    with pytest.raises(InputError, match=message) as caught:
        load(gltf(tmp_path / "scenes", change))
    assert "\n" not in str(caught.value)


def test_cut_texture_of_gltf_costs_the_texture(
    small_room: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import io

    import trimesh
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8)).save(stream, "PNG")
    box = trimesh.creation.box((4, 4, 3))
    material = trimesh.visual.material.PBRMaterial(name="floor", baseColorTexture=Image.open(stream))
    box.visual = trimesh.visual.TextureVisuals(uv=np.zeros((8, 2)), material=material)
    content = bytearray(trimesh.Scene({"floor": box}).export(file_type="glb"))
    start = content.index(b"\x89PNG")
    content[start + 2000 : start + 8000] = bytes(6000)
    (tmp_path / "a.glb").write_bytes(content)
    assert set(load(tmp_path).labels) == {Label.FLOOR}


def house(folder: Path, small_room: Any, change: Any) -> Path:
    path = small_room.write["3D-FRONT"](folder) / "3D-FRONT" / "house.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    return folder


def test_model_in_other_units_costs_that_model(
    small_room: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def enlarge(content: dict[str, Any]) -> None:
        for child in content["scene"]["room"][0]["children"]:
            if child["ref"] == "0/model":
                child["scale"] = [1000, 1000, 1000]

    with caplog.at_level(logging.WARNING):
        mesh = load(house(tmp_path, small_room, enlarge))
    assert Label.BED not in mesh.labels and {Label.WALL, Label.CABINET} <= set(mesh.labels)
    assert "furniture model-0 is 2e+03 m long and extends beyond the house: it is left out" in caplog.text


@pytest.mark.parametrize(
    "damage",
    [
        {"pos": [float("nan"), 0, 0]}, {"pos": "there"}, {"rot": [0, 0, 0, 0]}, {"rot": [0, 0]}, {"scale": None},
        {"ref": []}, {"pos": [1e300, 0, 0]},
    ],
)  # fmt: skip
def test_damaged_pose_costs_that_model(small_room: Any, tmp_path: Path, damage: dict[str, Any]) -> None:
    def spoil(content: dict[str, Any]) -> None:
        for child in content["scene"]["room"][0]["children"]:
            if child["ref"] == "0/model":
                child.update(damage)

    mesh = load(house(tmp_path, small_room, spoil))
    assert Label.BED not in mesh.labels and {Label.WALL, Label.CABINET} <= set(mesh.labels)


@pytest.mark.parametrize("damage", [{"faces": [0, 1, 10**30]}, {"xyz": "text"}, {"type": 7}, {"faces": [0, 1, 99]},
                                    {"xyz": [0, 0, 0, 1000, 0, 0, 0, 1000, 0], "faces": [0, 1, 2]}])  # fmt: skip
def test_damaged_mesh_of_a_house_costs_that_mesh(small_room: Any, tmp_path: Path, damage: dict[str, Any]) -> None:
    mesh = load(house(tmp_path, small_room, lambda content: content["mesh"][1].update(damage)))
    assert {Label.WALL, Label.BED, Label.CABINET} <= set(mesh.labels)


def test_damaged_model_costs_that_model(small_room: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    small_room.write["3D-FRONT"](tmp_path)
    (tmp_path / "3D-FUTURE-model" / "model-0" / "raw_model.obj").write_text("v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    with caplog.at_level(logging.WARNING):
        mesh = load(tmp_path)
    assert Label.BED not in mesh.labels and Label.CABINET in mesh.labels
    assert "part model-0 holds vertices that are not finite" in caplog.text


def test_models_outside_of_the_folder_are_refused(
    small_room: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def leave(content: dict[str, Any]) -> None:
        content["furniture"][0]["jid"] = "../../secret"

    with caplog.at_level(logging.WARNING):
        assert Label.BED not in load(house(tmp_path, small_room, leave)).labels
    assert "its model is '../../secret'; expected the name of a folder" in caplog.text


def test_deep_and_huge_houses_get_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "3D-FRONT").mkdir()
    for text in ("[" * 100_000, '{"mesh": ' + "9" * 5000 + "}"):
        (tmp_path / "3D-FRONT" / "house.json").write_text(text)
        with pytest.raises(InputError, match="is not a house of 3D-FRONT"):
            load(tmp_path)


BOMB = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("floor: [wall]", "maps 'floor' to a list"),
        ("floor: {a: wall}", "maps 'floor' to a dict"),
        ("floor: 2020-99-99", "cannot be read"),
        ("floor: !!int x", "cannot be read"),
        ("floor: " + "[" * 5000, "cannot be read"),
        ("floor: !!python/object/apply:os.system [id]", "cannot be read"),
        (BOMB, "more than 8 aliases"),
        (f"floor: {'9' * 5000}", "cannot be read|a huge number"),
        ("? [a, b]\n: floor", "cannot be read"),
    ],
)
def test_odd_class_maps_get_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "classes.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        classes.read_class_map(path)
    assert len(str(caught.value)) < 500 and "\n" not in str(caught.value)


@pytest.mark.parametrize("scale", ["9" * 400, "[1, 2]", "true", "-1", ".inf", ".nan", "0", "{a: 1}", "1e300"])
def test_odd_scales_get_a_sentence(small_room: Any, tmp_path: Path, scale: str) -> None:
    small_room.write["ply"](tmp_path)
    (tmp_path / "room.yaml").write_text(f"scale: {scale}\n")
    with pytest.raises(InputError, match=r"has scale: .*; expected metres per unit") as caught:
        load(tmp_path)
    assert len(str(caught.value)) < 500


def test_any_error_of_a_library_gets_a_sentence(small_room: Any, tmp_path: Path, monkeypatch) -> None:
    small_room.write["ply"](tmp_path)

    def fail(*_: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr("svr_ros.synthesis.meshes.own.read_ply", fail)
    with pytest.raises(InputError, match=r"cannot be read as a mesh of own \(RuntimeError: out of cheese\)"):
        load(tmp_path)


KINDS = {
    "TGA": ("RGB", "P", "L"),
    "PNG": ("RGB", "P", "L", "I;16"),
    "JPEG": ("RGB", "L", "CMYK"),
    "TIFF": ("P", "CMYK"),
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in KINDS.items() for mode in modes])
def test_textures_of_any_format_and_samples(kind: str, mode: str) -> None:
    image = Image.new("RGB", (8, 8), (64, 64, 64))
    if mode == "I;16":
        image = Image.fromarray(np.full((8, 8), 0x4000, np.uint16))
    elif mode == "P":
        image = image.quantize(4)
    else:
        image = image.convert(mode)
    file = io.BytesIO()
    image.save(file, kind)
    texture = obj.decode_texture(file.getvalue())
    assert texture is not None and texture.shape == (8, 8, 3)
    np.testing.assert_allclose(texture, 64, atol=4)


@pytest.mark.parametrize("dtype", [np.uint16, np.int32])
def test_samples_of_16_bits_are_scaled_whatever_pillow_makes_of_them(dtype: type) -> None:
    image = Image.fromarray(np.full((2, 2), 0x4000, dtype))
    np.testing.assert_array_equal(obj.eight_bits(image), 0x40)


def test_texture_that_states_many_pixels_is_none() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 30000, 30000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    assert obj.decode_texture(bomb) is None
    for damaged in (b"", b"%!PS-Adobe-3.0 EPSF-3.0\n", bomb[:20]):
        assert obj.decode_texture(damaged) is None
