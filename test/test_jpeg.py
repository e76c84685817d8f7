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

"""Number of scans of JPEG files."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from svr_ros.jpeg import count_scans


def encoded(progressive: bool, **more: Any) -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    Image.fromarray(pixels).save(file, "JPEG", progressive=progressive, **more)
    return file.getvalue()


@pytest.mark.parametrize(("progressive", "scans"), [(False, 1), (True, 10)])
def test_scans_of_libjpeg_are_counted(progressive: bool, scans: int) -> None:
    assert count_scans(encoded(progressive)) == scans


def test_scans_elsewhere_do_not_count() -> None:
    # In metadata, and in the video that telephones append to photos
    assert count_scans(encoded(False, comment=b"\xff\xda" * 500) + b"\xff\xda" * 500) == 1


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\x89PNG", b"\xff\xd8\xff\xda", b"\xff\xd8" + b"\xff\xc0\xff" * 5])
def test_other_and_truncated_data_end(data: bytes) -> None:
    assert count_scans(data) <= 1
