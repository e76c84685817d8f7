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

import hashlib
from pathlib import Path

import pytest

import svr_ros.inference.shipped as shipped
from svr_ros.errors import InputError
from svr_ros.inference import weights

WEIGHTS = Path(weights.__file__).parents[1] / "weights"


def test_every_shipped_file_is_as_its_hash_says() -> None:
    found = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in WEIGHTS.glob("*.safetensors")}
    assert found == shipped.shipped_hashes()
    assert weights.shipped() == ("compact",)


def test_shipped_weights_are_checked_when_they_are_loaded() -> None:
    assert weights.load("compact").hash == shipped.shipped_hashes()["compact"]
    with pytest.raises(InputError, match=r"^the shipped weights 'compact' have the SHA-256 0000.*install the package"):
        shipped.require_as_shipped("compact", "0" * 64)
