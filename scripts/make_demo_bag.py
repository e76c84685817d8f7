#!/usr/bin/env python3
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
