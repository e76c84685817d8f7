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

"""Colours of light: black bodies, as seen by an eye or a camera that has adapted to one of them."""

from __future__ import annotations

from svr_ros.synthesis.scene import Color

_VIVID = 0.8
"""Exponent below 1 that softens differences of colour: reflected and mixed light reduces them."""


def blackbody(kelvin: float) -> Color:
    """Return the linear sRGB colour, of luminance one, of a black body of 1667 to 25,000 K.

    Cubic fits of the Planckian locus by Kim et al. (US patent 7024034, 2002); negative blue is clipped.
    """
    t = 1000.0 / kelvin
    if kelvin < 4000.0:
        x = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
    else:
        x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
    if kelvin < 2222.0:
        y = ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
    elif kelvin < 4000.0:
        y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
    else:
        y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
    big_x, big_z = x / y, (1.0 - x - y) / y
    return (
        3.2404542 * big_x - 1.5371385 - 0.4985314 * big_z,
        -0.9692660 * big_x + 1.8760108 + 0.0415560 * big_z,
        max(0.0556434 * big_x - 0.2040259 + 1.0572252 * big_z, 0.01),
    )


def tint(kelvin: float, white: Color) -> Color:
    """Return the colour of light of a temperature as it appears if `white` appears white."""
    r, g, b = blackbody(kelvin)
    return power((r / white[0], g / white[1], b / white[2]), _VIVID)


def scale(color: Color, factor: float) -> Color:
    """Return a colour with all channels multiplied by a factor."""
    r, g, b = color
    return r * factor, g * factor, b * factor


def power(color: Color, exponent: float) -> Color:
    """Return a colour with all channels raised to a power: below one, it is paler."""
    r, g, b = color
    return r**exponent, g**exponent, b**exponent


def reflectance(color: Color) -> Color:
    """Return a colour scaled so that its strongest channel is 0.95."""
    return scale(color, 0.95 / max(color))
