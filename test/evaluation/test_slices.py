import numpy as np
import pytest

from svr_ros.evaluation.slices import (
    FARTHEST_COLOR,
    KIND_COLORS,
    color_distance,
    color_kinds,
    color_weights,
    shaping_sheet,
    slice_panels,
)
from svr_ros.geometry.visibility import Visibility, classify_visibility
from svr_ros.labels import Label
from svr_ros.training.shaping import PAPER, voxel_weights


def test_kinds_have_their_colours_and_hidden_space_darkens_with_distance() -> None:
    kind = np.tile(np.array(list(Visibility), np.uint8), (2, 1))
    picture = color_kinds(kind, np.array([[0.0] * 5, [1.0] * 5]))
    np.testing.assert_array_equal(picture[0], KIND_COLORS)
    changed = KIND_COLORS.copy()
    changed[Visibility.OCCLUDED_FREE] = FARTHEST_COLOR
    np.testing.assert_array_equal(picture[1], changed)
    assert len(np.unique(np.vstack([KIND_COLORS, FARTHEST_COLOR]), axis=0)) == 6


def test_distances_are_brown_inside_white_at_surfaces_blue_outside() -> None:
    solid, surface, free = color_distance(np.array([[-9.0, 0.0, 9.0]]), 0.2)[0].astype(int)
    assert solid[0] > solid[2] + 50 and surface.min() > 240 and free[2] > free[0] + 50


def test_heavier_is_brighter() -> None:
    brightness = color_weights(np.array([[0.0, 0.01, 0.25, 2, 20, 100, 500, 1e6]])).sum(-1)[0].astype(int)
    assert brightness[0] == brightness[1] and (np.diff(brightness[1:]) > 0).all()


def test_panels_show_a_slice_with_rows_downwards_and_depth_to_the_right() -> None:
    tsdf = np.ones((64, 64, 64), np.float32)
    tsdf[32:, 48:, :] = -1  # a step at the lower right
    kinds = classify_visibility(tsdf)
    weights = voxel_weights(kinds, np.full(tsdf.shape, Label.WALL, np.uint8), PAPER)
    of_kinds, of_distance, of_weights = slice_panels(tsdf, kinds, weights, 10, 128)
    height, width = of_kinds.shape[:2]
    assert height == 128 and of_distance.shape == of_weights.shape == of_kinds.shape

    def at(picture: np.ndarray, row: float, depth: float) -> list[int]:
        return picture[int(row * height), int(depth * width)].tolist()

    assert at(of_kinds, 0.1, 0.9) == KIND_COLORS[Visibility.VISIBLE_FREE].tolist()
    assert at(of_kinds, 0.9, 0.45) == KIND_COLORS[Visibility.VISIBLE_SURFACE].tolist()
    assert at(of_kinds, 0.95, 0.9) == KIND_COLORS[Visibility.UNREACHABLE].tolist()
    assert at(of_weights, 0.9, 0.45) == color_weights(np.array([[100.0]]))[0, 0].tolist()
    assert at(of_distance, 0.95, 0.9) == color_distance(np.array([[-1.0]]), 0.2)[0, 0].tolist()
    line = (of_kinds == 0).all(-1)
    assert line[int(0.9 * height), width // 2 - 2 : width // 2 + 3].any() and not line[: height // 2].any()


@pytest.fixture(scope="module")
def sheet() -> np.ndarray:
    return shaping_sheet(38, resolution=32)


def test_sheet_of_a_seed_is_always_the_same_picture(sheet: np.ndarray) -> None:
    assert sheet.dtype == np.uint8 and sheet.ndim == 3 and sheet.shape[2] == 3
    np.testing.assert_array_equal(sheet, shaping_sheet(38, resolution=32))


def test_sheet_shows_every_kind_in_both_slices_and_the_legend(sheet: np.ndarray) -> None:
    kinds = sheet[:, 310:580]  # the second column
    for color in KIND_COLORS[
        [Visibility.VISIBLE_FREE, Visibility.VISIBLE_SURFACE, Visibility.OCCLUDED_SURFACE, Visibility.UNREACHABLE]
    ]:
        rows = (kinds == color).all(-1).any(1)
        assert rows[:256].any() and rows[265:480].any()
        assert (sheet[490:] == color).all(-1).any()
