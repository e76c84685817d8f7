import json

import pytest

from svr_ros.errors import InputError
from svr_ros.networks.config import PRESETS, ModelConfig
from svr_ros.networks.model import Model
from svr_ros.networks.versions import upgrade_config, upgrade_tensor_name


def older(text: str) -> str:
    """Return a config of the present version as version 3 wrote it."""
    content = json.loads(text)
    content["version"] = 3
    content["normals"] = content.pop("pixels")
    content["decoder"]["columns"] = content["decoder"].pop("ray_features")
    return json.dumps(content)


@pytest.mark.parametrize("name", PRESETS)
def test_config_of_version_3_is_read(name: str) -> None:
    assert ModelConfig.from_json(older(PRESETS[name].to_json())) == PRESETS[name]


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
