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

"""Each effect on light simple enough to say what comes out: flat fields, steps, points, ramps."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from svr_ros.synthesis.camera import codecs, electronics, optics, processing
from svr_ros.synthesis.camera.capture import Capture
from svr_ros.synthesis.camera.sensor import draw_capture, simulate_sensor, simulate_sensor_batch
from svr_ros.synthesis.sensor_config import CLEAN, SensorConfig

SIZE = 64


def flat(*color: float) -> Tensor:
    """Return light of one colour."""
    return torch.tensor(color, dtype=torch.float32)[None, :, None, None].expand(1, 3, SIZE, SIZE).contiguous()


def point(row: int = 32, column: int = 32) -> Tensor:
    """Return one bright pixel in the dark."""
    light = torch.zeros(1, 3, SIZE, SIZE)
    light[:, :, row, column] = 1
    return light


def blobs(size: int = 96, seed: int = 0) -> NDArray[np.float32]:
    """Return smooth light of various colours [H, W, 3]."""
    coarse = torch.from_numpy(np.random.default_rng(seed).random((1, 3, 12, 12), np.float32))
    light = torch.nn.functional.interpolate(coarse, (size, size), mode="bicubic").clamp_min(0) ** 3
    return np.ascontiguousarray(light[0].permute(1, 2, 0).numpy())


def centre(light: Tensor) -> tuple[float, float]:
    """Return the row and column of the centre of light."""
    plane = light[0].sum(0)
    places = torch.arange(SIZE, dtype=torch.float32)
    return float((plane.sum(1) @ places) / plane.sum()), float((plane.sum(0) @ places) / plane.sum())


def variances(light: Tensor) -> tuple[float, float]:
    """Return the variance of a spot's rows and columns."""
    plane, (row, column) = light[0, 0] / light[0, 0].sum(), centre(light)
    places = torch.arange(SIZE, dtype=torch.float32)
    return float(plane.sum(1) @ (places - row) ** 2), float(plane.sum(0) @ (places - column) ** 2)


def test_picture_is_bytes_of_the_same_size_and_the_same_each_time() -> None:
    first, again, other = (simulate_sensor(blobs(), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.shape == (96, 96, 3) and first.dtype == np.uint8
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_input_is_left_alone() -> None:
    radiance = blobs()
    before = radiance.copy()
    for seed in range(20):
        simulate_sensor(radiance, np.random.default_rng(seed))
    np.testing.assert_array_equal(radiance, before)


def test_a_batch_is_developed_like_each_picture_alone() -> None:
    captures = [draw_capture(Random(seed), pixels=(0.7 + seed / 8, 0.6 + seed / 8)) for seed in range(24)]
    light = torch.stack([torch.from_numpy(blobs(SIZE, seed)).permute(2, 0, 1) for seed in range(24)])
    together = simulate_sensor_batch(light, captures)
    for number, capture in enumerate(captures):
        alone = simulate_sensor_batch(light[number : number + 1], [capture])[0]
        # Sums are rounded otherwise, and compression may round the other way then.
        assert ((together[number].int() - alone.int()).abs() > 1).float().mean() < 0.01


def test_every_effect_happens_and_no_capture_is_like_another() -> None:
    captures = [draw_capture(Random(seed), pixels=(1.2, 0.9)) for seed in range(600)]
    for field in fields(Capture):
        assert len({getattr(capture, field.name) for capture in captures}) > 1 or field.name == "pixels", field.name
    config = SensorConfig()
    names = "glow", "motion", "residual", "rolling", "aberration", "mono", "local_tone", "denoise", "defects", "dust"
    probabilities = {name: getattr(config, f"{name}_probability") for name in names}
    probabilities["video_step"] = config.video_probability
    none = Capture()
    for name, probability in probabilities.items():
        drawn = np.mean([getattr(capture, name) != getattr(none, name) for capture in captures])
        assert drawn == pytest.approx(probability, abs=4 * math.sqrt(probability * (1 - probability) / 600)), name


def test_pixels_stay_within_two_of_where_they_belong() -> None:
    config = SensorConfig(residual_probability=1, rolling_probability=1, aberration_probability=1)
    for seed in range(50):
        capture = draw_capture(Random(seed), config)
        for row, column in ((4, 4), (4, 60), (32, 32), (60, 10)):
            moved = centre(optics.bend(point(row, column), [capture]))
            assert math.hypot(moved[0] - row, moved[1] - column) < 2


def test_clean_camera_only_exposes_and_encodes() -> None:
    radiance = blobs()
    picture = simulate_sensor(radiance, np.random.default_rng(0), CLEAN).astype(int)
    assert picture.shape == radiance.shape
    # All three channels follow one rising curve.
    order = np.argsort(radiance.ravel())
    assert (np.diff(picture.ravel()[order]) >= 0).all()
    assert len(np.unique(picture)) > 100


@pytest.mark.parametrize("gain", [0.01, 100.0])
def test_exposure_follows_the_light(gain: float) -> None:
    reference = simulate_sensor(blobs(), np.random.default_rng(1), CLEAN).astype(int)
    other = simulate_sensor(blobs() * np.float32(gain), np.random.default_rng(1), CLEAN)
    assert np.abs(other - reference).max() <= 1


def test_exposure_brings_the_quantile_to_its_target_where_the_camera_sees() -> None:
    light = torch.linspace(0, 1, SIZE).expand(1, 3, SIZE, SIZE)
    capture = Capture(exposure=0.25, metering=0.5)
    assert float(electronics.expose(light, [capture], None).median()) == pytest.approx(0.25, rel=0.05)
    seen = torch.zeros(1, SIZE, SIZE, dtype=torch.bool)
    seen[:, :, 48:] = True  # light from 0.76 to 1
    exposed = electronics.expose(light, [capture], seen)
    assert float(exposed[..., 48:].median()) == pytest.approx(0.25, rel=0.05)
    protected = electronics.expose(light, [replace(capture, exposure=5.0, highlights=0.9)], None)
    assert float(protected.flatten().quantile(0.95)) == pytest.approx(0.9, rel=0.03)
    assert float(electronics.expose(light, [replace(capture, fault=0.5)], None).median()) == pytest.approx(
        0.125, rel=0.05
    )
    unseen = electronics.expose(light, [capture], torch.zeros_like(seen))
    assert torch.isfinite(unseen).all()


def test_full_grey_world_takes_the_tint_off_the_light() -> None:
    reddish = torch.from_numpy(blobs()).permute(2, 0, 1)[None] * torch.tensor([2, 1, 0.5])[:, None, None]
    balanced = electronics.expose(reddish, [Capture(exposure=0.1, grey_world=1.0)], None).mean((0, 2, 3))
    assert float(balanced.max() / balanced.min()) < 1.1
    kept = electronics.expose(reddish, [Capture(exposure=0.1)], None).mean((0, 2, 3))
    assert float(kept[0] / kept[2]) > 2


@pytest.mark.parametrize("sigma", [0.3, 0.7, 1.5])
def test_blur_has_the_variance_it_says_and_keeps_the_light(sigma: float) -> None:
    blurred = optics.blur(point(), [Capture(blur=sigma)])
    assert float(blurred[0, 0].sum()) == pytest.approx(1, abs=1e-5)
    assert variances(blurred) == pytest.approx((sigma**2, sigma**2), rel=1e-3)
    torch.testing.assert_close(optics.blur(flat(0.2, 0.4, 0.6), [Capture(blur=sigma)]), flat(0.2, 0.4, 0.6))


def test_blur_is_the_same_on_processors_and_other_devices() -> None:
    picture = torch.rand(2, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    for sigmas in [(0.4, 1.7), (0.9,)]:
        torch.testing.assert_close(optics.smooth_planes(picture, *sigmas), optics.smooth_tensors(picture, *sigmas))


def test_motion_spreads_a_point_along_the_way_and_keeps_the_light() -> None:
    moved = optics.move(point(), [Capture(motion=(5.0, 0.0, 0.0, 0.0))])
    assert float(moved[0, 0].sum()) == pytest.approx(1, abs=1e-4)
    down, across = variances(moved)
    # Five steps, evenly over 5 pixels: the variance of -2.5, -1.25, 0, 1.25, 2.5, and that of interpolation.
    assert down == pytest.approx(0, abs=1e-4)
    assert across == pytest.approx(3.125, rel=0.15)
    steady = flat(0.3, 0.5, 0.7)
    torch.testing.assert_close(optics.move(steady, [Capture(motion=(3.0, 2.0, 0.02, 0.02))]), steady)


def test_turning_blurs_the_border_and_not_the_middle() -> None:
    capture = Capture(motion=(0.0, 0.0, 0.1, 0.0))
    middle = variances(optics.move(point(32, 32), [capture]))
    right = variances(optics.move(point(32, 60), [capture]))
    assert max(middle) < 0.3
    assert right[0] > 4 * right[1]  # it moves up and down there
    nearing = variances(optics.move(point(32, 60), [replace(capture, motion=(0.0, 0.0, 0.0, 0.1))]))
    assert nearing[1] > 4 * nearing[0]


def test_glow_surrounds_only_what_is_too_bright() -> None:
    lamp = torch.full((1, 3, SIZE, SIZE), 0.1)
    capture = Capture(glow=0.1)
    torch.testing.assert_close(optics.add_glow(lamp, [capture]), lamp)
    lamp[:, :, 28:36, 28:36] = 8
    glow = optics.add_glow(lamp, [capture]) - lamp
    assert glow[0, 0, 32, 42] > glow[0, 0, 32, 52] > 0
    assert glow[0, 0, 32, 42] > 0.01


def test_vignetting_is_the_share_that_the_corners_lose() -> None:
    shaded = optics.shade(flat(1, 1, 1), [Capture(vignetting=0.4)])[0, 0]
    assert float(shaded[0, 0]) == pytest.approx(0.6, abs=0.02)
    assert float(shaded[32, 32]) == pytest.approx(1, abs=0.01)
    assert float(shaded[32, 0]) == pytest.approx(0.8, abs=0.02)


def test_flicker_darkens_bands_of_rows() -> None:
    rows = optics.shade(flat(1, 1, 1), [Capture(flicker=(0.2, 4.0, 0.0))])[0, 0]
    assert torch.allclose(rows, rows[:, :1].expand_as(rows))
    profile = rows[:, 0]
    assert float(profile.min()) == pytest.approx(0.8, abs=0.01) and float(profile.max()) == pytest.approx(1, abs=0.01)
    falling = (profile.diff() < 0).int().diff()
    assert (falling == 1).sum() == 4


def test_dust_is_dark_where_it_lies() -> None:
    shaded = optics.shade(flat(1, 1, 1), [Capture(dust=((0.5, -0.5, 0.05, 0.3),))])[0, 0]
    row, column = divmod(int(shaded.argmin()), SIZE)
    assert abs(row - 15.5) < 1 and abs(column - 47.5) < 1
    assert float(shaded.min()) == pytest.approx(0.7, abs=0.03)
    assert float(shaded[48, 16]) == pytest.approx(1, abs=1e-3)


def test_distortion_moves_corners_by_what_it_says() -> None:
    for row, column, outwards in ((2, 2, -1), (61, 61, 1)):
        moved = centre(optics.bend(point(row, column), [Capture(residual=-1.5)]))
        radius = math.hypot(row - 31.5, column - 31.5) / math.hypot(32, 32)
        shift = 1.5 * radius**3 / math.sqrt(2)
        assert moved[0] - row == pytest.approx(outwards * shift, abs=0.15)
        assert moved[1] - column == pytest.approx(outwards * shift, abs=0.15)
    assert centre(optics.bend(point(), [Capture(residual=-1.5)])) == pytest.approx((32, 32), abs=0.05)


def test_rolling_shutter_shifts_rows_in_proportion() -> None:
    for row, shift in ((3, 0.9), (32, 0.0), (60, -0.9)):
        moved = centre(optics.bend(point(row, 30), [Capture(rolling=1.0)]))
        assert moved == pytest.approx((row, 30 + shift), abs=0.1)


def test_aberration_parts_the_colours_at_the_border() -> None:
    bent = optics.bend(point(32, 60), [Capture(aberration=1.0)])
    places = torch.arange(SIZE, dtype=torch.float32)
    red, green, blue = ((plane.sum(0) @ places / plane.sum()).item() for plane in bent[0])
    assert green == pytest.approx(60, abs=0.05)
    assert (green - red, blue - green) == pytest.approx((0.63, 0.63), abs=0.12)


def test_small_cameras_lose_detail_and_keep_the_place() -> None:
    capture = Capture(pixels=(0.5, 0.5), blur=0.6)
    enlarged = optics.enlarge(optics.shrink(optics.blur(point(40, 21), [capture]), [capture]), [capture])
    assert centre(enlarged) == pytest.approx((40, 21), abs=0.35)
    assert min(variances(enlarged)) > 0.8
    for kernel in ("nearest", "bilinear", "bicubic"):
        kept = replace(capture, kernel=kernel)
        same = optics.enlarge(optics.shrink(flat(0.2, 0.4, 0.6), [kept]), [kept])
        torch.testing.assert_close(same, flat(0.2, 0.4, 0.6))


def test_noise_has_the_variance_of_photons_and_reading() -> None:
    for light in (0.0, 0.2, 0.8):
        noisy = electronics.add_noise(flat(light, light, light), [Capture(photon_noise=0.05, read_noise=0.01)])
        assert float(noisy.var()) == pytest.approx(light * 0.05**2 + 0.01**2, rel=0.06)
        assert float(noisy.mean()) == pytest.approx(light, abs=0.003)
    capture = Capture(photon_noise=0.05, noise_seed=7)
    other = electronics.add_noise(flat(0.5, 0.5, 0.5), [replace(capture, noise_seed=99999)])
    noisy = electronics.add_noise(flat(0.5, 0.5, 0.5), [capture])
    assert abs(float(torch.corrcoef(torch.stack([noisy.flatten(), other.flatten()]))[0, 1])) < 0.03
    grey = electronics.add_noise(flat(0.5, 0.5, 0.5), [replace(capture, mono=True)])
    assert torch.equal(grey[:, 0], grey[:, 2])


@pytest.mark.parametrize("mosaic", [1, 2])
def test_demosaicing_keeps_flat_colours_and_what_each_pixel_measured(mosaic: int) -> None:
    capture = Capture(mosaic=mosaic)
    color = flat(0.2, 0.5, 0.8)
    torch.testing.assert_close(electronics.demosaic(color, [capture]), color)
    light = torch.from_numpy(blobs(SIZE)).permute(2, 0, 1)[None]
    result = electronics.demosaic(light, [capture])
    torch.testing.assert_close(result[..., 0, ::2, ::2], light[..., 0, ::2, ::2])
    torch.testing.assert_close(result[..., 1, ::2, 1::2], light[..., 1, ::2, 1::2])
    torch.testing.assert_close(result[..., 2, 1::2, 1::2], light[..., 2, 1::2, 1::2])
    assert float((result - light).abs().mean()) < 0.02
    ramp = torch.linspace(0, 1, SIZE).expand(1, 3, SIZE, SIZE)
    torch.testing.assert_close(electronics.demosaic(ramp, [capture])[..., 2:-2], ramp[..., 2:-2])


def test_demosaicing_along_edges_has_fewer_false_colours() -> None:
    step = torch.full((1, 3, SIZE, SIZE), 0.1)
    step[..., 33:] = 0.9
    colored = [
        float((result.amax(1) - result.amin(1)).sum())
        for result in (electronics.demosaic(step, [Capture(mosaic=mosaic)]) for mosaic in (1, 2))
    ]
    assert colored[1] < 0.6 * colored[0]


def test_defects_and_grey_cameras() -> None:
    broken = electronics.add_defects(flat(0.5, 0.5, 0.5), [Capture(defects=((0.5, 0.25, 1), (0.0, 0.0, 0)))])
    assert (broken[0, :, 32, 16] == 1).all() and (broken[0, :, 0, 0] == 0).all()
    assert (broken != 0.5).sum() == 6
    grey = electronics.drop_colors(flat(1.0, 0.5, 0.0), [Capture(mono=True)])
    torch.testing.assert_close(grey, flat(*(0.2126 + 0.5 * 0.7152,) * 3))


def test_local_tone_mapping_evens_out_regions() -> None:
    light = flat(0.05, 0.05, 0.05)
    light[..., 32:] = 0.8
    even = processing.even_out(light, [Capture(local_tone=0.4)])
    before, after = (float(x[..., 60].mean() / x[..., 4].mean()) for x in (light, even))
    assert before**0.55 < after < before**0.8
    torch.testing.assert_close(processing.even_out(flat(0.3, 0.3, 0.3), [Capture(local_tone=0.4)]), flat(0.3, 0.3, 0.3))


def test_denoising_smears_noise_and_keeps_edges() -> None:
    step = flat(0.2, 0.2, 0.2)
    step[..., 32:] = 0.8
    noisy = electronics.add_noise(step, [Capture(read_noise=0.02)])
    smooth = processing.denoise(noisy, [Capture(denoise=0.05)])
    assert float(smooth[..., 4:24].std()) < 0.5 * float(noisy[..., 4:24].std())
    assert float((smooth[..., 33] - smooth[..., 30]).mean()) > 0.5


def test_tone_is_the_curve_it_says() -> None:
    ramp = torch.linspace(0, 1, 256)[None, None, None].expand(1, 3, SIZE, 256).contiguous()
    encoded = processing.tone(ramp, [Capture(gamma=2.2)])[0, 0, 0]
    torch.testing.assert_close(encoded, 255 * torch.linspace(0, 1, 256) ** (1 / 2.2), atol=1.0, rtol=0)
    for seed in range(20):
        curve = processing.tone(ramp, [draw_capture(Random(seed))])[0, 0, 0]
        assert (curve.diff() >= 0).all() and curve[0] < 5 and curve[-1] > 250
    shouldered = processing.tone(ramp, [Capture(shoulder=1.5)])[0, 0, 0]
    assert (shouldered[1:-1] >= 255 * ramp[0, 0, 0, 1:-1] - 1).all(), "what is bright is compressed"


def test_saturation_and_sharpening() -> None:
    color = flat(100, 150, 200)
    grey = processing.saturate(color, [Capture(saturation=0.0)])
    assert float(grey[0].std()) == pytest.approx(0, abs=1e-4)
    spread = processing.saturate(color, [Capture(saturation=1.5)])[0, :, 0, 0]
    assert float(spread[2] - spread[0]) == pytest.approx(150, rel=1e-4)
    step = flat(50, 50, 50)
    step[..., 32:] = 150
    sharp = processing.sharpen(step, [Capture(sharpening=1.0)])[0, 0, 32]
    assert sharp[31] < 45 and sharp[32] > 155
    torch.testing.assert_close(sharp[[10, 50]], torch.tensor([50.0, 150.0]))


def test_jpeg_is_what_the_standard_makes_of_it() -> None:
    cv2 = pytest.importorskip("cv2")
    # Smooth content without colour, so that nothing but the tables and the transform matters.
    picture = np.repeat((blobs(SIZE)[..., :1] * 200 + 20).clip(0, 255).astype(np.uint8), 3, 2)
    for quality in (30, 60, 90):
        _, code = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        expected = cv2.imdecode(code, cv2.IMREAD_COLOR).astype(np.float32)
        ours = codecs.jpeg(
            torch.from_numpy(picture).permute(2, 0, 1)[None].float(), [Capture(jpeg_step=codecs.quantisation(quality))]
        )
        assert np.abs(ours[0].permute(1, 2, 0).numpy() - expected).mean() < 0.6


def test_compression_settles_and_coarser_steps_lose_more() -> None:
    light = torch.from_numpy(blobs(SIZE)).permute(2, 0, 1)[None] * 200
    light = light + torch.randn(light.shape, generator=torch.Generator().manual_seed(0)) * 8
    for codec, name, fine, coarse in ((codecs.jpeg, "jpeg_step", 0.5, 2.0), (codecs.video, "video_step", 15, 50)):
        captures = [replace(Capture(), **{name: step}) for step in (fine, coarse)]
        lost = [float((codec(light, [capture]) - light).abs().mean()) for capture in captures]
        assert lost[1] > lost[0] > 0
    grey = light[:, :1].expand_as(light)
    once = codecs.jpeg(grey, [Capture(jpeg_step=1.0)])
    torch.testing.assert_close(codecs.jpeg(once, [Capture(jpeg_step=1.0)]), once, atol=0.01, rtol=0)
    torch.testing.assert_close(codecs.jpeg(flat(128, 128, 128), [Capture(jpeg_step=0.5)]), flat(128, 128, 128))


def test_fine_pixels_make_noise_and_blur_fade() -> None:
    near, far = (
        [draw_capture(Random(seed), SensorConfig(blur_probability=1), pixels=(n, n)) for seed in range(200)]
        for n in (1.0, 4.0)
    )
    for name in ("photon_noise", "blur", "sharpening", "jpeg_step"):
        coarse, fine = (np.mean([getattr(c, name) for c in drawn]) for drawn in (near, far))
        assert fine < 0.4 * coarse, name
    assert not any(c.mosaic for c in far) and any(c.mosaic for c in near)


def test_black_and_blinding_scenes_give_pictures() -> None:
    for seed in range(30):
        for radiance in (np.zeros((64, 64, 3), np.float32), np.full((64, 64, 3), 1e6, np.float32)):
            picture = simulate_sensor(radiance, np.random.default_rng(seed), pixels=(0.8, 0.8))
            assert np.isfinite(picture.mean())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_pictures_are_the_same_on_a_gpu() -> None:
    captures = [draw_capture(Random(seed), pixels=(0.7 + seed / 16, 0.6 + seed / 16)) for seed in range(32)]
    light = torch.stack([torch.from_numpy(blobs(SIZE, seed)).permute(2, 0, 1) for seed in range(32)])
    difference = (
        simulate_sensor_batch(light, captures).int() - simulate_sensor_batch(light.cuda(), captures).cpu().int()
    ).abs()
    # Rounding: a value on the edge of a step of compression, or of the direction of an edge, falls to either side.
    assert (difference > 2).float().mean() < 0.01
