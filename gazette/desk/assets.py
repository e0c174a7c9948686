"""The templates, the wording, the style sheet and the script of the desk; they are no part of a site."""

from __future__ import annotations

from collections.abc import Callable

from gazette.desk.response import DESK, Response
from gazette.html.assets import join_style_sheets
from gazette.html.renderer import make_template_renderer
from gazette.program_files import ROOT
from gazette.sources.files import read_bytes, read_text
from gazette.sources.yaml_fields import read_yaml

#: Below the desk.
FOLDER = "-/"
_TEMPLATES, _STATIC = ROOT / "templates" / "desk", ROOT / "static"
_STYLE_SHEETS = ("css/tokens.css", "css/base.css", "desk/desk.css")


def make_renderer() -> Callable[..., str]:
    """Return a function that renders a template of the desk by its name; ``t`` is the wording, ``strings.yml``."""
    templates = {path.name: read_text(path) or "" for path in sorted(_TEMPLATES.glob("*.html"))}
    render = make_template_renderer(templates)
    node, _ = read_yaml(read_text(_TEMPLATES / "strings.yml") or "", "templates/desk/strings.yml")
    wording = {key: value.text for key, value in ((node.mapping if node else None) or {}).items()}
    return lambda template, /, **values: render(template, t=wording, root=DESK, **values)


def answer_file(name: str) -> Response:
    """Return one of the desk's files."""
    if name == "desk.css":
        text = join_style_sheets([read_text(_STATIC / path) or "" for path in _STYLE_SHEETS])
        return Response(200, "text/css; charset=utf-8", text.encode())
    if name == "desk.js":
        return Response(200, "text/javascript; charset=utf-8", (read_text(_STATIC / "desk" / name) or "").encode())
    if name == "icon.svg":
        return Response(200, "image/svg+xml", (read_text(_STATIC / name) or "").encode())
    font = read_bytes(_STATIC / "fonts" / name) if name == "figures.woff2" else None
    if isinstance(font, bytes):
        return Response(200, "font/woff2", font)
    return Response(404, "text/plain; charset=utf-8")
