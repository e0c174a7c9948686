"""The desk without a browser: who is answered, and what its pages and actions do with the mini-site."""

from __future__ import annotations

import errno
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest

from gazette.desk import journal
from gazette.desk.desk import Desk
from gazette.pipeline import Options
from gazette.preview.preview import Preview
from gazette.preview.server import HOST, PreviewState, Server
from tests import mini_site
from tests.test_problems import EXPLAINER, INDICATORS, REPORT, put

NUMBERS = "/desk/2031/numbers/"
_SELECTED = re.compile(r'<option value="(\w+)" selected')
_CHECKED = re.compile(r'type="radio" name="indicator" value="([\w-]+)" checked')


@dataclass
class Visitor:
    """A browser at a preview of a copy of the mini-site."""

    project: Path
    server: Server
    preview: Preview
    cookie: str = ""
    page: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.server.port}"

    def request(self, method: str, path: str, body: str = "", **headers: str) -> HTTPResponse:
        connection = HTTPConnection(HOST, self.server.port, timeout=30)
        sent = {"Cookie": self.cookie} if self.cookie else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, {k: v for k, v in sent.items() if v})
        answer = connection.getresponse()
        self.page, self.status, self.headers = answer.read().decode(), answer.status, dict(answer.getheaders())
        connection.close()
        return answer

    def get(self, path: str) -> str:
        self.request("GET", path)
        if cookie := self.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return self.page

    def fields(self) -> dict[str, str]:
        """The hidden fields of the page, and what is chosen on it."""
        found = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', self.page))
        found |= dict(re.findall(r'<input [^>]*?name="(year|new-\w+|other)"[^>]*? value="([^"]*)"', self.page))
        for name, pattern in (("role", _SELECTED), ("indicator", _CHECKED)):
            found |= {name: value for value in pattern.findall(self.page)[:1]}  # noqa: B035
        return {name: unescape(value) for name, value in found.items()}

    def post(self, address: str, /, **fields: str) -> str:
        """Send the form of the page, with other values for some fields."""
        body = urlencode(self.fields() | {name.replace("_", "-"): value for name, value in fields.items()})
        kind = "application/x-www-form-urlencoded"
        self.request("POST", address, body, Origin=self.origin, Content_Type=kind)
        if self.status == 303:
            self.preview.rebuild()
            self.get(self.headers["Location"])
        return self.page

    def read(self, path: str) -> str:
        return (self.project / path).read_bytes().decode()

    def undo(self) -> None:
        self.post("/desk/undo")


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    """At the desk of a mini-site that has lost some marks: its goals are errors of missing ones."""
    project = mini_site.copy_to(tmp_path)
    mini_site.sign(project)
    for old, new in (
        ("[居民人均可支配收入增长**5%**以上]{indicator=income-growth}", "居民人均可支配收入增长5%以上"),
        ("[新建**9个**]{indicator=parks}", "[新建**9个**]{indicator=parks?}"),
    ):
        put(REPORT, old, new)(project)
    state = PreviewState()
    server = Server(state, 0, lambda tokens: Desk(project / "content", tokens, lambda: state.outcome))
    preview = Preview(Options(project / "content", None, search=False), state)
    preview.rebuild()
    yield Visitor(project, server, preview)
    server.close()


def files(visitor: Visitor) -> dict[str, bytes]:
    return mini_site.snapshot(visitor.project)


# ---------------------------------------------------------------- who is answered


def test_a_name_that_is_not_this_computers_is_refused(visitor: Visitor) -> None:
    """DNS rebinding: a name of a hostile site that leads to this computer. The site's pages are shown under any port."""
    port = visitor.server.port
    strange = [
        f"evil.example:{port}", "evil.example", f"127.0.0.1.evil.example:{port}", f"localhost.:{port}", f"0.0.0.0:{port}",
        f"[::]:{port}", f"192.168.1.2:{port}", "", "[", f"[:{port}", "127.0.0.1]",
    ]  # fmt: skip
    for path, hosts in (
        ("/zh-hans/", strange),
        (NUMBERS, [*strange, "127.0.0.1", "localhost", "127.0.0.1:1", f"user@127.0.0.1:{port}"]),
    ):
        for host in hosts:
            connection = HTTPConnection(HOST, port, timeout=30)
            connection.putrequest("GET", path, skip_host=True)
            connection.putheader("Host", host)
            connection.endheaders()
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status in (400, 403), (path, host)
            assert "token" not in text and "Set-Cookie" not in answer.headers


def test_the_computers_own_names_are_answered(visitor: Visitor) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        visitor.request("GET", NUMBERS, Host=f"{name}:{visitor.server.port}")
        assert visitor.status == 200


def test_a_form_needs_origin_and_both_tokens(visitor: Visitor) -> None:
    """A hostile page can send a form, but has neither our origin nor our tokens; a page of another preview has other tokens."""
    visitor.get(NUMBERS)
    good = visitor.fields()
    cookie, before = visitor.cookie, files(visitor)
    name, value = cookie.split("=")
    hostile: list[tuple[dict[str, str], dict[str, str]]] = [
        ({"Origin": "https://evil.example"}, {}),
        ({"Origin": "null"}, {}),
        ({"Origin": ""}, {}),
        ({"Origin": f"https://{HOST}:{visitor.server.port}"}, {}),
        ({"Origin": f"http://{HOST}"}, {}),
        ({"Origin": f"http://localhost:{visitor.server.port}"}, {}),
        ({"Sec_Fetch_Site": "cross-site"}, {}),
        ({"Sec_Fetch_Site": "same-site"}, {}),
        ({"Cookie": ""}, {}),
        ({"Cookie": f"{name}=forged"}, {}),
        ({"Cookie": f"{name}={good['token']}"}, {}),
        ({}, {"token": ""}),
        ({}, {"token": "forged"}),
        ({}, {"token": value}),
        ({}, {"token": "令牌"}),
        ({"Content_Type": "text/plain"}, {}),
        ({"Content_Type": "application/json"}, {}),
    ]
    for path in (f"{NUMBERS}take", f"{NUMBERS}all", "/desk/undo", "/desk/2031/done/run", "/desk/2031/line/save"):
        for headers, fields in hostile:
            sent = {"Origin": visitor.origin, "Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie}
            visitor.request("POST", path, urlencode(good | fields), **(sent | headers))
            assert visitor.status == 403, (path, headers, fields)
    assert files(visitor) == before
    assert good["token"] not in cookie and "HttpOnly" in str(visitor.headers) + visitor.get(NUMBERS) + str(
        visitor.headers
    )


def test_the_cookie_and_the_pages_are_for_the_desk_alone(visitor: Visitor) -> None:
    visitor.get(NUMBERS)
    cookie = visitor.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/desk/" in cookie
    policy = visitor.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert visitor.headers["Cache-Control"] == "no-store" and visitor.headers["X-Frame-Options"] == "DENY"
    assert "<script>" not in visitor.page and "style=" not in visitor.page
    assert not [path for path in visitor.preview.site.files if "desk" in path], "the desk is no part of the site"


def test_only_post_writes(visitor: Visitor) -> None:
    visitor.get(NUMBERS)
    query, before = urlencode(visitor.fields()), files(visitor)
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
        for path in (f"{NUMBERS}take", f"{NUMBERS}all", "/desk/undo", "/desk/2031/done/run", "/desk/2031/line/save"):
            visitor.request(method, f"{path}?{query}", Origin=visitor.origin)
            assert visitor.status in (200, 403, 404), (method, path)
    assert files(visitor) == before


@pytest.mark.parametrize(
    "path",
    ["../build.py", "content/../build.py", "/etc/passwd", ".desk/journal", "content/RIGHTS.txt", "content/2031/images/pier.svg",
     "content/2031/new.md", "content\\2031\\report.md", "content/2031/report.md\0", ""],
)  # fmt: skip
def test_a_forged_path_writes_nothing(visitor: Visitor, path: str) -> None:
    visitor.get("/desk/2031/line/?" + urlencode({"path": REPORT, "line": "3"}))
    before = files(visitor)
    visitor.post("/desk/2031/line/save", path=path, text="改了")
    assert visitor.status in (404, 422), visitor.status
    assert files(visitor) == before


@pytest.mark.parametrize("path", ["/desk/-/../strings.yml", "/desk/-/%2e%2e/tokens.css", "/desk/-/frame.html", "/desk/-/", "/desk/2031/nothing/",
                                  "/desk/1999/numbers/", "/desk/%EF%BC%92%EF%BC%90%EF%BC%93%EF%BC%91/numbers/", "/desk/2031/numbers", "/desk/x"])  # fmt: skip
def test_an_address_that_is_none_is_not_found(visitor: Visitor, path: str) -> None:
    visitor.request("GET", path)
    assert visitor.status in (200, 404) and "{{" not in visitor.page
    assert visitor.status == 404 or path == "/desk/2031/numbers"


# ---------------------------------------------------------------- what it does


def test_today_lists_what_is_left_errors_first(visitor: Visitor) -> None:
    visitor.request("GET", "/desk/")
    assert visitor.status == 302 and visitor.headers["Location"] == "/desk/2032/today/"
    page = visitor.get("/desk/2031/today/")
    assert page.index("没有标成数值") < page.index("还要您定的") < page.index("别的年份")
    assert re.search(r"2031年2篇文献，还有\d件事要您定", page)
    assert "/desk/2031/numbers/?at=2031%2Freport%3Ap3-2-f1" in visitor.get("/desk/2032/today/"), "of another year too"
    assert "标这个数" in page and f"vscode://file{(visitor.project / REPORT).as_posix()}:" in page
    visitor.get(NUMBERS)
    visitor.post(f"{NUMBERS}all")
    assert "采纳全部“确定”的" in visitor.get("/desk/2031/today/") and "没有标成数值" not in visitor.page


def test_a_number_is_marked_by_its_suggestion_and_the_rest_of_the_file_stays(visitor: Visitor) -> None:
    old = visitor.read(REPORT)
    visitor.get(f"{NUMBERS}?at=2031/report:p3-2-f1")
    assert visitor.fields()["indicator"] == "income-growth" and "居民人均可支配收入增长5%以上" in visitor.page
    assert "4.3" in visitor.page, "what was said of it before"
    visitor.post(f"{NUMBERS}take")
    assert visitor.read(REPORT) == old.replace(
        "居民人均可支配收入增长5%以上", "[居民人均可支配收入增长**5%**以上]{indicator=income-growth}"
    )
    assert visitor.status == 200 and "采纳“居民人均可支配收入增长5%以上”" in visitor.page, "the next number is shown"
    visitor.undo()
    assert visitor.read(REPORT) == old
    assert visitor.fields()["at"] == "2031/report:p3-2-f1", "and what was undone is shown again"


def test_a_number_in_a_file_of_windows_is_marked_and_nothing_else(visitor: Visitor) -> None:
    """Byte order mark and CRLF; the number's indicator, role and year are other than the section's."""
    text = "\ufeff" + visitor.read(REPORT).replace("\n", "\r\n")
    (visitor.project / REPORT).write_bytes(text.encode())
    visitor.get(f"{NUMBERS}?at=2031/report:p3-2-f1")
    visitor.post(f"{NUMBERS}take", role="result", year="2029")
    mark = "[居民人均可支配收入增长**5%**以上]{indicator=income-growth role=result year=2029}"
    assert visitor.read(REPORT) == text.replace("居民人均可支配收入增长5%以上", mark)
    for wrong in ({"role": ""}, {"year": "去年"}, {"year": ""}):
        visitor.get(f"{NUMBERS}?at=2031/explainer:p1-1-f1")
        visitor.post(f"{NUMBERS}take", **wrong)
        assert visitor.status == 422 and 'aria-invalid="true"' in visitor.page
    visitor.undo()
    assert visitor.read(REPORT) == text


def test_a_full_disk_is_said_and_nothing_is_lost(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    before = files(visitor)
    visitor.get(NUMBERS)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "_write", fill)
        visitor.post(f"{NUMBERS}all")
    assert visitor.status == 507 and "没有写进去：磁盘满了" in visitor.page and files(visitor) == before
    visitor.post(f"{NUMBERS}all")
    assert visitor.status == 200 and "{indicator=income-growth}" in visitor.read(REPORT)


def test_a_document_that_cannot_be_read_is_listed_with_its_error(visitor: Visitor) -> None:
    put(REPORT, "kind: report", "kind: raport")(visitor.project)
    put(EXPLAINER, "kind: explainer", "kind: explain")(visitor.project)
    visitor.preview.rebuild()
    page = visitor.get("/desk/2031/today/")
    assert "2031年报告" in page and "「kind」不能是「raport」" in page
    line = re.search(r'href="(/desk/2031/line/[^"]*report\.md[^"]*)"', page)
    assert line
    visitor.get(unescape(line[1]))
    visitor.post("/desk/2031/line/save", text="kind: report")
    assert "kind: report\n" in visitor.read(REPORT)
    (visitor.project / REPORT).write_bytes("政府工作报告".encode("gbk"))
    visitor.preview.rebuild()
    assert "文件不是 UTF-8 编码" in visitor.get("/desk/2031/today/")


def test_a_likely_number_is_accepted_changed_or_left(visitor: Visitor) -> None:
    old = visitor.read(REPORT)
    at = "2031/report:s2-1-f2" if "s2-1-f2" in old else ""
    visitor.get(NUMBERS)
    at = next(
        unescape(each)
        for each in re.findall(r"at=([^\"&]+)\" ?[^>]*><span class=\"ln\">\d+</span><span>[^<]*<br>9个", visitor.page)
    )
    place = f"{NUMBERS}?at={at}"
    visitor.get(place)
    assert "indicator" not in visitor.fields(), "what is not sure is not chosen beforehand"
    assert "请选一个指标" in visitor.post(f"{NUMBERS}take") and visitor.status == 422
    for choice, mark in (("parks", "[新建**9个**]{indicator=parks}"), ("none", "[新建9个]{indicator=none}")):
        visitor.get(place)
        visitor.post(f"{NUMBERS}take", indicator=choice)
        assert visitor.read(REPORT) == old.replace("[新建**9个**]{indicator=parks?}", mark)
        assert f"at={at}" not in visitor.get(NUMBERS), "it is not asked again"
        visitor.undo()
    assert visitor.read(REPORT) == old


def test_a_new_indicator_is_added_with_its_first_number_as_one_step(visitor: Visitor) -> None:
    before = files(visitor)
    page = visitor.get(f"{NUMBERS}?all=1")
    at = next(
        unescape(each)
        for each in re.findall(
            r"at=([^\"&]+)&amp;all=1\"[^>]*><span class=\"ln\">\d+</span><span>[^<]*<br>[^<]*40公里", page
        )
    )
    visitor.get(f"{NUMBERS}?at={at}&all=1")
    given = {"indicator": "new", "new_name": "新建步道", "new_unit": "公里", "new_group": "民生"}
    visitor.post(f"{NUMBERS}take", **given, new_id="parks")
    assert "这个短名已经有了" in visitor.page and 'value="新建步道"' in visitor.page and files(visitor) == before
    visitor.post(f"{NUMBERS}take", **given, new_id="trails")
    assert visitor.read(INDICATORS).splitlines()[-1] == "- {id: trails, name: 新建步道, unit: 公里, group: 民生}"
    assert "]{indicator=trails}" in visitor.read(REPORT)
    visitor.undo()
    assert {path: data for path, data in files(visitor).items() if not path.startswith(".desk")} == before


def test_another_indicator_is_found_by_its_name_and_must_have_the_unit(visitor: Visitor) -> None:
    visitor.get(f"{NUMBERS}?at=2031/report:p3-2-f1")
    visitor.post(f"{NUMBERS}take", indicator="other", other="全市生产总值")
    assert "没有叫“全市生产总值”的指标" in visitor.page
    visitor.post(f"{NUMBERS}take", indicator="other", other="新建口袋公园")
    assert "的单位是“个”，这里是“%”" in visitor.page
    visitor.post(f"{NUMBERS}take", indicator="other", other="全市生产总值增长")
    assert "[居民人均可支配收入增长**5%**以上]{indicator=gdp-growth}" in visitor.read(REPORT)


def test_all_that_is_sure_is_one_step_and_undone_as_one(visitor: Visitor) -> None:
    before = files(visitor)
    visitor.get(NUMBERS)
    visitor.post(f"{NUMBERS}all")
    assert "{indicator=income-growth}" in visitor.read(REPORT) and "]{indicator=gdp-growth}" in visitor.read(EXPLAINER)
    assert "indicator=parks?" in visitor.read(REPORT), "what is only likely stays open"
    visitor.undo()
    assert {path: data for path, data in files(visitor).items() if not path.startswith(".desk")} == before


def test_a_file_changed_in_another_program_is_shown_beside_and_not_overwritten(visitor: Visitor) -> None:
    visitor.get(f"{NUMBERS}?at=2031/report:p3-2-f1")
    theirs = visitor.read(REPORT).replace("收入增长5%以上", "收入增长6%以上")
    (visitor.project / REPORT).write_text(theirs, "utf-8", newline="")
    visitor.post(f"{NUMBERS}take")
    assert visitor.status == 409 and visitor.read(REPORT) == theirs
    assert visitor.page.index("用磁盘上的") < visitor.page.index("用我的")
    assert "<ins>" in visitor.page and "6%" in visitor.page and "5%" in visitor.page
    visitor.post(f"{NUMBERS}take")
    assert "[居民人均可支配收入增长**5%**以上]{indicator=income-growth}" in visitor.read(REPORT), (
        "if the editor says so"
    )
    visitor.undo()
    assert visitor.read(REPORT) == theirs


def test_a_line_is_changed_to_the_byte(visitor: Visitor) -> None:
    data = visitor.read(REPORT).replace("\n", "\r\n").encode()
    (visitor.project / REPORT).write_bytes(b"\xef\xbb\xbf" + data)
    number = data.decode().split("\r\n").index("一年来，" + data.decode().split("一年来，")[1].split("\r\n")[0]) + 1
    page = visitor.get("/desk/2031/line/?" + urlencode({"path": REPORT, "line": str(number), "back": "2031/numbers/"}))
    words = unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    visitor.post(
        "/desk/2031/line/save",
        text=words.replace("一年来", "这一年") + "\r\n\r\n又一段。",
        path=REPORT,
        line=str(number),
        back="2031/numbers/",
    )
    new = data.replace("一年来，".encode(), "这一年，".encode()).decode().split("\r\n")
    assert visitor.read(REPORT) == "\ufeff" + "\r\n".join([*new[:number], "", "又一段。", *new[number:]])
    assert visitor.page.count("<h1>数字") == 1


def test_done_records_the_addresses_checks_and_builds(visitor: Visitor) -> None:
    done = "/desk/2031/done/"
    assert "改好了才能建站" in visitor.get(done)
    visitor.post(f"{done}run")
    assert visitor.status == 422 and not (visitor.project / "site").exists()
    put(REPORT, "parks?", "parks")(visitor.project)
    visitor.get(NUMBERS)
    visitor.post(f"{NUMBERS}all")
    visitor.get(done)
    mini_site.sign(visitor.project)
    visitor.preview.rebuild()
    visitor.get(done)
    visitor.post(f"{done}run")
    assert "2031年标了" in visitor.page and "采纳" in visitor.page
    assert (visitor.project / "content" / "anchors.yml").is_file()
    deadline = time.monotonic() + 60
    while "data-refresh" in visitor.get(done) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert visitor.page.count('class="ok"') == 3, visitor.page
    assert (visitor.project / "site" / "zh-hans" / "2031" / "report" / "index.html").is_file()
    visitor.undo()
    assert not (visitor.project / "content" / "anchors.yml").exists()
    assert visitor.get(done).count('class="ok"') == 0, "what was built is of other texts"


def test_a_page_of_an_earlier_start_writes_nothing(visitor: Visitor) -> None:
    visitor.get(NUMBERS)
    before = files(visitor)
    visitor.post(f"{NUMBERS}all", seen="0" * 32)
    assert visitor.status == 409 and files(visitor) == before and "再定一次" in visitor.page


def test_words_marked_as_no_indicators_are_printed_as_without_the_mark(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    plain, pages = mini_site.build_in(project), mini_site.snapshot(project / "site")
    put(REPORT, "长度力争达40公里", "[长度力争达40公里]{indicator=none}")(project)
    marked = mini_site.build_in(project)
    assert plain.written and marked.written and marked.problems == plain.problems
    assert mini_site.snapshot(project / "site") == pages
