"""Reading aloud, with a speech synthesis that writes down what it is asked and ends an utterance when the test says so.

Chromium without a screen has no voices, and a test could not hear them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import assert_accessible

REPORT = "zh-hans/2024/report/"

# Ends of utterances come in a task of their own, as a browser's do; cancel() makes the one that is spoken fail as "interrupted".
FAKE = """(() => {
  window.heard = []; window.cancelled = 0;
  const voices = window.voices = (window.VOICES || ['en-US', 'zh-CN', 'zh-HK', 'zh_TW']).map(lang => ({ lang, name: lang, localService: true }));
  let now = null;
  class Utterance { constructor(text) { this.text = text; this.voice = null; this.rate = 1; } }
  const speech = {
    getVoices: () => voices, addEventListener(name, act) { window.tellVoices = act; },
    speak(said) { if (!said.text) return; now = said;
      heard.push({ text: said.text, lang: said.lang, voice: said.voice && said.voice.lang, rate: said.rate });
      setTimeout(() => now === said && said.onstart && said.onstart({})); },
    cancel() { sessionStorage.cancelled = ++cancelled; const last = now; now = null; if (last) setTimeout(() => last.onerror({ error: 'interrupted' })); },
  };
  window.finish = () => { const last = now; now = null; last.onend({}); };
  window.fail = error => { const last = now; now = null; last.onerror({ error }); };
  Object.defineProperty(window, 'speechSynthesis', { value: speech });
  window.SpeechSynthesisUtterance = Utterance;
})()"""
NONE = "delete window.speechSynthesis; Object.defineProperty(window, 'speechSynthesis', { value: undefined })"


def _open(page: Page, address: str, voices: list[str] | None = None) -> Locator:
    """The page with the fake, reading from its beginning; gives the bar."""
    if voices is not None:
        page.add_init_script(f"window.VOICES = {voices}")
    page.add_init_script(FAKE)
    page.goto(address)
    page.locator("[data-aloud]").click(force=True)  # one that is marked as not available can be pressed, too
    expect(page.locator(".aloud")).to_be_visible()
    return page.locator(".aloud")


def _heard(page: Page, count: int) -> list[dict[str, object]]:
    """What has been asked for, once it is `count` pieces."""
    page.wait_for_function("count => heard.length >= count", arg=count)
    found: list[dict[str, object]] = page.evaluate("heard")
    assert len(found) == count
    return found


def _still(page: Page) -> None:
    """Until the window has not moved for ten frames."""
    page.evaluate("""() => new Promise((done) => {
        let last = NaN, frames = 0;
        const look = () => {
            frames = scrollY === last ? frames + 1 : 0;
            last = scrollY;
            frames < 10 ? requestAnimationFrame(look) : done();
        };
        look();
    })""")


def _read(page: Page, most: int = 3000) -> list[str]:
    """Lets everything be read to the end; the pieces in order."""
    pieces: list[str] | None = page.evaluate(
        """async (most) => {
             const bar = document.querySelector('.aloud');
             for (let ended = 0; ended < most; ended = heard.length, finish()) {
               while (heard.length <= ended && !bar.hidden) await new Promise((done) => setTimeout(done));
               if (bar.hidden) return heard.map((piece) => piece.text);
             }
           }""",
        most,
    )
    assert pieces is not None, "it never ends"
    return pieces


def test_where_the_browser_cannot_speak_there_is_no_button(page: Page, site_url: str) -> None:
    page.add_init_script(NONE)
    page.goto(f"{site_url}/{REPORT}")
    expect(page.locator("[data-aloud]")).to_be_hidden()
    page.locator("#p1-3 .permalink").click()
    expect(page.locator("dialog.cite")).to_be_visible()
    expect(page.locator("dialog.cite").get_by_text("从这里朗读")).to_have_count(0)


@pytest.mark.parametrize("voices", [[], ["en-US", "ja-JP"]])
def test_without_a_chinese_voice_it_says_so_and_is_not_silent(page: Page, site_url: str, voices: list[str]) -> None:
    bar = _open(page, f"{site_url}/zh-hans/2024/congress/", voices)  # the shortest: axe reads all of it
    expect(page.locator("[data-aloud]")).to_have_attribute("aria-disabled", "true")
    assert "没有中文语音" in (page.locator("[data-aloud]").get_attribute("title") or "")
    expect(bar.get_by_role("status")).to_contain_text("没有中文语音")
    assert page.evaluate("heard") == []
    assert_accessible(page, ".aloud")
    bar.get_by_role("button", name="停止").click()
    expect(bar).to_be_hidden()


def test_a_voice_that_comes_later_is_offered(page: Page, site_url: str) -> None:
    page.add_init_script("window.VOICES = ['en-US']")
    page.add_init_script(FAKE)
    page.goto(f"{site_url}/{REPORT}")
    button = page.locator("[data-aloud]")
    expect(button).to_have_attribute("aria-disabled", "true")
    page.evaluate("voices.push({ lang: 'zh-CN', name: 'zh-CN', localService: true }); tellVoices()")
    expect(button).to_have_attribute("aria-disabled", "false")
    button.click()
    _heard(page, 1)
    expect(page.locator(".aloud").get_by_role("status")).to_have_text("正在朗读")


def test_the_reader_is_loaded_at_its_first_use(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.add_init_script(FAKE)
    page.goto(f"{site_url}/{REPORT}")
    page.wait_for_load_state("networkidle")
    assert not [name for name in asked if name.startswith("aloud")]
    page.locator("[data-aloud]").click()
    _heard(page, 1)
    assert len([name for name in asked if re.fullmatch(r"aloud\.[0-9a-f]{10}\.js", name)]) == 1


@pytest.mark.parametrize("path", ["2024/report/", "2024/explainer/", "2023/explainer/", "2024/congress/"])
def test_a_document_is_read_in_its_order_and_nothing_else(page: Page, site_url: str, path: str) -> None:
    """All words of the document, headings and numbers too, once; no note, page number, chip, mark or link of the page."""
    _open(page, f"{site_url}/zh-hans/{path}")
    read = _read(page)
    expected = page.evaluate(
        """() => { const copy = document.querySelector('.document').cloneNode(true);
             copy.querySelectorAll('.notes').forEach(notes => { const head = notes.previousElementSibling; if (/^H/.test(head?.tagName)) head.remove(); });
             copy.querySelectorAll('[data-apparatus], .notes, .imprint, .visually-hidden').forEach(part => part.remove());
             return copy.textContent; }"""
    )
    plain = re.compile(r"[\s◎▶●]")
    assert plain.sub("", "".join(read)) == plain.sub("", expected)
    assert max(map(len, read)) <= 80, "a browser cuts off what lasts too long"
    assert not [piece for piece in read if re.match("[，。、；：”）]", piece)]


def test_one_place_after_the_other_is_marked(page: Page, site_url: str) -> None:
    _open(page, f"{site_url}/{REPORT}")
    seen = []
    for count in range(1, 12):
        _heard(page, count)
        expect(page.locator(".spoken")).to_have_count(1)
        seen.append(page.locator(".spoken").get_attribute("id"))
        page.evaluate("finish()")
    assert list(dict.fromkeys(seen))[:5] == ["head-1", "head-2", "title", "head-3", "head-4"]
    style = page.locator(".spoken").evaluate("e => getComputedStyle(e).boxShadow + getComputedStyle(e).outlineStyle")
    assert "none" not in style  # a bar and a frame: not by colour alone


@pytest.mark.parametrize(
    ("edition", "voices", "voice", "lang"),
    [
        ("zh-hans", None, "zh-CN", "zh-CN"),
        ("zh-hant", None, "zh_TW", "zh_TW"),
        ("zh-hant", ["zh-CN", "zh-HK"], "zh-HK", "zh-HK"),
        ("zh-hans", ["en-US", "zh-HK"], None, "zh-CN"),
        ("zh-hant", ["cmn-Hant"], None, "zh-TW"),
    ],
)
def test_the_voice_is_that_of_the_script(
    page: Page, site_url: str, edition: str, voices: list[str] | None, voice: str | None, lang: str
) -> None:
    """With none that fits, the browser's own choice for the language."""
    _open(page, f"{site_url}/{edition}/2024/report/", voices)
    (piece,) = _heard(page, 1)
    assert (piece["voice"], piece["lang"]) == (voice, lang)


def test_pause_goes_on_with_the_same_sentence(page: Page, site_url: str) -> None:
    bar = _open(page, f"{site_url}/{REPORT}")
    _heard(page, 1)
    page.evaluate("finish()")
    sentence = _heard(page, 2)[-1]["text"]
    bar.get_by_role("button", name="暂停").click()
    expect(bar.get_by_role("status")).to_have_text("已暂停")
    page.wait_for_timeout(100)
    _heard(page, 2)  # the cancelled utterance's error is no error, and nothing goes on by itself
    bar.get_by_role("button", name="继续").click()
    assert _heard(page, 3)[-1]["text"] == sentence
    expect(bar.get_by_role("status")).to_have_text("正在朗读")


def test_stop_gives_the_page_back(page: Page, site_url: str) -> None:
    bar = _open(page, f"{site_url}/{REPORT}")
    button = page.locator("[data-aloud]")
    ways: tuple[Callable[[], object], ...] = (
        lambda: bar.get_by_role("button", name="停止").click(),
        lambda: page.keyboard.press("Escape"),
        lambda: button.click(),
    )
    for stop in ways:
        if bar.is_hidden():
            button.click()
        expect(bar).to_be_visible()
        expect(button).to_have_attribute("aria-pressed", "true")
        before = page.evaluate("cancelled")
        stop()
        expect(bar).to_be_hidden()
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(page.locator(".spoken")).to_have_count(0)
        assert page.evaluate("cancelled") > before


def test_next_and_previous_go_by_paragraphs(page: Page, site_url: str) -> None:
    bar = _open(page, f"{site_url}/{REPORT}#p9-1")
    expect(page.locator("#p9-1.spoken")).to_have_count(1)  # what was gone to, not what stands above it
    bar.get_by_role("button", name="下一段").click()
    expect(page.locator("#p9-2.spoken")).to_have_count(1)
    for _ in range(2):
        bar.get_by_role("button", name="上一段").click()
    expect(page.locator("#p8-2.spoken")).to_have_count(1)


def test_it_begins_in_view_or_where_the_reader_says(page: Page, site_url: str) -> None:
    page.add_init_script(FAKE)
    page.goto(f"{site_url}/{REPORT}")
    for _ in range(2):  # the second time all that is in view has its height
        page.locator("#p14-1").evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 150)")
        page.wait_for_timeout(200)
    page.locator("[data-aloud]").click()
    expect(page.locator("#p14-1.spoken")).to_have_count(1)
    page.locator("[data-aloud]").click()
    page.evaluate(
        "() => { const p = document.querySelector('#p14-2 p'); getSelection().setBaseAndExtent(p, 0, p, 1); }"
    )
    page.locator("[data-aloud]").click()
    expect(page.locator("#p14-2.spoken")).to_have_count(1)
    page.locator("#p14-1 .permalink").last.click(force=True)
    page.locator("dialog.cite").get_by_role("button", name="从这里朗读").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#p14-1.spoken")).to_have_count(1)
    expect(page.locator(".spoken")).to_have_count(1)


def test_an_error_is_said_and_can_be_tried_again(page: Page, site_url: str) -> None:
    """The chosen voice fails: the browser's own is tried. That fails as well: said, and 继续 tries the sentence again."""
    bar = _open(page, f"{site_url}/{REPORT}")
    first = _heard(page, 1)[0]
    page.evaluate("fail('voice-unavailable')")
    again = _heard(page, 2)[1]
    assert first["voice"] == "zh-CN" and again["voice"] is None and again["text"] == first["text"]
    page.evaluate("fail('synthesis-failed')")
    expect(bar.get_by_role("status")).to_have_text("朗读失败，请重试")
    bar.get_by_role("button", name="继续").click()
    assert _heard(page, 3)[2]["text"] == first["text"]
    expect(bar.get_by_role("status")).to_have_text("正在朗读")


def test_the_speed_is_chosen_and_kept(page: Page, site_url: str) -> None:
    bar = _open(page, f"{site_url}/{REPORT}")
    assert _heard(page, 1)[0]["rate"] == 1
    bar.get_by_role("button", name="慢").click()
    slow = _heard(page, 2)[1]["rate"]
    assert isinstance(slow, float) and slow < 1
    page.reload()
    page.locator("[data-aloud]").click()
    assert _heard(page, 1)[0]["rate"] == slow
    expect(bar.get_by_role("button", name="慢")).to_have_attribute("aria-pressed", "true")


def test_leaving_the_page_stops_it(page: Page, site_url: str) -> None:
    """By the switch to the other script, which opens the same place, silent; and by Back, to a page that was kept."""
    _open(page, f"{site_url}/{REPORT}")
    _heard(page, 1)
    before = page.evaluate("cancelled")
    page.locator("a.script-switch").first.click()
    page.wait_for_url("**/zh-hant/**")
    assert int(page.evaluate("sessionStorage.cancelled")) > before
    expect(page.locator(".aloud")).to_be_hidden()
    assert page.evaluate("heard") == []
    page.go_back()
    expect(page.locator(".aloud")).to_be_hidden()
    expect(page.locator("[data-aloud]")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_window_follows_unless_the_reader_has_gone_elsewhere(page: Page, site_url: str, motion: str) -> None:
    page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    page.add_init_script(
        "window.behaviors = []; const by = window.scrollBy; window.scrollBy = (to) => { behaviors.push(to.behavior); by.call(window, to); }"
    )
    page.set_viewport_size({"width": 390, "height": 844})
    bar = _open(page, f"{site_url}/{REPORT}#p2-2")
    for count in range(1, 9):
        _heard(page, count)
        _still(page)
        head = page.locator(".top").evaluate("e => e.getBoundingClientRect().bottom")
        foot = bar.evaluate("e => e.getBoundingClientRect().top")
        place = page.locator(".spoken").bounding_box()
        assert place and place["y"] < foot and place["y"] + place["height"] > head
        page.evaluate("finish()")
    assert set(page.evaluate("behaviors")) == {"instant" if motion == "reduce" else "smooth"}
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.wait_for_timeout(100)
    _heard(page, 9)
    page.evaluate("finish()")
    _heard(page, 10)
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") < 20
    bar.get_by_role("button", name="下一段").click()
    _still(page)
    assert page.evaluate("scrollY") > 400


@pytest.mark.parametrize(("width", "mode"), [(320, {"type": "large", "theme": "dark"}), (1280, {})])
def test_the_bar_is_within_reach(page: Page, site_url: str, width: int, mode: dict[str, str]) -> None:
    """Buttons of 44 px at least, inside the window, which keeps room for the text; Tab goes through them in order."""
    for kind, value in mode.items():
        page.add_init_script(f"localStorage.setItem('{kind}', '{value}')")
    page.set_viewport_size({"width": width, "height": 844})
    bar = _open(page, f"{site_url}/zh-hans/2024/congress/")  # the shortest: axe reads all of it
    boxes = [button.bounding_box() for button in bar.get_by_role("button").all()]
    assert len(boxes) == 7
    for box in boxes:
        assert box and box["width"] >= 44 and box["height"] >= 44
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= 844
    height = bar.evaluate("e => e.offsetHeight")
    assert height <= 844 * 0.4, height
    names = []
    for _ in range(7):
        names.append(page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert names == ["暂停", "上一段", "下一段", "停止", "慢", "中", "快"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page, ".aloud")


def test_what_is_printed_shows_no_trace_of_it(page: Page, site_url: str) -> None:
    bar = _open(page, f"{site_url}/{REPORT}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(bar).to_be_hidden()
    expect(page.locator(".spoken")).to_have_count(0)
