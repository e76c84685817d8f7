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

"""Map of one bag or sequence: fuse its images into a semantic map and write it."""

from __future__ import annotations

import math
import time

from tqdm import tqdm

from svr_ros.errors import InputError
from svr_ros.inference import object_files
from svr_ros.inference.memory import OutOfMemoryError
from svr_ros.inference.reconstructor import Reconstructor
from svr_ros.mapping import map_files
from svr_ros.mapping.config import MapConfig
from svr_ros.mapping.semantic_map import SemanticMap
from svr_ros.replay.job import MapJob, MapReport
from svr_ros.replay.posed_image import PosedImage
from svr_ros.replay.posed_images import open_images


def build_map(job: MapJob, reconstructor: Reconstructor) -> MapReport:
    """Fuse the images of a bag or sequence and write the map.

    Images that cannot be used are counted and skipped. If a bag is damaged after its first images, the map of those is
    written. Each output appears whole or not at all; if no image can be used, there is none.

    Raises:
        InputError: If the input or all of its images cannot be used, or an output cannot be written.
    """
    report = MapReport(quiet=job.quiet)
    began = time.monotonic()
    scene = _first_map(job)
    # Integrate
    with (
        open_images(job, report) as opened,
        tqdm(total=opened.total, desc="mapping", unit="image", disable=job.quiet) as progress,
    ):
        for image in opened.images:
            _integrate(image, scene, reconstructor, job, report)
            progress.update()
    if not report.scenes:
        reasons = (*report.failed, *report.without_pose, *report.lost)
        raise InputError(f"none of the images in {job.source} can be used: {next(iter(reasons), 'there are none')}")
    # Write
    objects = [] if job.objects is None else scene.objects()
    for path in job.outputs:
        map_files.write(scene, path, job.layers, job.colors, objects)
    if job.objects is not None:
        source = job.source.resolve()
        name = source.stem if source.is_file() else source.name
        object_files.write_objects({name: object_files.map_entry(objects)}, job.objects)
    report.blocks = len(scene)
    report.seconds = time.monotonic() - began
    return report


def _first_map(job: MapJob) -> SemanticMap:
    """Return an empty map, or that of the file that is continued, whose voxels must have the size that is given."""
    config = MapConfig(job.voxel_size or MapConfig.voxel_size, with_objects=job.objects is not None)
    if job.start is None:
        return SemanticMap(config=config)
    scene = SemanticMap.load(job.start, config)
    if job.voxel_size is not None and not math.isclose(job.voxel_size, scene.config.voxel_size, rel_tol=1e-6):
        raise InputError(
            f"{job.start} has voxels of {scene.config.voxel_size:g} m; expected this --voxel-size, or no --voxel-size"
        )
    return scene


def _integrate(
    image: PosedImage, scene: SemanticMap, reconstructor: Reconstructor, job: MapJob, report: MapReport
) -> None:
    """Add an image to a map, or report why it cannot be."""
    if image.map_from_camera is None:
        report.lack_pose(image.name, image.problem)
        return
    try:
        reconstruction = reconstructor.reconstruct(image.image, image.camera, job.settings.resolution, image.known)
        scene.integrate(reconstruction, image.map_from_camera, image.stamp)
    except (InputError, OutOfMemoryError) as error:
        report.fail(str(error), f"{image.name} skipped: {error}")
        return
    report.scenes += 1
