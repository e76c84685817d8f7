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

"""The page with a room in 3D, opened by a browser if there is one."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from svr_ros.geometry.mesh import Mesh
from svr_ros.inference.webpage import room_page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def wall(label: int, color: tuple[int, int, int]) -> Mesh:
    """Return a wall of 4 m x 3 m at 3 m in front of the camera."""
    vertices = np.array([[-2, -1.5, -3], [2, -1.5, -3], [2, 1.5, -3], [-2, 1.5, -3]], np.float32)
    return Mesh(
        vertices,
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.tile(np.array([0, 0, 1], np.float32), (4, 1)),
        np.tile(np.array(color, np.uint8), (4, 1)),
        np.full(4, label, np.uint8),
    )


@pytest.fixture
def page() -> str:
    image = np.full((60, 80, 3), (20, 200, 40), np.uint8)
    return room_page(wall(3, (220, 20, 20)), [("Input <1>", image)], "A & B")


def test_page_needs_no_network(page: str) -> None:
    for attribute in ('src="http', 'href="http', "src=&quot;http", "import("):
        assert attribute not in page


def test_texts_are_escaped_and_the_legend_names_the_classes_of_the_room(page: str) -> None:
    assert "<h1>A &amp; B</h1>" in page and "<h2>Input &lt;1&gt;</h2>" in page
    assert page.count("<i style=") == 1


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium: sudo apt install chromium")
def test_browser_shows_the_image_and_the_room(page: str, tmp_path: Path) -> None:
    (tmp_path / "room.html").write_text(page)
    assert BROWSER is not None
    command = [
        BROWSER, "--headless=new", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
        "--hide-scrollbars", "--window-size=800,900", "--virtual-time-budget=20000", f"--user-data-dir={tmp_path}",
        f"--screenshot={tmp_path / 'page.png'}", (tmp_path / "room.html").as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path)
    pixels = np.asarray(Image.open(tmp_path / "page.png").convert("RGB")).astype(int)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    image = (green > 150) & (red < 80) & (blue < 100)
    room = (red > 150) & (green < 80) & (blue < 80)
    assert image.sum() > 3000
    # The wall is seen from the front and fills a large part of the viewer below the image
    assert room.sum() > 30_000
    assert np.nonzero(room)[0].mean() > np.nonzero(image)[0].max()
