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

from __future__ import annotations

import numpy as np
import pytest

from svr_ros.synthesis.render.noise import cells, flat_noise, grain, inside, lattice, noise, pulses, relief, seam


def test_lattice_is_the_same_on_every_machine() -> None:
    for i, j, k in ((0, 0, 0), (1, 2, 3), (-5, 7, 11), (123456, -98765, 4321)):
        n = (i * 374761393 + j * 668265263 + k * 1442695041) % 2**32
        n = ((n ^ (n >> 13)) * 1274126177) % 2**32
        assert lattice(i, j, k) == pytest.approx(((n ^ (n >> 16)) % 2**16) / 65535, abs=1e-12)


def test_noise_is_smooth_and_fills_its_range() -> None:
    points = np.random.default_rng(0).uniform(-20, 20, (4000, 3))
    values = np.array([noise(*point) for point in points])
    assert 0 <= values.min() < 0.15
    assert 0.85 < values.max() <= 1
    moved = np.array([noise(*point) for point in points + 1e-4])
    assert np.abs(moved - values).max() < 1e-3
    flat = np.array([noise(x, y, 2.0) for x, y, _ in points])
    lifted = np.array([noise(x, y, 2.0 + 1e-7) for x, y, _ in points])
    np.testing.assert_allclose(flat, lifted, atol=1e-5)


def test_noise_goes_through_the_lattice() -> None:
    for i, j in ((0, 0), (3, -4), (-7, 9)):
        assert flat_noise(float(i), float(j), 5) == pytest.approx(lattice(i, j, 5))


def test_slope_is_that_of_the_noise() -> None:
    for x, y in np.random.default_rng(1).uniform(-9, 9, (50, 2)):
        _, slope = relief(x, y, 3)
        difference = flat_noise(x, y + 1e-5, 3) - flat_noise(x, y - 1e-5, 3)
        assert slope == pytest.approx(difference / 2e-5, abs=1e-3)


def test_grain_fades_where_a_pixel_is_wider() -> None:
    points = np.random.default_rng(2).uniform(0, 50, (500, 2))
    near, middle, far = (
        np.array([grain(x, y, 1, 100.0, footprint) for x, y in points]) for footprint in (0.001, 0.005, 0.01)
    )
    assert near.std() > 0.15
    assert abs(near.mean()) < 0.03
    np.testing.assert_allclose(middle, near * 0.5, atol=1e-9)
    assert not far.any()


@pytest.mark.parametrize("footprint", [0.01, 0.3, 1.7])
def test_pulses_are_averaged_exactly(footprint: float) -> None:
    for x in np.random.default_rng(3).uniform(-4, 4, 40):
        taps = x + footprint * ((np.arange(40000) + 0.5) / 40000 - 0.5)
        assert pulses(x, 0.3, footprint) == pytest.approx(np.mean(taps % 1 < 0.3), abs=2e-3)


@pytest.mark.parametrize("footprint", [0.001, 0.004, 0.05])
def test_seams_and_outlines_cover_what_they_cover(footprint: float) -> None:
    distances = np.linspace(-0.1, 0.1, 4001)
    step = distances[1] - distances[0]
    assert sum(seam(d, 0.006, footprint) for d in distances) * step == pytest.approx(0.006, rel=0.02)
    assert sum(inside(d, footprint) for d in distances) * step == pytest.approx(0.1, rel=0.01)


def test_cells_reach_to_their_borders() -> None:
    points = np.random.default_rng(4).uniform(-5, 5, (300, 2))
    for x, y in points:
        border, *cell = cells(x, y, 6)
        assert border >= 0
        radius = 0.9 * border  # no other cell within
        for angle in np.linspace(0, 6.28, 9):
            assert list(cells(x + radius * np.cos(angle), y + radius * np.sin(angle), 6)[1:]) == cell
