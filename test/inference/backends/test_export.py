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

"""Exported files, run by ONNX Runtime, against PyTorch."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from svr_ros.cli.main import main
from svr_ros.errors import InputError
from svr_ros.inference.backends import export as export_module
from svr_ros.inference.backends.base import SeeingNetworks
from svr_ros.inference.backends.export import config_hash, export, flatten, network_inputs
from svr_ros.inference.decode import decode_volume
from svr_ros.inference.weights import Weights, random_weights
from svr_ros.networks.config import ModelConfig
from svr_ros.networks.known import KnownMaps


def inputs(weights: Weights, with_known: bool) -> dict[str, torch.Tensor]:
    """Return a random image and, if asked for, depth of a tenth of its pixels and the ground of its lower half."""
    given = network_inputs(weights.config)
    generator = torch.Generator().manual_seed(0)
    given["image"] = 255 * torch.rand(given["image"].shape, generator=generator)
    if with_known:
        depth = 1 + 3 * torch.rand(given["measured_depth"].shape, generator=generator)
        given["measured_depth"] = depth * (torch.rand(depth.shape, generator=generator) < 0.1)
        given["measured_sigma"] = 0.01 * given["measured_depth"]
        given["ground_depth"][:, :, 32:] = 2.5
        given["has_ground"] += 1
    return given


def run(path: Path, given: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {name: part.numpy() for name, part in given.items()}), strict=True))


@pytest.mark.parametrize("with_known", [False, True])
@torch.inference_mode()
def test_exported_networks_predict_as_in_pytorch(exported: Path, small_weights: Weights, with_known: bool) -> None:
    given = inputs(small_weights, with_known)
    known = KnownMaps(*list(given.values())[1:]) if with_known else None
    expected = flatten(SeeingNetworks(small_weights.model())(given["image"], known))
    predicted = run(exported / "networks.onnx", given)
    assert predicted.keys() - expected.keys() <= {"reliable"}
    if not with_known:
        predicted = run(exported / "image_networks.onnx", {"image": given["image"]})
        assert predicted.keys() == expected.keys()
    for name, tensor in expected.items():
        array = tensor.numpy()
        assert predicted[name].dtype == array.dtype and predicted[name].shape == array.shape
        if name == "labels":
            assert np.array_equal(predicted[name], array)
        else:
            np.testing.assert_allclose(predicted[name], array, rtol=1e-4, atol=1e-4, err_msg=name)


@torch.inference_mode()
def test_exported_decoder_decodes_as_in_pytorch(exported: Path, small_weights: Weights) -> None:
    model = small_weights.model()
    prediction = SeeingNetworks(model)(inputs(small_weights, True)["image"], None)
    description = json.loads((exported / "model.json").read_text())["decoder"]
    names = [each["name"] for each in description["inputs"]]
    assert names == ["latents", "context", "log_depth", "log_std", "log_full"]
    # Distances far from zero in most octants, which the capacity then suffices for
    expected = decode_volume(model.decoder, prediction.latents, prediction.ray_features, 64)
    volume = run(exported / description["file"], {name: flatten(prediction)[name] for name in names})
    octants = int(expected.fine.sum()) // 8**3
    assert int(volume["left_out"]) == max(0, octants - description["max_octants"])
    # Octants beyond the capacity are coarse, so compare where both are fine
    fine = expected.fine.numpy() & (volume["extra"] != 0).any(-1)
    assert fine.sum() >= min(octants, description["max_octants"]) * 8**3 * 0.99
    np.testing.assert_allclose(volume["distance"][fine], expected.distance.numpy()[fine], atol=1e-5)
    assert (volume["labels"][fine] == expected.labels.numpy()[fine]).mean() > 0.9999
    np.testing.assert_allclose(volume["extra"][fine], expected.extra.float().numpy()[fine], atol=2e-3, rtol=2e-3)


def test_description_says_how_to_use_the_files(exported: Path, small_weights: Weights) -> None:
    description = json.loads((exported / "model.json").read_text())
    assert description["weights_sha256"] == small_weights.hash
    assert description["config_sha256"] == config_hash(small_weights.config)
    assert ModelConfig.from_json(json.dumps(description["config"])) == small_weights.config
    networks = description["networks"]
    assert {each["name"]: each["shape"] for each in networks["inputs"]}["image"] == [1, 3, 64, 64]
    assert {each["name"]: each["shape"] for each in networks["outputs"]}["latents"] == [1, 16, 4, 4, 4]
    assert [each["name"] for each in description["image_networks"]["inputs"]] == ["image"]
    for part in (networks, description["image_networks"], description["decoder"]):
        assert (exported / part["file"]).is_file()


def test_decoder_without_fixed_shapes_is_refused(tmp_path: Path, small_weights: Weights) -> None:
    own = dataclasses.replace(small_weights.config.decoder, interpolated=False)
    config = dataclasses.replace(small_weights.config, decoder=own)
    for weights, resolution in ((random_weights(config), 64), (small_weights, 68), (small_weights, 16)):
        with pytest.raises(InputError, match=f"cannot be exported with resolution {resolution}; expected weights"):
            export(weights, tmp_path, resolution)
    assert not list(tmp_path.iterdir())


def test_cache_that_cannot_be_written_does_not_fail_the_export(
    exported: Path,
    small_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The files of the user are complete; only the backend onnx has to export its networks again."""
    (tmp_path / "cache").touch()  # a file, as a folder without permission is none for root
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def export_again(_weights: Weights, folder: Path, _resolution: int) -> dict[str, object]:
        shutil.copytree(exported, folder, dirs_exist_ok=True)
        description: dict[str, object] = json.loads((folder / "model.json").read_text())
        return description

    monkeypatch.setattr(export_module, "export", export_again)  # the same files, in less time
    assert main(["export", "-o", str(tmp_path / "out"), "--weights", str(small_file)]) == 0
    captured = capsys.readouterr()
    [sentence] = captured.err.splitlines()
    assert sentence.startswith("svr: the backend onnx will export the networks again: output folder ")
    assert str(tmp_path / "cache") in sentence and sentence.endswith("Not a directory")
    assert captured.out.startswith(f"{tmp_path / 'out'}: networks.onnx, ")


def test_export_that_fails_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for resolution in ("7", "100000"):
        assert main(["export", "-o", str(tmp_path / "exported"), "--resolution", resolution]) == 2
        assert f"resolution {resolution}; expected" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
