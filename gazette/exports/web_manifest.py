"""Render ``manifest.webmanifest`` of each edition: name and icon of the site on a phone's home screen."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gazette.pages.publication import Artifact
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, in_script

PAPER = "#f7f8f6"  # --paper of static/css/tokens.css


def render_manifests(name: Shown, short: Shown, assets: Mapping[str, str]) -> tuple[Artifact, ...]:
    """Render a manifest for each edition. ``name`` and ``short`` are the site's, ``assets`` the address of each bundle below its root."""
    artifacts = []
    for place, script in enumerate(SCRIPTS):
        content = {
            "name": in_script(name, place),
            "short_name": in_script(short, place),
            "lang": script.lang,
            "start_url": "./",
            "display": "minimal-ui",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": [{"src": f"../{assets['icon.svg']}", "sizes": "any", "type": "image/svg+xml"}],
        }
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        artifacts.append(Artifact(f"{script.folder}/manifest.webmanifest", text.encode()))
    return tuple(artifacts)
