import pytest
import torch
from safetensors.torch import save_file

from svr_ros.errors import InputError
from svr_ros.inference import weights
from svr_ros.networks.config import ModelConfig


@pytest.fixture(scope="module")
def random() -> weights.Weights:
    return weights.random_weights()


def test_saved_weights_come_back_to_half_precision(tmp_path, random: weights.Weights) -> None:
    path = tmp_path / "mine.safetensors"
    weights.save(random.model(), path)
    loaded = weights.load(path)
    assert loaded.name == "mine" and len(loaded.hash) == 64 and loaded.config == ModelConfig()
    assert path.stat().st_size < 30e6
    for key, tensor in loaded.model().state_dict().items():
        torch.testing.assert_close(tensor, random.tensors[key], atol=1e-3, rtol=1e-3)


def test_text_file_is_no_weights_file(tmp_path) -> None:
    path = tmp_path / "notes.safetensors"
    path.write_text("these are not weights")
    with pytest.raises(InputError, match="is no weights file"):
        weights.load(path)


def test_tensors_without_config_are_refused(tmp_path) -> None:
    path = tmp_path / "bare.safetensors"
    save_file({"a": torch.zeros(1)}, str(path))
    with pytest.raises(InputError, match="without a model config"):
        weights.load(path)


def test_missing_and_foreign_tensors_are_named(tmp_path, random: weights.Weights) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"foreign": torch.zeros(1)}, str(path), {"model_config": ModelConfig().to_json()})
    with pytest.raises(InputError, match=r"are missing .*1 are unknown .foreign"):
        weights.load(path).model()


def test_tensor_of_another_shape_is_named(random: weights.Weights) -> None:
    tensors = dict(random.tensors)
    tensors["decoder.output.bias"] = torch.zeros(3)
    with pytest.raises(InputError, match=r"decoder.output.bias is \[3\]; expected \[11\]"):
        weights.Weights("bad", "", random.config, tensors).model()


def test_unknown_name_says_what_there_is() -> None:
    with pytest.raises(InputError, match="no weights 'huge'"):
        weights.load("huge")


def test_shipped_weights_load_and_are_small() -> None:
    loaded = weights.load("compact")
    assert loaded.name == "compact"
    assert sum(t.numel() * t.element_size() for t in loaded.tensors.values()) < 30e6
    assert all(torch.isfinite(t).all() for t in loaded.model().state_dict().values())
