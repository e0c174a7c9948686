"""Render the service worker ``sw.js``: the code of ``static/worker/`` after a description of the site.

In it ``build`` is a digest of the whole site, so that the worker and its cache change exactly when the site does; ``shell``
is what every page needs, and reading aloud; ``messages`` are the pages shown for one that is not saved, by edition;
``bundles`` are the files of an edition's search, if they are small enough to be fetched in advance; ``pictures`` are those
of documents, which stay cached when the site changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from gazette.html.minify_js import strip_script
from gazette.pages.publication import Artifact, FileRecord

PATH = "sw.js"
MESSAGE = "offline.html"
PICTURES = "assets/picture."
#: The size of a search bundle, uncompressed, up to which it is cached whole; of a larger one only what was used.
MOST = 3_000_000
_SHELL = ("site.css", "figures.css", "figures.woff2", "head.js", "site.js", "aloud.js", "saved.js")


def render_service_worker(
    files: Iterable[FileRecord], static: Mapping[str, str], assets: Mapping[str, str], *, wanted: bool
) -> tuple[Artifact, ...]:
    """Render the worker. ``files`` are all other files of the site, ``static`` the texts below ``static/``, ``assets``
    the address of each bundle. If not ``wanted``, the worker removes itself and the caches of earlier builds."""
    if not wanted:
        return (Artifact(PATH, static["worker/unregister.js"].encode()),)
    files = sorted(files, key=lambda file: file.path)
    digest = hashlib.sha256("".join(f"{file.path} {file.digest}\n" for file in files).encode())
    messages = {file.path.partition("/")[0]: file.path for file in files if file.path.endswith(f"/{MESSAGE}")}
    site = {
        "build": digest.hexdigest()[:16],
        "shell": [*(assets[name] for name in _SHELL), *messages.values()],
        "messages": messages,
        "pictures": [file.path for file in files if file.path.startswith(PICTURES)],
        "bundles": {edition: bundle for edition in messages if (bundle := _list_bundle(edition, files, assets))},
    }
    facts = json.dumps(site, ensure_ascii=False, separators=(",", ":"))
    return (Artifact(PATH, f"const SITE = {facts};\n{strip_script(static['worker/service_worker.js'])}".encode()),)


def _list_bundle(edition: str, files: Iterable[FileRecord], assets: Mapping[str, str]) -> list[str]:
    """Return the files that an edition's search needs; none if there is no index, or one larger than ``MOST``."""
    index = [file for file in files if file.path.startswith(f"{edition}/pagefind/")]
    if not index or sum(file.size for file in index) > MOST:
        return []
    return [f"{edition}/search/", assets["search.js"], *(file.path for file in index)]
