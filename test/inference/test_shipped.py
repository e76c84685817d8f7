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
