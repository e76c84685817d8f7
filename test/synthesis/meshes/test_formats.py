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

"""The same room out of every layout, and one sentence for files that are not right."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from svr_ros.errors import InputError
from svr_ros.labels import Label
from svr_ros.synthesis.meshes.folder import find_scenes
from svr_ros.synthesis.meshes.mesh import LabelledMesh, Part, join
from svr_ros.synthesis.meshes.ply import read_ply

AREAS = {  # square metres of the room's things
    Label.WALL: 2 * (4 + 5) * 2.6,
    Label.FLOOR: 2 * 4 * 5.0,
    Label.BED: 2 * (1.6 * 2.0 + 3.6 * 0.5),
    Label.CABINET: 2 * (1.0 * 0.5 + 1.5 * 1.2),
}
PILLOW = 2 * (0.6 * 0.4 + 1.0 * 0.1)


def areas(mesh: LabelledMesh) -> dict[Label, float]:
    """Return the area of each class (m2)."""
    corners = mesh.corners().astype(float)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    return {label: float(area[mesh.labels == label].sum()) for label in Label if (mesh.labels == label).any()}


def test_every_layout_holds_the_same_room(folder: Path, layout: str) -> None:
    [file] = find_scenes(folder)
    mesh = file.load()
    assert areas(mesh) == pytest.approx(AREAS, rel=1e-4)
    np.testing.assert_allclose(mesh.bounds, [[-2, -2.5, 0], [2, 2.5, 2.6]], atol=1e-5)
    cabinet = mesh.corners(np.flatnonzero(mesh.labels == Label.CABINET)).reshape(-1, 3)
    np.testing.assert_allclose(cabinet.mean(0), [1.2, 1.6, 0.6], atol=1e-4)
    # Turned by half a radian from +x to +y, so that the corner of its long side at +x is at +y.
    c, s = np.cos(0.5), np.sin(0.5)
    np.testing.assert_allclose(cabinet[:, 0].max(), 1.2 + 0.5 * c + 0.25 * s, atol=1e-4)
    far = cabinet[cabinet[:, 0].argmax()]
    np.testing.assert_allclose(far[1], 1.6 + 0.5 * s - 0.25 * c, atol=1e-4)
    assert mesh.lit == layout.startswith(("Replica", "ScanNet"))


def test_pillows_are_what_they_lie_on(small_room: Any, tmp_path: Path) -> None:
    """The pillow in the middle of the bed's large triangles is bed, the one on the cabinet is void."""
    found = areas(find_scenes(small_room.write["Replica, pillows"](tmp_path))[0].load())
    assert found == pytest.approx({**AREAS, Label.BED: AREAS[Label.BED] + PILLOW, Label.VOID: PILLOW}, rel=1e-4)


def test_fronts_are_kept(folder: Path) -> None:
    """All faces look into the room in every layout: turning axes does not mirror."""
    mesh = find_scenes(folder)[0].load()
    corners = mesh.corners().astype(float)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    for label, centre, sign in ((Label.WALL, (0, 0, 1.3), -1), (Label.CABINET, (1.2, 1.6, 0.6), 1)):
        mine = mesh.labels == label
        outward = ((corners.mean(1) - centre) * normal).sum(1)[mine]
        assert (np.sign(outward) == sign).all()


def test_missing_furniture_is_said_once(small_room: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        find_scenes(small_room.write["3D-FRONT"](tmp_path))[0].load()
        find_scenes(tmp_path)[0].load()
    assert [record.getMessage() for record in caplog.records if "not-published" in record.getMessage()] == [
        f"furniture model not-published is not in {tmp_path}/3D-FUTURE-model: it is left out"
    ]


def test_unknown_names_are_void_and_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, small_room: Any
) -> None:
    house = json.loads((small_room.write["3D-FRONT"](tmp_path) / "3D-FRONT" / "house.json").read_text())
    for mesh in house["mesh"]:
        mesh["type"] = mesh["type"].replace("Ceiling", "Gargoyle")
    house["mesh"].append(dict(house["mesh"][-1], uid="other"))
    (tmp_path / "3D-FRONT" / "house.json").write_text(json.dumps(house))
    with caplog.at_level(logging.WARNING):
        mesh = find_scenes(tmp_path)[0].load()
    assert areas(mesh)[Label.VOID] == pytest.approx(2 * 20)
    assert sum("'Gargoyle' is in no class map: it counts as void" in r.getMessage() for r in caplog.records) == 1


def test_class_map_of_ones_own_goes_first(small_room: Any, tmp_path: Path) -> None:
    own = tmp_path / "classes.yaml"
    own.write_text("cabinet: bath\nWallInner: void\n")
    (tmp_path / "data").mkdir()
    mesh = find_scenes(small_room.write["Replica"](tmp_path / "data"), own)[0].load()
    assert areas(mesh)[Label.BATH] == pytest.approx(AREAS[Label.CABINET], rel=1e-4)


def test_notes_beside_a_mesh(small_room: Any, tmp_path: Path) -> None:
    """Numbers of a PLY get classes, units a scale and colours their light from a YAML file."""
    small_room.write["ply"](tmp_path)
    lines = (tmp_path / "room.ply").read_text().splitlines()
    vertices = slice(lines.index("end_header") + 1, lines.index("end_header") + 41)
    lines[vertices] = [
        " ".join([*(f"{1000 * float(x):g}" for x in line.split()[:3]), *line.split()[3:]]) for line in lines[vertices]
    ]
    (tmp_path / "room.ply").write_text("\n".join(lines))
    with pytest.raises(InputError, match="room is 5e\\+03 m long; expected rooms in metres"):
        find_scenes(tmp_path)[0].load()
    (tmp_path / "room.yaml").write_text("scale: 0.001\nlit: true\nclasses: {2: wall, 5: sofa, 6: bed, 8: floor}\n")
    mesh = find_scenes(tmp_path)[0].load()
    assert areas(mesh)[Label.SOFA] == pytest.approx(AREAS[Label.CABINET], rel=1e-4)
    assert mesh.lit


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no meshes that can be read; expected 3D-FRONT, Replica or ScanNet"),
        ({"a.obj": "v 0 0 0\n"}, "a.obj holds no faces"),
        ({"a.obj": "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"}, "a.obj names its parts without a name"),
        ({"a.obj": "o Thing\nv 0 0 0\nv 2 0 0\nv 0 2 0\nf 1 2 3\n"}, "a.obj names its parts Thing, none of which"),
        ({"a.obj": "o floor\nv 0 0 0\nv 2 0 0\nv 0 nan 0\nf 1 2 3\n"}, "vertices that are not finite"),
        ({"a.obj": "o floor\nv 0 0 0\nf 1 2 3\n"}, "a face refers to a vertex that does not exist"),
        ({"a.obj": "o floor\nv 0 0 0\nv 2 0 0\nv 4 0 0\nf 1 2 3\n"}, "only triangles without an area"),
        ({"a.ply": "plyish"}, "a.ply is not a PLY mesh that can be read: it has no PLY header"),
        ({"a.glb": "glTF"}, "a.glb is not a glTF scene that can be read"),
        ({"3D-FRONT/a.json": "{}"}, "a.json is not a house of 3D-FRONT"),
        ({"a.obj": "o floor\n", "scene.yaml": "height: 3"}, "holds something other than classes, lit, scale, up"),
        ({"a.obj": "o floor\n", "scene.yaml": "lit: 'no'"}, "has lit: 'no'; expected true or false"),
        ({"a.obj": "o floor\n", "a.yaml": "up: x"}, "has up: 'x'; expected y or z"),
        ({"a.obj": "o floor\n", "a.yaml": "classes: {floor: ground}"}, "maps 'floor' to 'ground'; expected one of"),
        ({"a.obj": "o floor\n", "a.yaml": "up: [y"}, "a.yaml cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(files: dict[str, str], message: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        find_scenes(tmp_path)[0].load()
    assert "\n" not in str(caught.value)


def test_ply_without_labels_or_with_strange_ones(small_room: Any, tmp_path: Path) -> None:
    text = (small_room.write["ply"](tmp_path) / "room.ply").read_text()
    (tmp_path / "room.ply").write_text(text.replace("property uchar label", "property uchar smoothing"))
    with pytest.raises(InputError, match="has no classes; expected a property `label`"):
        find_scenes(tmp_path)[0].load()
    (tmp_path / "room.ply").write_text(text.replace(" 6\n", " 66\n"))
    with pytest.raises(InputError, match="has the label 66; expected 0 to 9, or `classes:`"):
        find_scenes(tmp_path)[0].load()


def test_damaged_binary_ply(small_room: Any, tmp_path: Path) -> None:
    small_room.write["Replica"](tmp_path)
    path = tmp_path / "room_9" / "habitat" / "mesh_semantic.ply"
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(InputError, match="is not a PLY mesh that can be read"):
        read_ply(path)


def test_no_triangles_and_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="x holds no triangles"):
        join("x", [Part(np.zeros((3, 3)), np.zeros((0, 3), int), 0)])
    with pytest.raises(InputError, match="is not a folder"):
        find_scenes(tmp_path / "nowhere")
