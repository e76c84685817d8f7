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

"""Sheet of the pixel network's predictions during training."""

from __future__ import annotations

import numpy as np
import torch

from svr_ros.inference import rendering
from svr_ros.inference.rendering import RgbImage
from svr_ros.networks.model import Model
from svr_ros.training.data import Batch

_ROOMS = 4
_WIDTH = 192
_TITLES = "image", "normals", "true normals", "depth", "true depth", "classes", "true classes"


@torch.no_grad()
def prediction_sheet(model: Model, batch: Batch) -> RgbImage:
    """Return a sheet of the first rooms of a batch, one per row: image, and predictions next to the ground truth."""
    config = model.config
    near, far = config.frustum.near, config.frustum.far
    height = rendering.panel_height(config.frustum, _WIDTH)
    images = batch.image[:_ROOMS]
    training = model.training
    predicted, _ = model.eval().pixel_net(images.float())
    model.train(training)
    rows = []
    for k, image in enumerate(images):
        panels = [
            image.permute(1, 2, 0).cpu().numpy(),
            rendering.color_normals(_channels_last(predicted.normals[k])),
            rendering.color_normals(_channels_last(batch.normals[k])),
        ]
        if predicted.depth is not None:
            predicted_depth = predicted.depth.log[k, 0].float().exp().cpu().numpy()
            panels += [rendering.color_depth(d, near, far) for d in (predicted_depth, batch.depth[k].cpu().numpy())]
        if predicted.class_logits is not None:
            labels = predicted.class_logits[k].argmax(0), batch.pixel_labels[k]
            panels += [rendering.color_labels(ids.cpu().numpy().astype(np.uint8)) for ids in labels]
        rows.append([rendering.resize(panel, _WIDTH, height) for panel in panels])
    titles = [t for t in _TITLES if (predicted.depth is not None or "depth" not in t)]
    titles = [t for t in titles if (predicted.class_logits is not None or "classes" not in t)]
    return rendering.titled_grid(rows, titles)


def _channels_last(values: torch.Tensor) -> np.ndarray:
    return values.float().permute(1, 2, 0).cpu().numpy()
