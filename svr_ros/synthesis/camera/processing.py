"""What a camera's software makes of the sensor's values: tone, colours, noise reduction and sharpening."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from svr_ros.synthesis.camera.capture import Capture, column
from svr_ros.synthesis.camera.electronics import LUMINANCE
from svr_ros.synthesis.camera.optics import halve, smooth

_REGION = 16  # pixels a side of the regions that local tone mapping tells apart
_LEVELS = 1024  # entries of the tone curve's table, evenly in the root of the light
_SHARPENING_SIGMA = 0.75


def even_out(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Bring bright and dark regions nearer to each other, as telephones do."""
    weights = torch.tensor(LUMINANCE, device=light.device)
    brightness = torch.einsum("c,nchw->nhw", weights, light.clamp(0, 1))[:, None]
    regions = smooth((F.avg_pool2d(brightness, _REGION) + 0.02).log_(), 1.0)
    off = regions - regions.mean((2, 3), keepdim=True)
    gain = F.interpolate(off * -column([c.local_tone for c in captures], light), light.shape[2:], mode="bilinear")
    return light * gain.exp_()


def denoise(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Smear what differs little from its surroundings and keep edges (He et al., Guided Image Filtering, 2010, of
    regions told apart at half the size)."""
    strength = column([c.denoise**2 for c in captures], light)
    small = halve(light)
    mean = smooth(small, 1.0)
    variance = (smooth(small * small, 1.0) - mean * mean).mean(1, keepdim=True)
    keep = variance / (variance + strength)
    base = F.interpolate(mean - keep * mean, light.shape[2:], mode="bilinear")
    return torch.addcmul(base, F.interpolate(keep, light.shape[2:], mode="bilinear"), light)


def tone(light: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Return bytes, not rounded, of linear light: a gamma with a soft shoulder, a black level, an s-shaped contrast."""
    shoulder, gamma, black, contrast = (
        column([getattr(c, name) for c in captures], light)[:, :, 0, 0]
        for name in ("shoulder", "gamma", "black", "contrast")
    )
    x = ((torch.arange(_LEVELS, device=light.device)[None] + 0.5) / _LEVELS) ** 2
    x = torch.where(x > 0.5, 0.5 + (x - 0.5) / (1 + shoulder * (x - 0.5)), x)
    x = (x / x[:, -1:]) ** (1 / gamma)
    x = (x - black).clamp_min_(0) / (1 - black)
    x = (x + contrast * (x * x * (3 - 2 * x) - x)).mul_(255)
    index = light.clamp(0, 1).sqrt_().mul_(_LEVELS - 1e-3).int()
    if len(captures) > 1:
        index += torch.arange(len(captures), device=light.device, dtype=torch.int32)[:, None, None, None] * _LEVELS
    return x.flatten().index_select(0, index.flatten()).view_as(light)


def saturate(picture: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Scale the distance of every colour from its grey."""
    amount = column([c.saturation for c in captures], picture)[:, :, :, 0]
    grey = torch.tensor(LUMINANCE, device=picture.device).expand(3, 3)
    mix = torch.eye(3, device=picture.device) * amount + grey * (1 - amount)
    return (mix @ picture.flatten(2)).view_as(picture)


def sharpen(picture: Tensor, captures: Sequence[Capture]) -> Tensor:
    """Add what a small blur takes away from the brightness."""
    weights = torch.tensor(LUMINANCE, device=picture.device)
    brightness = torch.einsum("c,nchw->nhw", weights, picture)[:, None]
    detail = (brightness - smooth(brightness, _SHARPENING_SIGMA)) * column([c.sharpening for c in captures], picture)
    return picture + detail
