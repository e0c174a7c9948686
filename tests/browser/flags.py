"""How the tests start a Chromium, so that fonts' smoothing, colours and speed are the same on every machine."""

from __future__ import annotations

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--renderer-process-limit=1",  # one for all pages of a test run: starting one costs more than most tests
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-lcd-text",
    "--disable-font-subpixel-positioning",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--force-device-scale-factor=1",
]
