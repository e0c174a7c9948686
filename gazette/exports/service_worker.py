"""The service worker ``sw.js``: its code is ``static/worker/``, above it stands what the build alone knows.

``build`` is a digest of the whole site, so the worker changes, and its cache with it, exactly when the site does;
``shell`` is what every page needs, and reading aloud, which needs no network; ``messages`` is what is shown for a page
that is not saved, by edition; ``bundles`` is what an edition's search needs, where that is little enough to be fetched
unasked; ``pictures`` are those of documents: what a reader has seen of them stays when the site changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from gazette.html.minify_js import strip_script
from gazette.pages.publication import Artifact

PATH = "sw.js"
MESSAGE = "offline.html"
PICTURES = "assets/picture."
MOST = 3_000_000
"""Bytes of a search bundle, uncompressed, up to which all of it is kept; of a larger one only what was used."""
_SHELL = ("site.css", "figures.woff2", "head.js", "site.js", "aloud.js", "saved.js")


def render_service_worker(
    artifacts: Iterable[Artifact], static: Mapping[str, str], assets: Mapping[str, str], *, wanted: bool
) -> tuple[Artifact, ...]:
    """The worker. ``artifacts`` are all other files of the site, ``static`` the house's files by path, ``assets`` the
    address of each bundle. Not ``wanted``: a worker that takes away itself and what an earlier build left with readers."""
    if not wanted:
        return (Artifact(PATH, static["worker/unregister.js"].encode()),)
    files = sorted(artifacts, key=lambda artifact: artifact.path)
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.path} {len(file.content)}\n".encode() + file.content)
    messages = {file.path.partition("/")[0]: file.path for file in files if file.path.endswith(f"/{MESSAGE}")}
    site = {
        "build": digest.hexdigest()[:16],
        "shell": [*(assets[name] for name in _SHELL), *messages.values()],
        "messages": messages,
        "pictures": [file.path for file in files if file.path.startswith(PICTURES)],
        "bundles": {edition: found for edition in messages if (found := _bundle(edition, files, assets))},
    }
    facts = json.dumps(site, ensure_ascii=False, separators=(",", ":"))
    return (Artifact(PATH, f"const SITE = {facts};\n{strip_script(static['worker/service_worker.js'])}".encode()),)


def _bundle(edition: str, files: Iterable[Artifact], assets: Mapping[str, str]) -> list[str]:
    """What the search of an edition needs; nothing where there is no index, or one too large to be fetched unasked."""
    found = [file for file in files if file.path.startswith(f"{edition}/pagefind/")]
    if not found or sum(len(file.content) for file in found) > MOST:
        return []
    return [f"{edition}/search/", assets["search.js"], *(file.path for file in found)]
