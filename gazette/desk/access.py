"""Decide who may ask the desk for something, and which files it may write.

The desk is for the person at this computer. Requests come under one of the computer's own names (against DNS rebinding); what
writes comes from a page of the desk itself: with its origin, and with two tokens of this start of the server, one in a
cookie that no other site's request carries, one in the form.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

#: Files next to the folder of the content that may be written.
SHARED_FILES = ("glossary.yml", "conversion.yml")
#: The folder of the files from which documents were imported, and their names: of the year and the document.
ORIGINALS = ".desk/originals"
ORIGINAL_NAME = re.compile(r"((?:19|20)\d\d)-([a-z0-9-]+)(\.(?:pdf|docx|txt))", re.ASCII)
#: Bytes of a file to be imported.
MAX_FILE = 64_000_000
_NAMES = ("127.0.0.1", "localhost", "[::1]")


class Upload(Struct, frozen=True):
    """A file that was sent with a form."""

    name: str
    data: bytes


class Request(Struct, frozen=True):
    """A request to the desk."""

    method: str
    path: str  #: below the desk: ``2026/numbers/``
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    origin: str | None = None
    site: str = ""  #: ``Sec-Fetch-Site``, where the browser sends it
    upload: Upload | None = None
    cookies: Mapping[str, str] = field(default_factory=dict)
    is_too_large: bool = False  #: whether it was sent more than can be imported; then it has no form


class Tokens(Struct, frozen=True):
    """What proves that a form is one of this server's; new at each start."""

    port: int
    cookie: str
    form: str

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; all servers of a computer share its cookies, whatever their port."""
        return f"desk-{self.port}"


def make_tokens(port: int) -> Tokens:
    """Make the tokens of a server."""
    return Tokens(port, secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def is_own_host(host: str, port: int) -> bool:
    """Return whether a request's ``Host`` is a loopback name with the server's port."""
    own = [f"{name}:{port}" for name in _NAMES] + ([*_NAMES] if port == 80 else [])
    return host.lower() in own


def explain_refusal(request: Request, tokens: Tokens) -> str:
    """Return why a request is refused, in an editor's words; empty if it is allowed. Only ``POST`` may write."""
    if not is_own_host(request.host, tokens.port):
        return "编辑台只在这台电脑上打开，网址请用 127.0.0.1。"
    if request.method in ("GET", "HEAD"):
        return ""
    if request.method != "POST":
        return "编辑台没有这种操作。"
    if request.origin != f"http://{request.host}" or request.site not in ("", "same-origin"):
        return "这一步不是从编辑台的页面来的，没有写。"
    given = request.cookies.get(tokens.cookie_name, ""), request.form.get("token", "")
    if not all(
        hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(given, (tokens.cookie, tokens.form), strict=True)
    ):
        return "这一页是上一次打开的编辑台的，没有写。请重新打开编辑台。"
    return ""


def find_writable(content: Path, path: str) -> Path | None:
    """Return where a file is that the desk may write; ``None`` if it may not.

    ``path`` is relative to the folder around ``content``, with ``/``. Allowed are files in ``content`` that no link leads out of,
    :data:`SHARED_FILES` and :data:`ORIGINALS`; other hidden files are not.
    """
    parts = path.split("/")
    is_original = path.startswith(f"{ORIGINALS}/") and ORIGINAL_NAME.fullmatch(path[len(ORIGINALS) + 1 :])
    if not is_original and any(
        not part or part.startswith(".") or part.endswith((".", " ")) or set(part) & set('\\:\0*?"<>|')
        for part in parts
    ):
        return None
    root = content.parent
    is_beside = path in SHARED_FILES or is_original
    if not is_beside and (parts[0] != content.name or len(parts) < 2):
        return None
    try:
        target = (root / path).resolve()
        if is_beside:
            is_inside = target == root.resolve() / path
        else:
            is_inside = target.is_relative_to(content.resolve()) and target != content.resolve()
        return target if is_inside and (target.is_file() or not target.exists()) else None
    except (OSError, RuntimeError, ValueError):
        return None
