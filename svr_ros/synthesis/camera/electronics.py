"""What a sensor makes of the light: exposure, noise, a mosaic of colours and broken pixels; pictures [N, 3, H, W]."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.synthesis.camera.capture import Capture, column

LUMINANCE = (0.2126, 0.7152, 0.0722)

_BRIGHTEST = 8.0  # light, relative to white, that still glows and blurs into its surroundings
_METERED = 32  # pixels a side that the exposure is measured at
_DARK = 1e-4
_HIGHLIGHTS = 0.95  # share of the pixels that are not the brightest
_GRAIN = 1 << 20


def expose(radiance: Tensor, captures: Sequence[Capture], seen: Tensor | None) -> Tensor:
    """Return the light with exposure and white balance, which are measured where `seen` [N, H, W]."""
    every = max(radiance.shape[-1] // _METERED, 1)
    points = radiance[:, :, every // 2 :: every, every // 2 :: every].flatten(2)
    weights = torch.tensor(LUMINANCE, device=radiance.device)
    brightness = weights @ points
    if seen is None:
        valid = torch.ones_like(brightness, dtype=torch.bool)
    else:
        valid = seen[:, every // 2 :: every, every // 2 :: every].flatten(1).to(radiance.device)
    count = valid.sum(1, keepdim=True)
    ordered = brightness.masked_fill(~valid, torch.inf).sort(1).values
    settings = [(c.exposure, c.metering, c.highlights, c.fault, c.grey_world, *c.tint) for c in captures]
    target, metering, highlights, fault, grey_world, *tint = torch.tensor(settings, device=radiance.device).unbind(1)

    def quantile(share: Tensor | float) -> Tensor:
        rank = (share * (count[:, 0] - 1)).long().clamp_min_(0)
        return ordered.gather(1, rank[:, None])[:, 0].nan_to_num_(posinf=1.0).clamp_min_(_DARK)

    gain = torch.minimum(target / quantile(metering), highlights / quantile(_HIGHLIGHTS))
    gain = torch.where(target > 0, gain * fault, 1.0)

    mean = (points * valid[:, None]).sum(2) / count.clamp_min(1) + _DARK
    balance = (mean.mean(1, keepdim=True) / mean) ** grey_world[:, None]
    balance *= torch.stack(tint, 1).exp()
    balance /= (balance * weights).sum(1, keepdim=True)
    light = radiance.contiguous() * (gain[:, None] * balance)[..., None, None]
    return light.clamp_max_(_BRIGHTEST)


def drop_colors(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Return what a sensor without colour filters sees."""
    weights = torch.tensor(LUMINANCE, device=light.device)
    return torch.einsum("c,nchw->nhw", weights, light)[:, None].expand_as(light).contiguous()


def add_noise(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Add photon noise, whose variance goes with the light, and read noise; what is brighter than white is lost."""
    photon = column([c.photon_noise**2 for c in captures], light)
    read = column([c.read_noise**2 for c in captures], light)
    light = light.clamp_max(1)
    size, noise = light[0].numel(), _grain(light.device, light[0].numel())
    grains = [noise[c.noise_seed % _GRAIN :][:size].view_as(light[0]) for c in captures]
    grains = [grain[:1].expand_as(grain) if c.mono else grain for grain, c in zip(grains, captures, strict=True)]
    grain = torch.stack(grains) if len(grains) > 1 else grains[0][None]
    return torch.addcmul(light, (light * photon).add_(read).sqrt_(), grain)


def add_defects(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Set broken pixels."""
    height, width = light.shape[2:]
    light = light.clone()
    for number, capture in enumerate(captures):
        for down, across, value in capture.defects:
            light[number, :, int(down * height), int(across * width)] = value
    return light


def demosaic(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Keep one colour of every pixel (red, green / green, blue) and interpolate the others, bilinearly or along
    edges."""
    bayer = _bayer(light.shape[2], light.shape[3], light.device)
    planes = light * bayer
    raw = planes.sum(1, keepdim=True)
    padded = F.pad(raw, (1, 1, 1, 1), mode="reflect")
    up, down, left, right = (
        padded[:, :, :-2, 1:-1],
        padded[:, :, 2:, 1:-1],
        padded[:, :, 1:-1, :-2],
        padded[:, :, 1:-1, 2:],
    )
    level, upright = left + right, up + down
    between = (level + upright) / 4
    if not any(c.mosaic == 2 for c in captures):
        others = _fill(planes[:, ::2])
        return torch.cat([others[:, :1], torch.lerp(between, raw, bayer[1]), others[:, 1:]], 1)
    edge_aware = column([c.mosaic == 2 for c in captures], light)
    is_level = ((left - right).abs() < (up - down).abs()).to(light.dtype)  # as a number: a choice takes far longer
    along = torch.lerp(upright, level, is_level) / 2
    green = torch.lerp(torch.lerp(between, along, edge_aware), raw, bayer[1])
    # Along edges colours change less than brightness: their difference from green is what is interpolated.
    base = green * edge_aware
    others = _fill(planes[:, ::2] - base * bayer[::2]) + base
    return torch.cat([others[:, :1], green, others[:, 1:]], 1)


def _fill(plane: Tensor) -> Tensor:
    """Interpolate pixels of every second row and column."""
    padded = F.pad(plane, (1, 1, 1, 1), mode="reflect")
    rows = padded[:, :, 1:-1] + (padded[:, :, :-2] + padded[:, :, 2:]) / 2
    return rows[..., 1:-1] + (rows[..., :-2] + rows[..., 2:]) / 2


@cache
def _bayer(height: int, width: int, device: torch.device) -> Tensor:
    """Return which colour each pixel has: 0 or 1 [3, H, W]."""
    odd_row = torch.arange(height, device=device)[:, None] % 2
    odd_column = torch.arange(width, device=device) % 2
    red, blue = (1 - odd_row) * (1 - odd_column), odd_row * odd_column
    return torch.stack([red, 1 - red - blue, blue]).float()


@cache
def _grain(device: torch.device, extra: int) -> Tensor:
    """Return fixed normal noise: a stretch of it from a random place is quicker than fresh one."""
    noise = np.random.default_rng(0).standard_normal(_GRAIN, np.float32)
    return torch.from_numpy(np.resize(noise, _GRAIN + extra)).to(device)
