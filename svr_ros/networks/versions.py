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

"""Older versions of the model config and of the names of tensors inside weights."""

from __future__ import annotations

from typing import Any

CONFIG_VERSION = 4
READABLE_VERSIONS = 3, CONFIG_VERSION

_NEW_PIXEL_PARTS = "known", "convex_upsampling"
_NEW_DECODER_PARTS = "edge_aware", "distance_error", "instance_offsets"
"""Parts that models of version 3 lack."""

_TENSOR_PREFIXES = {"normals.": "pixel_net.", "decoder.column.": "decoder.context."}
"""Prefixes of tensor names of version 3, and those that replace them."""


def upgrade_config(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a config of version 3 or 4 in version 4; other versions are returned unchanged."""
    if content.get("version") != 3:
        return content
    upgraded: dict[str, Any] = {"pixels" if name == "normals" else name: value for name, value in content.items()}
    decoder = {"ray_features" if name == "columns" else name: value for name, value in content["decoder"].items()}
    pixels = {**upgraded["pixels"], **dict.fromkeys(_NEW_PIXEL_PARTS, False)}
    decoder |= dict.fromkeys(_NEW_DECODER_PARTS, False)
    return {**upgraded, "pixels": pixels, "decoder": decoder, "version": CONFIG_VERSION}


def upgrade_tensor_name(name: str) -> str:
    """Return the name in version 4 of a tensor of version 3 or 4."""
    for old, new in _TENSOR_PREFIXES.items():
        if name.startswith(old):
            return new + name.removeprefix(old)
    return name
