"""``serve --lan``: phones of the same network see the site, and nothing of the preview or the desk."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest
from msgspec.structs import replace

from gazette.desk.desk import Desk
from gazette.drawing.qr_code import encode_address
from gazette.pipeline import Options
from gazette.preview import preview
from gazette.preview.lan import draw_qr_code
from gazette.preview.server import HOST, PreviewState, Server
from tests import mini_site

#: Another address of this computer, as a network card's is.
OTHER = "127.0.0.2"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    if not sys.platform.startswith("linux"):
        pytest.skip("needs a second loopback address")
    content = mini_site.copy_to(tmp_path) / "content"
    state = PreviewState()
    made = Server(state, 0, lambda tokens: Desk(content, tokens, lambda: state.outcome), lan=OTHER)
    assert preview.Preview(Options(content, None, search=False), state).rebuild().written
    yield made
    made.close()


def request(server: Server, address: str, path: str, method: str = "GET", host: str = "") -> tuple[int, str]:
    connection = HTTPConnection(address, server.port, timeout=30)
    connection.request(method, path, headers={"Host": host or f"{address}:{server.port}"})
    answer = connection.getresponse()
    status, text = answer.status, answer.read().decode("utf-8", "replace")
    connection.close()
    return status, text


def test_phones_get_the_site_alone(server: Server) -> None:
    status, page = request(server, OTHER, "/zh-hans/2031/report/")
    assert status == 200 and "政府工作报告" in page
    assert "-preview" not in page and "livereload" not in page
    for path in (
        "/desk/",
        "/desk/2031/numbers/",
        "/desk/-/desk.js",
        "/-preview/state",
        "/-preview/preview.js",
        "/livereload",
        "/livereload.js",
    ):
        status, text = request(server, OTHER, path)
        assert status == 404 and "token" not in text, path
    for path in ("/desk/2031/numbers/all", "/zh-hans/"):
        assert request(server, OTHER, path, "POST")[0] in (403, 405), path


def test_a_hostile_name_for_the_address_is_refused_and_the_desk_stays_on_this_computer(server: Server) -> None:
    for host in ("evil.example", "[", "localhost", "[::1]"):
        assert request(server, OTHER, "/zh-hans/", host=host)[0] == 403, host
    assert request(server, HOST, "/desk/2031/numbers/", host=f"{OTHER}:{server.port}")[0] == 403
    assert request(server, HOST, "/desk/2031/numbers/")[0] == 200


def test_a_body_is_not_accepted(server: Server) -> None:
    """Neither on the network nor by the pages on this computer: nobody fills its memory."""
    for address, method in ((OTHER, "POST"), (OTHER, "GET"), (HOST, "GET")):
        connection = HTTPConnection(address, server.port, timeout=30)
        connection.putrequest(method, "/zh-hans/")
        connection.putheader("Content-Length", "10000000")
        connection.endheaders()
        assert connection.getresponse().status in (400, 403), "answered before it is sent"
        connection.close()


def test_a_picture_that_is_drawn_holds_nobody_up(server: Server) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def draw() -> bytes:
        begun.set()
        assert goes_on.wait(30)
        return b"drawn"

    server._state.site = replace(server._state.site, pictures={"slow.png": draw})
    with ThreadPoolExecutor() as pool:
        picture = pool.submit(request, server, OTHER, "/slow.png")
        assert begun.wait(30)
        for address, path in ((OTHER, "/zh-hans/2031/report/"), (HOST, "/desk/2031/numbers/")):
            assert request(server, address, path)[0] == 200
        goes_on.set()
        assert picture.result() == (200, "drawn")


def test_without_a_network_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preview, "find_lan_address", str)
    assert preview.run(Options(tmp_path / "content", None), 0, lambda _: None, lan=True) == 1
    assert "没有连着局域网" in capsys.readouterr().err


def test_the_code_in_the_terminal_is_the_addresss() -> None:
    address = "http://192.168.1.23:8000/"
    modules = {"█": (False, False), "▄": (True, False), "▀": (False, True), " ": (True, True)}
    lines = draw_qr_code(address).split("\n")
    rows = [[modules[sign][half] for sign in line] for line in lines for half in (0, 1)]
    size = len(encode_address(address))
    assert tuple(tuple(row[2 : size + 2]) for row in rows[2 : size + 2]) == encode_address(address)
    assert len({len(line) for line in lines}) == 1
