"""What the desk answers, and what stands around each of its pages."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gazette.desk.page import Key

#: Where the desk is on the server.
DESK = "/desk/"
HTML = "text/html; charset=utf-8"
#: The policy is that of the site (netlify.toml), without what the desk does not need.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class Response(Struct, frozen=True):
    """The answer to a request."""

    status: int
    kind: str = HTML
    content: bytes = b""
    location: str = ""
    sets_cookie: bool = False  #: whether the browser is given the cookie with the token


class Step(Struct, frozen=True):
    """A page in the list at the left."""

    digit: int
    title: str
    href: str
    count: int
    current: bool


class Undo(Struct, frozen=True):
    """The last entry of the journal, which can be undone."""

    number: int
    message: str
    time: str


class Frame(Struct, frozen=True):
    """What stands around every page."""

    title: str
    name: str
    year: int
    steps: tuple[Step, ...]
    keys: tuple[Key, ...]
    token: str
    seen: str  #: the key of the snapshot that the page was made from
    undo: Undo | None
    message: str  #: what has just been done
    refusal: str  #: what could not be done, and why
    waits: bool  #: whether the page is to be requested again in a second
