"""Style sheets and scripts: plain files put together in a fixed order, under names that change with their content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from gazette.outputs.strip import strip
from gazette.publication import Artifact

#: What is put together, in this order; the cascade relies on it. A file that is not named here comes after, by name.
BUNDLES: dict[str, tuple[str, ...]] = {
    "site.css": ("css/tokens.css", "css/base.css"),
    "head.js": ("js/head.js",),
    "search.js": tuple(f"js/search/{name}.js" for name in ("text", "find", "hit", "arrive", "page", "panel")),
    "aloud.js": tuple(f"js/aloud/{name}.js" for name in ("text", "voice", "reader")),
    "choose.js": ("js/choose.js",),
    "icon.svg": ("icon.svg",),
    "site.js": (),
}
LAST = ("css/print.css",)


def bundle(static: Mapping[str, str]) -> tuple[Mapping[str, str], tuple[Artifact, ...]]:
    """Address of each bundle below the site's root, and the files. ``static`` is text by path below ``static/``."""
    named = {path for paths in BUNDLES.values() for path in paths} | set(LAST)
    addresses: dict[str, str] = {}
    artifacts = []
    for name, first in BUNDLES.items():
        suffix = name.rpartition(".")[2]
        paths = [path for path in first if path in static]
        if name in ("site.css", "site.js"):
            paths += sorted(path for path in static if path.startswith(f"{suffix}/") and path not in named)
            paths += [path for path in LAST if path in static and path.endswith(suffix)]
        text = "".join(static[path].rstrip("\n") + "\n" for path in paths)
        content = (strip(text) if suffix == "css" else text).encode()
        digest = hashlib.sha256(content).hexdigest()[:10]
        addresses[name] = f"assets/{name.removesuffix('.' + suffix)}.{digest}.{suffix}"
        artifacts.append(Artifact(addresses[name], content))
    return addresses, tuple(artifacts)
