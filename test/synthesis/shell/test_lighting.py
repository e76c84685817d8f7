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

"""Light: black bodies against Planck's law, lamps where lamps can be, and the variety of hours."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from svr_ros.labels import Label
from svr_ros.synthesis.rooms import build_room
from svr_ros.synthesis.scene import DecalKind, Scene
from svr_ros.synthesis.shell.light_colors import blackbody
from svr_ros.synthesis.shell.lighting import MOODS, flash

SEEDS = range(250)
TO_SRGB = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)


@pytest.fixture(scope="module")
def rooms() -> list[Scene]:
    return [build_room(seed) for seed in SEEDS]


def _lobe(wave: NDArray[np.float64], middle: float, left: float, right: float) -> NDArray[np.float64]:
    return np.exp(-0.5 * ((wave - middle) / np.where(wave < middle, left, right)) ** 2)


def _planck(kelvin: float) -> NDArray[np.float64]:
    """Return the linear sRGB of Planck's law seen by the CIE 1931 observer, in the fits of Wyman et al. (2013)."""
    wave = np.arange(380.0, 781.0)
    power = wave**-5 / (np.exp(1.438777e7 / (wave * kelvin)) - 1)
    x = 1.056 * _lobe(wave, 599.8, 37.9, 31.0) + 0.362 * _lobe(wave, 442.0, 16.0, 26.7)
    x -= 0.065 * _lobe(wave, 501.1, 20.4, 26.2)
    y = 0.821 * _lobe(wave, 568.8, 46.9, 40.5) + 0.286 * _lobe(wave, 530.9, 16.3, 31.1)
    z = 1.217 * _lobe(wave, 437.0, 11.8, 36.0) + 0.681 * _lobe(wave, 459.0, 26.0, 13.8)
    xyz = np.array([power @ x, power @ y, power @ z])
    return TO_SRGB @ (xyz / xyz[1])


@pytest.mark.parametrize("kelvin", [2400.0, 2856.0, 3500.0, 4500.0, 6500.0, 9000.0])
def test_a_black_body_has_the_colour_of_plancks_law(kelvin: float) -> None:
    np.testing.assert_allclose(blackbody(kelvin), _planck(kelvin), rtol=0.03, atol=0.02)


def test_light_is_finite_and_not_negative(rooms: list[Scene]) -> None:
    for room in rooms:
        key, fill, sky, ground, occlusion = room.lights
        assert np.isfinite([*key.position, *fill.position, occlusion]).all()
        colors = np.array([key.color, fill.color, sky, ground])
        assert np.isfinite(colors).all() and (colors >= 0).all()
        assert max(key.color) > 0.05 and key.radius > 0


def test_lamps_are_in_the_room_and_the_sun_stands_before_a_window(rooms: list[Scene]) -> None:
    suns = 0
    for room in rooms:
        (x, y, z), (rx, ry, height) = room.lights.key.position, room.size
        if abs(x) < rx and abs(y) < ry:
            assert 0 < z < height + 0.1
            continue
        suns += 1
        assert z > 1.0
        assert any(d.kind == DecalKind.WINDOW for d in room.decals)
    assert 0.03 < suns / len(rooms) < 0.3
    for room in rooms:
        x, y, _ = room.lights.fill.position
        assert abs(x) <= room.size.half_x and abs(y) <= room.size.half_y


def test_hours_differ(rooms: list[Scene]) -> None:
    brightest = [max((d.g for d in room.decals if d.kind == DecalKind.WINDOW), default=np.nan) * 1.8 for room in rooms]
    sky = np.array(brightest)[~np.isnan(brightest)]
    assert (sky > 5).mean() > 0.15 and (sky < 0.1).mean() > 0.1 and sky.max() < 40
    keys = np.array([room.lights.key.color for room in rooms])
    ambient = np.array([room.lights.sky for room in rooms])
    assert np.ptp(np.log(keys.sum(1))) > 2 and np.ptp(np.log(ambient.sum(1))) > 2
    assert (keys[:, 0] > 1.15 * keys[:, 2]).mean() > 0.1 and (keys[:, 0] < keys[:, 2]).mean() > 0.02


def test_lamps_are_lit_and_dark(rooms: list[Scene]) -> None:
    lit = dark = 0
    for room in rooms:
        glowing = {s.material for s in room.solids if s.label == Label.LIGHTING and room.materials[s.material].emission}
        lit += bool(glowing)
        dark += not glowing and any(s.label == Label.LIGHTING for s in room.solids)
    assert lit > 0.3 * len(rooms) and dark > 0.05 * len(rooms)


def test_moods_have_ordered_ranges() -> None:
    for mood in MOODS:
        assert mood.weight > 0 and 0 <= mood.lamps <= 1
        for low, high in (mood.kelvin, mood.radius, mood.strength, mood.window, mood.window_kelvin, mood.ambient):
            assert 0 < low < high
        assert min(mood.kelvin[0], mood.window_kelvin[0]) >= 1667 and mood.window[1] <= 30


def test_a_flash_comes_from_the_camera_and_outshines_the_room(rooms: list[Scene]) -> None:
    before = rooms[0].lights
    after = flash(before, (0.5, -0.4, 1.3), 1.2)
    x, y, z = after.key.position
    assert np.hypot(x - 0.5, y + 0.4) < 0.01 and 0 < z - 1.3 < 0.1
    assert after.key.color == (1.2, 1.2, 1.2)
    assert sum(after.sky + after.ground) < 0.5 * sum(before.sky + before.ground)
