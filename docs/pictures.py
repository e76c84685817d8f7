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

"""Draw the pictures of the documentation."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from svr_ros.codec.compress import compress, decompress
from svr_ros.codec.evaluate import true_scene
from svr_ros.codec.weights import load_codec
from svr_ros.evaluation.catalogue_sheet import catalogue_sheet, distinct_forms
from svr_ros.evaluation.contact_sheet import contact_sheet, room_views
from svr_ros.evaluation.frames import FIRST_EVAL_SAMPLE
from svr_ros.evaluation.sample_statistics import compute_statistics, plot_statistics
from svr_ros.evaluation.shaping_sheet import shaping_sheet
from svr_ros.evaluation.volume_colors import color_distance, color_weights
from svr_ros.geometry.floor import Plane
from svr_ros.geometry.known import KnownGeometry
from svr_ros.inference import raster, rendering, weights
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.inference.rendering import RgbImage
from svr_ros.inference.scene_volume import HIDDEN_COLOR
from svr_ros.mapping.layers import Layer
from svr_ros.mapping.semantic_map import SemanticMap
from svr_ros.networks.lifting import DepthSlices
from svr_ros.synthesis.camera.depth_sensors import DepthSensorConfig, Scene, structured_light
from svr_ros.synthesis.render.volumes import truncated_volume
from svr_ros.synthesis.room_mesh import room_mesh
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.samples import make_sample
from svr_ros.synthesis.walks import make_walk

DOCS = Path(__file__).parent
WIDTH = 280
LINE_COLOR = (235, 0, 150)
SHAPING_SAMPLE, PIPELINE_SAMPLE, COMPRESSED_ROOM = 3, FIRST_EVAL_SAMPLE + 9, 3
FITTING_STEPS = 30
MAP_WALK, KNOWN_SAMPLE = (4, 40, (1, 5, 20, 40)), FIRST_EVAL_SAMPLE + 4
COMPARED_ROOMS = tuple(FIRST_EVAL_SAMPLE + index for index in (1, 4, 6, 9))
OLD_WEIGHTS = "63707e4:svr_ros/weights/compact.safetensors"
"""Object in the repository: the shipped weights before known geometry."""
SHEET_VIEWS, STATISTICS_VIEWS, WHOLE_ROOMS = 48, 1000, (4, 14, 25)
Z_DOWN = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])
"""Rotation from a room's frame (z up) to a frame with y down, as cameras have it."""


def pipeline(seed: int, position: float = 0.4) -> RgbImage:
    """Return the steps from an image to a volume: predictions per pixel, and slices at a line of the image.

    Args:
        seed: Seed of the sample.
        position: Position of the line, 0..1 of the width of the image.
    """
    # Reconstruct a sample
    reconstructor = Reconstructor(weights.load("compact"))
    config = reconstructor.config
    sample = make_sample(seed, config.frustum, config.image_size, rays=4)
    result = reconstructor.reconstruct(sample.image, config.frustum.camera(config.image_size))

    # Compute the probability of the visible surface per depth slice, and the true volume
    model = weights.load("compact").model()
    with torch.inference_mode():
        depth = model(torch.from_numpy(sample.image).permute(2, 0, 1)[None].float()).pixels.depth
        probability, _ = DepthSlices(config, config.image_size // 4)(depth.logits)
    truth, _ = truncated_volume(sample.table, config.frustum, reconstructor.resolution, config.truncation)

    # Draw the panels
    height = rendering.panel_height(config.frustum, WIDTH)
    image = rendering.resize(sample.image, WIDTH, height, smooth=True).copy()
    image[:, int(position * WIDTH) : int(position * WIDTH) + 3] = LINE_COLOR
    near, far = config.frustum.near, config.frustum.far
    column, pixel = int(position * result.tsdf.shape[2]), int(position * probability.shape[3])
    left, _ = rendering.draw_scene(result, WIDTH, height)
    surface = color_weights(probability[0, :, :, pixel].T.numpy() * 1000)
    predicted = color_distance(result.tsdf[:, :, column].T, config.truncation)
    true = color_distance(truth[:, :, column].T, config.truncation)
    rows = [
        [
            ("image", image),
            ("normals", rendering.resize(rendering.color_normals(result.normals), WIDTH, height, smooth=True)),
            ("depth", rendering.resize(rendering.color_depth(result.depth, near, far), WIDTH, height)),
            ("classes", rendering.resize(rendering.color_labels(result.pixel_labels), WIDTH, height)),
        ],
        [
            ("probability of the surface", rendering.resize(surface, WIDTH, height)),
            ("signed distance at the line", rendering.resize(predicted, WIDTH, height)),
            ("true signed distance", rendering.resize(true, WIDTH, height)),
            ("surfaces, from the left", left),
        ],
    ]
    return rendering.grid([[rendering.titled(panel, title) for title, panel in row] for row in rows])


def compression(room: int) -> RgbImage:
    """Return a room before compression, from the encoder's latents and from fitted ones, above distance slices."""
    codec = load_codec()
    scene = true_scene(room, codec.codec.config.model)
    side = len(scene.tsdf)
    scenes = [
        ("before compression", scene),
        ("from the encoder's latents", decompress(codec, compress(codec, scene), side)),
        (f"after {FITTING_STEPS} steps of fitting", decompress(codec, compress(codec, scene, FITTING_STEPS), side)),
    ]
    height = rendering.panel_height(scene.frustum, WIDTH)
    titled = [rendering.titled(rendering.draw_scene(part, WIDTH, height)[0], title) for title, part in scenes]
    slices = [color_distance(part.tsdf[:, :, side // 2].T, part.truncation) for _, part in scenes]
    resized = [rendering.resize(colors, WIDTH, height) for colors in slices]
    board = np.vstack([rendering.grid([titled]), rendering.grid([resized])])
    return np.vstack([board, rendering.legend(board.shape[1])])


def whole_rooms(seeds: tuple[int, ...]) -> RgbImage:
    """Return whole rooms as meshes, seen from outside through the backs of their walls."""
    drawn = []
    for seed in seeds:
        mesh = room_mesh(build_room(seed))
        turned = replace(mesh, vertices=mesh.vertices @ Z_DOWN.T, normals=mesh.normals @ Z_DOWN.T)
        eye = raster.orbit(turned.vertices.astype(np.float64), np.array([0.0, -1.0, 0.0]), 0.6, 0.75, 1.3)
        drawn.append(raster.draw(turned, eye, 2 * WIDTH, int(2 * WIDTH / 1.3)))
    return rendering.grid([drawn])


def map_growth(seed: int, frames: int, counts: tuple[int, ...]) -> RgbImage:
    """Return the map of a walk with measured depth after some frames; what was guessed is pink.

    Args:
        seed: Seed of the walk.
        frames: Frames of the whole walk.
        counts: Numbers of frames after which the map is drawn.
    """
    reconstructor, scene, panels = Reconstructor("compact"), SemanticMap(0.05), []
    walk = make_walk(seed, frames)
    camera = walk.frustum.camera(walk.size)
    for number, frame in enumerate(walk.frames(), 1):
        view = Scene(frame.depth, frame.normals, frame.image.mean(2, dtype=np.float32) / 255, walk.frustum)
        depth = structured_light(view, np.random.default_rng([seed, number]), DepthSensorConfig()).depth
        known = KnownGeometry(depth)
        scene.integrate(reconstructor.reconstruct(frame.image, camera, known=known), frame.room_from_camera)
        if number in counts:
            found = scene.layered_mesh("both")
            guessed = (found.layer == Layer.GUESSED)[:, None]
            mesh = replace(found.mesh, colors=np.where(guessed, np.array(HIDDEN_COLOR, np.uint8), found.mesh.colors))
            turned = replace(mesh, vertices=mesh.vertices @ Z_DOWN.T, normals=mesh.normals @ Z_DOWN.T)
            eye = raster.orbit(turned.vertices.astype(np.float64), np.array([0.0, -1.0, 0.0]), 0.6, 0.75, 1.3)
            panels.append(raster.draw(turned, eye, 2 * WIDTH, int(2 * WIDTH / 1.3)))
    titles = [f"{count} frame{'s' if count > 1 else ''}" for count in counts]
    titled = [rendering.titled(panel, title) for panel, title in zip(panels, titles, strict=True)]
    board = rendering.grid([titled[:2], titled[2:]])
    return np.vstack([board, rendering.legend(board.shape[1])])


def known_geometry(index: int) -> RgbImage:
    """Return one generated room reconstructed from the image alone, and with what a robot may know besides."""
    reconstructor = Reconstructor("compact")
    config = reconstructor.config
    sample = make_sample(index, config.frustum, config.image_size, rays=4)
    rng = np.random.default_rng(index)
    view = Scene(sample.depth, sample.normals, sample.image.mean(2, dtype=np.float32) / 255, config.frustum)
    points = np.full_like(sample.depth, np.nan)
    chosen = rng.choice(points.size, 100, replace=False)
    points.ravel()[chosen] = sample.depth.ravel()[chosen]
    ground = Plane(np.asarray(sample.pose.rotation, np.float64)[:, 2], sample.pose.height)
    cases = {
        "the image alone": None,
        "with height and tilt": KnownGeometry(None, ground=ground),
        "with 100 points": KnownGeometry(points),
        "with a depth camera": KnownGeometry(structured_light(view, rng, DepthSensorConfig()).depth),
    }
    width, height = WIDTH, rendering.panel_height(config.frustum, WIDTH)
    camera = config.frustum.camera(config.image_size)
    rows: list[list[RgbImage]] = [[], []]
    for known in cases.values():
        result = reconstructor.reconstruct(sample.image, camera, known=known)
        left, _ = rendering.draw_scene(result, width, height)
        near, far = config.frustum.near, config.frustum.far
        rows[0].append(rendering.resize(rendering.color_depth(result.depth, near, far), width, height))
        rows[1].append(left)
    return rendering.titled_grid(rows, list(cases))


def before_and_after(samples: tuple[int, ...]) -> RgbImage:
    """Return rooms as the old weights and the present ones reconstruct them, from the left and from the right."""
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
        subprocess.run(["git", "-C", DOCS, "show", OLD_WEIGHTS], stdout=file, check=True)
        old = Reconstructor(file.name)
    new = Reconstructor("compact")
    config = new.config
    camera, height = config.frustum.camera(config.image_size), rendering.panel_height(config.frustum, WIDTH)
    rows: list[list[RgbImage]] = []
    for index in samples:
        sample = make_sample(index, config.frustum, config.image_size, rays=4)
        view = Scene(sample.depth, sample.normals, sample.image.mean(2, dtype=np.float32) / 255, config.frustum)
        depth = structured_light(view, np.random.default_rng(index), DepthSensorConfig()).depth
        results = [
            old.reconstruct(sample.image, camera),
            new.reconstruct(sample.image, camera),
            new.reconstruct(sample.image, camera, known=KnownGeometry(depth)),
        ]
        row = [rendering.resize(sample.image, WIDTH, height, smooth=True)]
        for result in results:
            row += rendering.draw_scene(result, WIDTH, height)
        rows.append(row)
    titles = ["image", "before", "before, from the right", "now", "now, from the right", "now, with a depth camera", ""]
    return rendering.titled_grid(rows, titles)


def _write(picture: RgbImage, name: str) -> None:
    Image.fromarray(picture).save(DOCS / name, optimize=True, quality=82)
    print(f"docs/{name}: {(DOCS / name).stat().st_size // 1000} kB")


def _statistics() -> None:
    plot_statistics(compute_statistics(range(STATISTICS_VIEWS)), DOCS / "statistics.png")


PICTURES: dict[str, Callable[[], RgbImage]] = {
    "loss_shaping.png": lambda: shaping_sheet(SHAPING_SAMPLE),
    "pipeline.png": lambda: pipeline(PIPELINE_SAMPLE),
    "compression.png": lambda: compression(COMPRESSED_ROOM),
    "rooms.jpg": lambda: contact_sheet(room_views(range(SHEET_VIEWS)), SHEET_VIEWS),
    "whole_rooms.jpg": lambda: whole_rooms(WHOLE_ROOMS),
    "forms.jpg": lambda: catalogue_sheet(distinct_forms()),
    "map.jpg": lambda: map_growth(*MAP_WALK),
    "known.jpg": lambda: known_geometry(KNOWN_SAMPLE),
    "before_and_after.jpg": lambda: before_and_after(COMPARED_ROOMS),
}
"""Pictures by the name of their file."""

if __name__ == "__main__":
    names = [*PICTURES, "statistics.png"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=names, metavar="NAME", help=f"one of {', '.join(names)}")
    torch.manual_seed(0)
    for chosen in parser.parse_args().names:
        if chosen == "statistics.png":
            _statistics()
        else:
            _write(PICTURES[chosen](), chosen)
