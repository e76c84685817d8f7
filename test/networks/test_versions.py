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
from dataclasses import replace

import pytest

from svr_ros.errors import InputError
from svr_ros.networks.config import PRESETS, ModelConfig
from svr_ros.networks.model import Model
from svr_ros.networks.versions import upgrade_config, upgrade_tensor_name

NEW_PARTS = {
    "pixels": ("known", "convex_upsampling"),
    "decoder": ("edge_aware", "distance_error", "instance_offsets"),
}


def older(text: str) -> str:
    """Return a config of the present version as version 3 wrote it, which had no further parts."""
    content = json.loads(text)
    content["version"] = 3
    for section, names in NEW_PARTS.items():
        for name in names:
            del content[section][name]
    content["normals"] = content.pop("pixels")
    content["decoder"]["columns"] = content["decoder"].pop("ray_features")
    return json.dumps(content)


@pytest.mark.parametrize("name", PRESETS)
def test_config_of_version_3_is_read_without_the_new_parts(name: str) -> None:
    config = PRESETS[name]
    pixels, decoder = (
        replace(getattr(config, section), **dict.fromkeys(names, False)) for section, names in NEW_PARTS.items()
    )
    assert ModelConfig.from_json(older(config.to_json())) == replace(config, pixels=pixels, decoder=decoder)


def test_config_of_the_present_version_stays_the_same() -> None:
    content = json.loads(ModelConfig().to_json())
    assert upgrade_config(content) == content


def test_config_of_another_version_is_refused() -> None:
    content = {**json.loads(ModelConfig().to_json()), "version": 2}
    with pytest.raises(InputError, match="version 2; expected 4"):
        ModelConfig.from_json(json.dumps(content))


def test_names_of_tensors_of_version_3_are_translated() -> None:
    assert upgrade_tensor_name("normals.trunk.encoder.stem.weight") == "pixel_net.trunk.encoder.stem.weight"
    assert upgrade_tensor_name("decoder.column.weight") == "decoder.context.weight"
    present = Model(ModelConfig()).state_dict()
    assert all(upgrade_tensor_name(name) == name for name in present)
