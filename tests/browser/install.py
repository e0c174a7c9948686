"""Makes sure that there are the browsers and a Chinese font for the tests; installs Debian's where there are none.

Exits with 1 where something cannot be had: the tests must fail then, not be skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

#: The same engine without windows: the tests take half the processor time.
HEADLESS = "chromium-headless-shell"
CHROMIUM = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOX = ("firefox-esr", "firefox")
#: The Chinese font that all browsers of tests see, where it is (tests/browser/fonts.py): Noto CJK takes them more time.
WENQUANYI = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")


def find() -> str | None:
    """Chromium's path: the environment's CHROMIUM, else the first that is installed."""
    return os.environ.get("CHROMIUM") or _first(CHROMIUM)


def find_firefox() -> str | None:
    """Firefox's path: the environment's FIREFOX, else the first that is installed."""
    return os.environ.get("FIREFOX") or _first(FIREFOX)


def _first(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese; true where there is no fontconfig to ask."""
    if shutil.which("fc-list") is None:
        return sys.platform != "linux"
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
    return bool(fonts.stdout.strip())


#: What a person is told to install, by Debian's package.
NAMES = {
    HEADLESS: "Chromium (or name one in CHROMIUM)",
    "firefox-esr": "Firefox (or name one in FIREFOX)",
    "fonts-wqy-microhei": "a Chinese font",
}


def missing() -> list[str]:
    """Debian's packages of what is not there."""
    is_there = {HEADLESS: find(), "firefox-esr": find_firefox(), "fonts-wqy-microhei": has_chinese_font()}
    return [package for package, found in is_there.items() if not found]


def wanted() -> list[str]:
    """Debian's packages to install: what is missing, and where there is another, the Chromium and the font that tests prefer."""
    packages = set(missing())
    if shutil.which("apt-get") is not None:
        if "CHROMIUM" not in os.environ and shutil.which(HEADLESS) is None:
            packages.add(HEADLESS)
        if not WENQUANYI.is_file():
            packages.add("fonts-wqy-microhei")
    return sorted(packages)


def install(packages: list[str]) -> str:
    """Install Debian's packages, as root or by sudo; what apt says where that fails."""
    if shutil.which("apt-get") is None:
        return "There is no apt-get here."
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and shutil.which("sudo") is None:
        return "Neither root nor sudo."
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    said = ""
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *arguments], capture_output=True, text=True, check=False)
        said = "" if done.returncode == 0 else said + done.stderr
    return said


def main() -> int:
    """Install what is missing; 0 where all stands ready."""
    packages = wanted()
    said = install(packages) if packages else ""
    left = missing()
    if left:
        names = ", ".join(NAMES[package] for package in left)
        print(f"The tests need {names}, and it could not be installed. {said}".strip(), file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
