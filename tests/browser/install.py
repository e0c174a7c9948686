"""Makes sure that there is a browser and a Chinese font for the tests; installs Debian's where there is none.

Exits with 1 where no browser can be had: the tests must fail then, not be skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The browser's path: the environment's CHROMIUM, else the first that is installed."""
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese; true where there is no fontconfig to ask."""
    if shutil.which("fc-list") is None:
        return sys.platform != "linux"
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(fonts.stdout.strip())


def main() -> int:
    """Install what is missing; 0 where a browser stands ready."""
    wanted = ([] if find() else ["chromium"]) + ([] if has_chinese_font() else ["fonts-noto-cjk"])
    if wanted and shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *wanted]):
            subprocess.run([*sudo, "apt-get", *arguments], env=environment, check=False, stdout=subprocess.DEVNULL)
    if find() is None:
        print(
            "No browser was found and none could be installed. Install Chromium, or name one in CHROMIUM.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
