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

"""The two trunks of the pixel network: a U-Net on a pretrained encoder, and one of dilated convolutions."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from svr_ros.networks.backbone import WIDTHS, EfficientNetLite0
from svr_ros.networks.config import PixelConfig
from svr_ros.networks.layers import Attention, Inception2d, conv_block


class EfficientUNet(nn.Module):
    """U-Net on EfficientNet-Lite0, with attention at stride 16.

    The forward pass maps images [N, 3, S, S] in 0..255 to outputs [N, 96, S/4, S/4] and features
    [N, pyramid_width, S/16, S/16]. Features of known geometry of these strides may be added on the way.
    """

    width = 96
    head_kernel = 1

    def __init__(self, config: PixelConfig) -> None:
        super().__init__()
        self.encoder = EfficientNetLite0()
        stride4, stride8, stride16, stride32 = WIDTHS
        width = config.pyramid_width
        self.top = conv_block(stride32, 128, 1)
        self.merge = conv_block(stride16 + 128 + 4 * stride8, width)
        self.attention = Attention(width, config.attention_layers)
        self.refine = conv_block(width, width)
        self.up8 = nn.Sequential(conv_block(width + stride8, 96, 1), conv_block(96, 96))
        self.up4 = nn.Sequential(conv_block(96 + stride4, 96, 1), conv_block(96, self.width))

    def forward(
        self, image: Tensor, fine_known: Tensor | None = None, coarse_known: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Return outputs and features of images, to whose features those of known geometry are added."""
        stride4, stride8, stride16, stride32 = self.encoder(image)
        top = F.interpolate(self.top(stride32), scale_factor=2, mode="nearest")
        features = self.merge(torch.cat([stride16, top, F.pixel_unshuffle(stride8, 2)], 1))
        if coarse_known is not None:
            features = features + coarse_known
        features = self.attention(features)
        features = features + self.refine(features)
        fine = self.up8(torch.cat([F.interpolate(features, scale_factor=2, mode="nearest"), stride8], 1))
        fine = F.interpolate(fine, scale_factor=2, mode="nearest")
        if fine_known is not None:
            fine = fine + fine_known
        return self.up4(torch.cat([fine, stride4], 1)), features


class InceptionUNet(nn.Module):
    """U-Net of dilated convolutions at full resolution (Denninger & Triebel 2023), without features to share.

    The forward pass maps images [N, 3, S, S] in 0..255 to outputs [N, width, S, S] and None. Except for the last ones,
    levels of the encoder end in max pooling, and levels of the decoder in a transposed convolution. Each of the coarser
    levels of the decoder is followed by the concatenation of the pooled features of its new size.
    """

    head_kernel = 3

    def __init__(self, config: PixelConfig) -> None:
        super().__init__()
        down, up = config.encoder_widths, config.decoder_widths
        self.width = up[-1][-1]
        channels, pooled = 3, []
        self.encoder = nn.ModuleList()
        for widths in down:
            self.encoder.append(_inceptions(channels, widths))
            channels = widths[-1]
            pooled.append(channels)
        skips = [*reversed(pooled[:-2]), 0]
        self.decoder = nn.ModuleList()
        for widths, skip in zip(up[:-1], skips, strict=True):
            convolutions, upsampled = _inceptions(channels, widths[:-1]), widths[-1]
            grow = nn.ConvTranspose2d(widths[-2], upsampled, 3, stride=2, padding=1, output_padding=1)
            self.decoder.append(nn.Sequential(convolutions, grow, nn.ReLU(inplace=True)))
            channels = upsampled + skip
        self.last = _inceptions(channels, up[-1])

    def forward(
        self, image: Tensor, fine_known: Tensor | None = None, coarse_known: Tensor | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Return outputs of images, and None for the features."""
        assert fine_known is None and coarse_known is None, "known geometry needs EfficientUNet (ModelConfig checks it)"
        features, pooled = image / 255, []
        for level in self.encoder[:-1]:
            features = F.max_pool2d(level(features), 2)
            pooled.append(features)
        features = self.encoder[-1](features)
        for level, skip in zip(self.decoder, [*reversed(pooled[:-1]), None], strict=True):
            features = level(features)
            if skip is not None:
                features = torch.cat([features, skip], 1)
        return self.last(features), None


def _inceptions(channels: int, widths: tuple[int, ...]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in widths:
        layers += [Inception2d(channels, width), nn.ReLU(inplace=True)]
        channels = width
    return nn.Sequential(*layers)
