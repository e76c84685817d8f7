#!/usr/bin/env python3
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

"""Render the room of `make demo` and write it to svr_ros/demo/room.mcap, which is shipped."""

from __future__ import annotations

from pathlib import Path

from tqdm import tqdm

from svr_ros.demo import bag, room

IMAGES = 10
OUTPUT = Path(__file__).resolve().parents[1] / "svr_ros" / "demo" / "room.mcap"

if __name__ == "__main__":
    frames = tqdm(room.render_images(IMAGES), total=IMAGES, desc="rendering", unit="image")
    bag.write_images(OUTPUT, frames, room.CAMERA, "jpeg")
    print(f"{OUTPUT}: {OUTPUT.stat().st_size / 1e6:.2f} MB")
