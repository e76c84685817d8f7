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

"""A small furnished room, as analytic solids and as triangles in each of the layouts that can be read."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.labels import Label
from svr_ros.synthesis.scene import Lights, Material, RoomSize, Scene, Solid, SolidKind
from svr_ros.synthesis.textures import PLAIN

SIZE = RoomSize(2.0, 2.5, 2.6)
SCENE = Scene(
    SIZE,
    [
        Solid(SolidKind.ROOM, Label.WALL, 0, 0, 0, 1.3, 0, 0, 0, 2.0, 2.5, 1.3, 0, 0, 0),
        Solid(SolidKind.BOX, Label.BED, 6, -0.9, 1.3, 0.25, 0, 0, 0, 0.8, 1.0, 0.25, 0, 0, 0),
        Solid(SolidKind.BOX, Label.CABINET, 7, 1.2, 1.6, 0.6, 0.5, 0, 0, 0.5, 0.25, 0.6, 0, 0, 0),
    ],
    [Material(PLAIN, (0.6, 0.6, 0.6), (0.6, 0.6, 0.6))] * 8,
    Lights(),
)
NAMES = {Label.WALL: "wall", Label.FLOOR: "floor", Label.BED: "bed", Label.CABINET: "cabinet"}
COLORS = {
    Label.WALL: (210, 200, 180),
    Label.FLOOR: (150, 110, 80),
    Label.BED: (60, 90, 170),
    Label.CABINET: (120, 60, 40),
}


class Quads(NamedTuple):
    """One thing of the room: its class, name, corners [V, 3] (m, z up) and quads [Q, 4], their fronts outside."""

    label: Label
    name: str
    vertices: NDArray[np.float64]
    quads: NDArray[np.int64]

    @property
    def triangles(self) -> NDArray[np.int64]:
        """Return the quads cut in two [2 Q, 3]."""
        return np.concatenate([self.quads[:, [0, 1, 2]], self.quads[:, [0, 2, 3]]])


BOX = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
OUTSIDE = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
"""Faces of `BOX` with their fronts outside: x-, x+, y-, y+, bottom, top."""


def pieces() -> list[Quads]:
    """Return walls, floor, ceiling (which look inside), bed and cabinet."""
    room = BOX * [2.0, 2.5, 1.3] + [0, 0, 1.3]
    inside = OUTSIDE[:, ::-1]
    found = [
        Quads(Label.WALL, "wall", room, inside[:4]),
        Quads(Label.FLOOR, "floor", room, inside[4:5]),
        Quads(Label.FLOOR, "ceiling", room, inside[5:]),
    ]
    for solid in SCENE.solids[1:]:
        c, s = np.cos(solid.yaw), np.sin(solid.yaw)
        turned = (BOX * [solid.hx, solid.hy, solid.hz]) @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
        label = Label(solid.label)
        found.append(Quads(label, NAMES[label], turned + np.array([solid.x, solid.y, solid.z]), OUTSIDE))
    return found


def y_up(vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return z-up coordinates with y up."""
    return np.stack([vertices[:, 0], vertices[:, 2], -vertices[:, 1]], -1)


def write_glb(folder: Path) -> Path:
    """Write one node a thing, named in various ways, under a parent; y up."""
    import trimesh

    names = {
        "wall": "Wall_North.001",
        "bed": "KidsBed",
        "cabinet": "mesh12",
        "floor": "wooden floor",
        "ceiling": "Ceiling",
    }
    scene = trimesh.Scene()
    for piece in pieces():
        color = (*COLORS[piece.label], 255)
        mesh = trimesh.Trimesh(y_up(piece.vertices), piece.triangles, process=False)
        material = trimesh.visual.material.PBRMaterial(
            name="white_cabinet" if piece.name == "cabinet" else "paint", baseColorFactor=color
        )
        mesh.visual = trimesh.visual.TextureVisuals(material=material)
        scene.add_geometry(mesh, node_name=names[piece.name], geom_name=f"geometry_{piece.name}")
    scene.export(folder / "room.glb")
    return folder


def write_obj(folder: Path, up: str = "y") -> Path:
    """Write objects with materials, the floor with a texture of red and blue halves."""
    halves = np.zeros((8, 8, 3), np.uint8)
    halves[:, :4, 2], halves[:, 4:, 0] = 255, 255  # BGR: red at the left
    cv2.imwrite(str(folder / "halves.png"), halves)
    lines = ["mtllib room.mtl"]
    start = 1
    for piece in pieces():
        vertices = y_up(piece.vertices) if up == "y" else piece.vertices
        lines += [f"o {piece.name}.001", f"usemtl {piece.name}_paint"]
        lines += ["v {:.6f} {:.6f} {:.6f}".format(*vertex) for vertex in vertices]
        lines += [f"vt {x / 4 + 0.5:.6f} {y / 5 + 0.5:.6f}" for x, y, _ in piece.vertices]
        lines += ["f " + " ".join(f"{start + k}/{start + k}" for k in quad) for quad in piece.quads]
        start += len(vertices)
    (folder / "room.obj").write_text("\n".join(lines) + "\n")
    materials = []
    for name, label in (("wall", Label.WALL), ("ceiling", Label.FLOOR), ("bed", Label.BED), ("cabinet", Label.CABINET)):
        color = np.array(COLORS[label]) / 255
        materials.append(f"newmtl {name}_paint\nKd {color[0]:.4f} {color[1]:.4f} {color[2]:.4f}\n")
    (folder / "room.mtl").write_text("".join(materials) + "newmtl floor_paint\nKd 1 1 1\nmap_Kd halves.png\n")
    return folder


def write_ply(folder: Path) -> Path:
    """Write text with a label for each face, some of which are quads and some triangles; z up."""
    vertices, rows = [], []
    for piece in pieces():
        for number, quad in enumerate(piece.quads + len(vertices)):
            polygons = [quad] if number % 2 else [quad[[0, 1, 2]], quad[[0, 2, 3]]]
            rows += [f"{len(p)} {' '.join(map(str, p))} {int(piece.label)}" for p in polygons]
        vertices += [(*vertex, *COLORS[piece.label]) for vertex in piece.vertices]
    header = [
        "ply", "format ascii 1.0", f"element vertex {len(vertices)}",
        *(f"property float {axis}" for axis in "xyz"), *(f"property uchar {c}" for c in ("red", "green", "blue")),
        f"element face {len(rows)}", "property list uchar int vertex_indices", "property uchar label", "end_header",
    ]  # fmt: skip
    body = [" ".join(f"{value:g}" for value in vertex) for vertex in vertices]
    (folder / "room.ply").write_text("\n".join([*header, *body, *rows]) + "\n")
    return folder


def write_front(folder: Path) -> Path:
    """Write a house of 3D-FRONT and two models of 3D-FUTURE, which the house scales, turns and moves; y up."""
    for name in ("3D-FRONT", "3D-FUTURE-model"):
        (folder / name).mkdir()
    meshes, furniture, children, models = [], [], [], []
    types = {"wall": "WallInner", "floor": "Floor", "ceiling": "Ceiling"}
    for number, piece in enumerate(pieces()):
        if piece.name in types:
            mesh = {
                "uid": f"{number}/mesh", "type": types[piece.name], "material": "paint",
                "xyz": y_up(piece.vertices).ravel().tolist(), "faces": piece.triangles.ravel().tolist(), "uv": [],
            }  # fmt: skip
            meshes.append(mesh)
            children.append({"ref": mesh["uid"], "pos": [0, 0, 0], "rot": [0, 0, 0, 1], "scale": [1, 1, 1]})
    for number, solid in enumerate(SCENE.solids[1:]):
        jid = f"model-{number}"
        model = folder / "3D-FUTURE-model" / jid
        model.mkdir()
        # Models stand on their origin; this one is a unit box that is two high.
        vertices = y_up(BOX + np.array([0, 0, 1]))
        lines = ["v {:.5f} {:.5f} {:.5f}".format(*v) for v in vertices] + ["vt 0.5 0.5"]
        lines += ["f " + " ".join(f"{k + 1}/1/1" for k in quad) for quad in OUTSIDE]
        (model / "raw_model.obj").write_text("\n".join(lines) + "\n")
        cv2.imwrite(str(model / "texture.png"), np.full((4, 4, 3), (170, 90, 60), np.uint8))
        furniture.append({"uid": f"{number}/model", "jid": jid, "valid": True, "title": "something/else"})
        turn = [0, float(np.sin(solid.yaw / 2)), 0, float(np.cos(solid.yaw / 2))]
        place = {"pos": [solid.x, 0, -solid.y], "rot": turn, "scale": [solid.hx, solid.hz, solid.hy]}
        children.append({"ref": f"{number}/model", **place})
        category = {Label.BED: "King-size Bed", Label.CABINET: "Wardrobe"}[Label(solid.label)]
        models.append({"model_id": jid, "category": category, "super-category": "Others"})
    furniture.append({"uid": "gone", "jid": "not-published", "valid": True})
    children.append({"ref": "gone", "pos": [0, 0, 0], "rot": [0, 0, 0, 1], "scale": [1, 1, 1]})
    material = {"uid": "paint", "jid": "none", "texture": "", "color": [200, 190, 180, 255]}
    house = {
        "uid": "house", "furniture": furniture, "mesh": meshes, "material": [material],
        "scene": {"room": [{"type": "Bedroom", "instanceid": "Bedroom-1", "children": children}]},
    }  # fmt: skip
    (folder / "3D-FRONT" / "house.json").write_text(json.dumps(house))
    (folder / "3D-FUTURE-model" / "model_info.json").write_text(json.dumps(models))
    return folder


def write_replica(folder: Path, with_pillows: bool = False) -> Path:
    """Write quads with an object each, little endian, z up; and pillows (thin boxes), on the bed and on the cabinet."""
    habitat = folder / "room_9" / "habitat"
    habitat.mkdir(parents=True)
    places = ([-0.9, 2.0, 0.56], [1.2, 1.6, 1.26]) if with_pillows else ()
    pillows = [Quads(Label.BED, "pillow", BOX * [0.3, 0.2, 0.05] + place, OUTSIDE) for place in places]
    things = [*pieces(), *pillows]
    vertices, faces, objects = [], [], []
    for number, piece in enumerate(things):
        faces += [(quad + len(vertices), number + 3) for quad in piece.quads]
        vertices += [(*vertex, 0, 0, 1, *COLORS[piece.label]) for vertex in piece.vertices]
        objects.append({"id": number + 3, "class_id": 1, "class_name": piece.name})
    header = [
        "ply", "format binary_little_endian 1.0", f"element vertex {len(vertices)}",
        *(f"property float {name}" for name in ("x", "y", "z", "nx", "ny", "nz")),
        *(f"property uchar {name}" for name in ("red", "green", "blue")),
        f"element face {len(faces)}", "property list uchar int vertex_indices",
        "property int object_id", "end_header\n",
    ]  # fmt: skip
    body = b"".join(struct.pack("<6f3B", *vertex) for vertex in vertices)
    body += b"".join(struct.pack("<B4ii", 4, *quad, number) for quad, number in faces)
    (habitat / "mesh_semantic.ply").write_bytes("\n".join(header).encode() + body)
    (habitat / "info_semantic.json").write_text(json.dumps({"classes": [], "objects": objects}))
    return folder


def write_scannet(folder: Path, with_segments: bool = False) -> Path:
    """Write a scan with NYU40 ids in its .labels.ply, or with segments and groups of them; big endian, z up."""
    scan = folder / "scene0000_00"
    scan.mkdir()
    nyu = {"wall": 1, "floor": 2, "ceiling": 22, "bed": 4, "cabinet": 3}
    vertices, faces, ids, groups = [], [], [], []
    for number, piece in enumerate(pieces()):
        faces += [triangle + len(vertices) for triangle in piece.triangles]
        vertices += [(*vertex, *COLORS[piece.label], 255) for vertex in piece.vertices]
        ids += [nyu[piece.name]] * len(piece.vertices)
        groups.append({"objectId": number, "segments": [10 + number], "label": piece.name})
    _write_scan(scan / "scene0000_00_vh_clean_2.ply", vertices, faces, None)
    if with_segments:
        segments = [10 + number for number, piece in enumerate(pieces()) for _ in piece.vertices]
        (scan / "scene0000_00_vh_clean_2.0.010000.segs.json").write_text(json.dumps({"segIndices": segments}))
        (scan / "scene0000_00.aggregation.json").write_text(json.dumps({"segGroups": groups}))
    else:
        _write_scan(scan / "scene0000_00_vh_clean_2.labels.ply", vertices, faces, ids)
    return folder


def _write_scan(path: Path, vertices: Sequence, faces: Sequence, labels: Sequence[int] | None) -> None:
    names = [f"property float {axis}" for axis in "xyz"]
    names += [f"property uchar {name}" for name in ("red", "green", "blue", "alpha")]
    names += ["property ushort label"] if labels else []
    header = ["ply", "format binary_big_endian 1.0", f"element vertex {len(vertices)}", *names]
    header += [f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header\n"]
    body = b""
    for number, vertex in enumerate(vertices):
        body += struct.pack(">3f4B", *vertex) + (struct.pack(">H", labels[number]) if labels else b"")
    body += b"".join(struct.pack(">B3i", 3, *triangle) for triangle in faces)
    path.write_bytes("\n".join(header).encode() + body)


WRITERS = {
    "glb": write_glb,
    "obj, y up": write_obj,
    "obj, z up": lambda folder: write_obj(folder, "z"),
    "ply": write_ply,
    "3D-FRONT": write_front,
    "Replica": write_replica,
    "Replica, pillows": lambda folder: write_replica(folder, with_pillows=True),
    "ScanNet": write_scannet,
    "ScanNet, segments": lambda folder: write_scannet(folder, with_segments=True),
}


@pytest.fixture(params=[name for name in WRITERS if "pillows" not in name])
def layout(request: pytest.FixtureRequest) -> str:
    """Return the name of each layout in turn."""
    return str(request.param)


class SmallRoom(NamedTuple):
    """Room of the tests: its analytic scene, its objects as quads and a writer for each layout."""

    scene: Scene
    pieces: list[Quads]
    write: dict[str, Callable[[Path], Path]]
    cube: Quads


@pytest.fixture(scope="session")
def small_room() -> SmallRoom:
    """Return a room of 4 x 5 x 2.6 m with a bed and a turned cabinet."""
    return SmallRoom(SCENE, pieces(), WRITERS, Quads(Label.VOID, "cube", BOX, OUTSIDE))


@pytest.fixture
def folder(layout: str, tmp_path: Path) -> Path:
    """Return a folder with the room in one layout."""
    return WRITERS[layout](tmp_path)
