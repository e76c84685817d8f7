"""Pictures of what a network in training sees and says."""

from __future__ import annotations

import numpy as np
import torch

from svr_ros.inference import pictures
from svr_ros.inference.pictures import Picture
from svr_ros.networks.model import Model
from svr_ros.training.data import Batch

_ROOMS = 4
_WIDTH = 192
_TITLES = "image", "normals", "true normals", "depth", "true depth", "classes", "true classes"


@torch.no_grad()
def surfaces_sheet(model: Model, batch: Batch) -> Picture:
    """Return the first rooms of a batch, a row each: the image, and what the U-Net says of it beside the truth."""
    config = model.config
    near, far = config.frustum.near, config.frustum.far
    height = pictures.panel_height(config.frustum, _WIDTH)
    images = batch.image[:_ROOMS]
    training = model.training
    surface, _ = model.eval().normals(images.float())
    model.train(training)
    rows = []
    for k, image in enumerate(images):
        panels = [
            image.permute(1, 2, 0).cpu().numpy(),
            pictures.color_normals(_channels_last(surface.normals[k])),
            pictures.color_normals(_channels_last(batch.normals[k])),
        ]
        if surface.depth is not None:
            believed = surface.depth.log[k, 0].float().exp().cpu().numpy()
            panels += [pictures.color_depth(d, near, far) for d in (believed, batch.depth[k].cpu().numpy())]
        if surface.class_logits is not None:
            classes = surface.class_logits[k].argmax(0), batch.classes[k]
            panels += [pictures.color_labels(c.cpu().numpy().astype(np.uint8)) for c in classes]
        rows.append([pictures.resize(panel, _WIDTH, height) for panel in panels])
    titles = [t for t in _TITLES if (surface.depth is not None or "depth" not in t)]
    titles = [t for t in titles if (surface.class_logits is not None or "classes" not in t)]
    return pictures.titled_grid(rows, titles)


def _channels_last(values: torch.Tensor) -> np.ndarray:
    return values.float().permute(1, 2, 0).cpu().numpy()
