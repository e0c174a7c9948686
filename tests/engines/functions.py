"""What a reader does with the site, once for all browsers. Each function fails where a reader would miss something."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import quote, unquote

from tests.engines.tab import Tab
from tests.engines.visit import Visit

REPORT, OTHER = "zh-hans/2024/report/", "zh-hant/2024/report/"
TERM = 'a.term[data-term="wuwei-yiti"]'
MEANING = "经济建设、政治建设、文化建设"
PHONE = (390, 844)
#: What a turn of the wheel asks for, in px.
TURN = 1600

#: The text of what explains a term, where it has the words and is in the window as a whole; else nothing.
EXPLAINED = """(selector, words) => { const box = document.querySelector(selector), at = box && box.getBoundingClientRect();
  return at && at.height > 20 && at.top >= 0 && at.left >= 0 && at.bottom <= innerHeight && at.right <= innerWidth && box.textContent.includes(words) && box.textContent; }"""
GONE = "selector => !document.querySelector(selector)"
TIP, SHEET = "[role=tooltip]", "dialog[open], [role=tooltip]"

#: The paragraph at the reading line, a third down the window, and how far into it the line is, in lines of text.
READING = """() => { const line = innerHeight / 3;
  for (const at of document.querySelectorAll('.document .para[id]')) { const box = at.getBoundingClientRect();
    if (box.bottom > line) return [at.id, (line - box.top) / parseFloat(getComputedStyle(at.querySelector('p') || at).lineHeight)]; } }"""
RESTING = """async () => { for (let same = 0, last = null; same < 4;) {
  await new Promise(resolve => setTimeout(resolve, 40));
  const now = scrollY + ' ' + document.documentElement.scrollHeight; same = now === last ? same + 1 : 0; last = now; } return true; }"""

#: The words of the first mark in the window; one that passes from an element into the next, as in a heading, is several.
MARKED = """() => { const marks = [...document.querySelectorAll('main mark')], box = marks[0] && marks[0].getBoundingClientRect();
  if (!box || box.top < 0 || box.bottom > innerHeight) return '';
  const range = document.createRange(); range.setStartBefore(marks[0]); let words = '';
  for (const mark of marks) { range.setEndAfter(mark); words += mark.textContent; if (range.toString() !== words) return words.slice(0, -mark.textContent.length); }
  return words; }"""

#: Contrast of the text of elements with what is behind it, by the formula of WCAG; the worst, and its element's text.
CONTRAST = """selector => { const parts = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = rgb => rgb.slice(0, 3).map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [.2126, .7152, .0722][n], 0);
  const behind = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  let worst = [99, ''];
  for (const e of document.querySelectorAll(selector)) { if (!e.textContent.trim() || !e.getClientRects().length) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < worst[0]) worst = [ratio, e.textContent.trim().slice(0, 20)]; }
  return [...worst, light(behind(document.querySelector('main')))]; }"""

#: Boxes of text that reach past the window's edge: measured on boxes, as scrollWidth can hide an overflow.
OUTSIDE = """() => { const found = [], wide = document.documentElement.clientWidth;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const text = walker.currentNode, e = text.parentElement;
    if (!text.data.trim() || e.closest('.visually-hidden, [hidden], script, style, template, dialog, title, desc')) continue;
    let rolls = false; for (let up = e; up && up !== document.body; up = up.parentElement) if (/auto|scroll/.test(getComputedStyle(up).overflowX)) rolls = true;
    if (rolls) continue;
    const range = document.createRange(); range.selectNodeContents(text);
    for (const box of range.getClientRects()) if (box.width > 1 && (box.right > wide + 1 || box.left < -1)) { found.push(text.data.trim().slice(0, 20) + ' ' + Math.round(box.left) + '–' + Math.round(box.right)); break; } }
  return found.slice(0, 5); }"""
#: How much larger the page's title is than its text; the narrowest side of what one presses in the header.
MEASURES = """() => { const size = e => parseFloat(getComputedStyle(e).fontSize), title = document.querySelector('h1'), text = document.querySelector('.para p, main p:not(.visually-hidden)');
  const sides = [...document.querySelectorAll('.top button, .top a.script-switch')].filter(e => e.offsetParent).map(e => { const box = e.getBoundingClientRect(); return Math.min(box.width, box.height); });
  return { title: size(title) / parseFloat(getComputedStyle(document.documentElement).fontSize), target: Math.round(Math.min(...sides)), switched: document.querySelector('a.script-switch').getBoundingClientRect().right <= innerWidth }; }"""
#: The lowest anchor that begins in the window, and where.
IN_VIEW = """() => { let found = null; for (const e of document.querySelectorAll('.document [id]')) {
  const { top, height } = e.getBoundingClientRect(); if (height && top >= 0 && top < innerHeight) found = [e.id, top]; }
  return found || ['main', document.getElementById('main').getBoundingClientRect().top]; }"""
#: After a turn of the wheel, once the page rests again: by how much the anchor moved, what is left to the end, the next anchor.
TURNED = f"""async (name, from) => {{ const at = () => document.getElementById(name).getBoundingClientRect().top;
  const picture = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  for (let n = 0; n < 60 && Math.abs(at() - from) < 1; n++) await picture();
  for (let same = 0, last = null; same < 2; last = at()) {{ await picture(); same = at() === last ? same + 1 : 0; }}
  return [from - at(), document.documentElement.scrollHeight - innerHeight - scrollY, ({IN_VIEW})()]; }}"""
KINDS = ("", "2024/", "2024/report/", "2024/explainer/", "2024/explainer/compare/", "glossary/", "indicators/gdp-growth/",
         "about/")  # fmt: skip


def read(visit: Visit) -> None:
    """Every kind of page shows its text inside the window, with a title larger than the text."""
    tab = visit.tab("zh-hans/", *PHONE)
    faults = []
    for path in KINDS:
        visit.go(tab, f"zh-hans/{path}")
        for mode in ("usual", "large"):
            tab.evaluate("mode => { document.documentElement.dataset.type = mode; }", mode)
            faults += [f"{path} {mode}: {text}" for text in tab.evaluate(OUTSIDE)]
            measures = tab.evaluate(MEASURES)
            if measures["title"] < 1.2 or measures["target"] < 44 or not measures["switched"]:
                faults.append(f"{path} {mode}: {measures}")
    assert not faults, "\n".join(faults)


def explain_to_mouse(visit: Visit) -> None:
    """Hovering a term shows its tooltip, which stays while the pointer is on it and closes with Esc."""
    tab = visit.tab(REPORT)
    tab.hover(TERM)
    tab.until(EXPLAINED, TIP, MEANING)
    tab.move(
        *tab.evaluate(
            f"() => {{ const b = document.querySelector('{TIP}').getBoundingClientRect(); return [b.left + 40, b.top + b.height / 2]; }}"
        )
    )
    time.sleep(0.4)
    assert tab.evaluate(EXPLAINED, TIP, MEANING), "went away under the pointer"
    tab.press("Escape")
    tab.until(GONE, TIP)


def explain_to_keyboard(visit: Visit) -> None:
    """Tab to a term shows its tooltip; Esc closes it, and the focus stays on the term."""
    tab = visit.tab(REPORT)
    tab.place(TERM)
    tab.evaluate(
        """selector => { const term = document.querySelector(selector), before = document.createElement('button');
             term.before(before); before.focus({ preventScroll: true }); }""",
        TERM,
    )
    tab.press("Tab")
    tab.until(EXPLAINED, TIP, MEANING)
    tab.press("Escape")
    tab.until(GONE, TIP)
    assert tab.evaluate("selector => document.activeElement.matches(selector)", TERM)


def explain_to_finger(visit: Visit) -> None:
    """A tap on a term shows its tooltip without scrolling the page, and a tap elsewhere closes it."""
    tab = visit.tab(REPORT, *PHONE, touch=True)
    tab.tap(TERM)
    tab.until(EXPLAINED, SHEET, MEANING)
    assert tab.evaluate("() => location.pathname") == f"/{REPORT}"
    tab.tap_at(195, 100)
    tab.until(GONE, SHEET)


def show_sheet(visit: Visit) -> None:
    """In a narrow window a term opens a sheet with its source, a link to the glossary and a close button."""
    tab = visit.tab(REPORT, *PHONE)
    tab.click(TERM)
    text = tab.until(EXPLAINED, "dialog[open]", MEANING)
    assert (
        abs(tab.evaluate("() => innerHeight - document.querySelector('dialog[open]').getBoundingClientRect().bottom"))
        <= 1
    )
    assert "附注P9" in text, text
    assert tab.evaluate("() => document.querySelector('dialog[open] button').getBoundingClientRect().height >= 44")
    link = tab.evaluate("() => document.querySelector('dialog[open] a').href")
    assert link.endswith("/zh-hans/glossary/#wuwei-yiti")
    tab.click_at(*_middle(tab, "dialog[open] button"))
    tab.until(GONE, "dialog[open]")
    tab.until("selector => document.activeElement.matches(selector)", TERM, what="the focus back on the term")


def _middle(tab: Tab, selector: str) -> tuple[float, float]:
    x, y = tab.evaluate(
        "s => { const b = document.querySelector(s).getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]; }",
        selector,
    )
    return x, y


def switch_script(visit: Visit) -> None:
    """The script switch leads to the same line in the other script, and back."""
    tab = visit.tab(REPORT)
    for share in (0.3, 0.7):
        tab.evaluate("share => scrollTo(0, share * document.documentElement.scrollHeight)", share)
        tab.evaluate(RESTING)
        for there in ("zh-Hant", "zh-Hans"):
            paragraph, lines = tab.evaluate(READING)
            tab.click_at(*_middle(tab, "a.script-switch"))
            tab.until("lang => document.readyState === 'complete' && document.documentElement.lang === lang", there)
            tab.evaluate(RESTING)
            now, after = tab.evaluate(READING)
            assert now == paragraph and abs(after - lines) <= 1.2, (share, there, paragraph, lines, now, after)


def search(visit: Visit) -> None:
    """A query gives hits that show its words; a hit leads to its paragraph, where the words are marked."""
    tab = visit.tab("zh-hans/search/")
    tab.click("form.find input")
    tab.type("低效用地")
    tab.press("Enter")
    tab.until("() => document.querySelectorAll('ol.hits > li').length > 1", what="hits")
    assert tab.evaluate("() => [...document.querySelectorAll('ol.hits > li')].every(hit => hit.querySelector('mark'))")
    assert unquote(tab.evaluate("() => location.search")) == "?q=低效用地"
    _follow(tab, "ol.hits a[href*='report/#']", "低效用地")
    visit.go(tab, f"zh-hans/search/?q={quote('托儿所')}")  # the documents say 托育位
    tab.until("() => document.querySelector('[data-find=further-list] > li')", what="hits of synonyms")
    _follow(tab, "ol.hits a[href*='report/#']", "托育位")


def _follow(tab: Tab, link: str, words: str) -> None:
    target = tab.evaluate("s => { const a = document.querySelector(s); return a && a.href; }", link)
    assert target, f"no hit: {link}"
    tab.click(link)
    tab.until("href => location.href === href && document.readyState === 'complete'", target)
    assert tab.until(MARKED, what="the words marked, in the window") == words


def search_again(visit: Visit) -> None:
    """The hit is also marked when the service worker serves the pages."""
    tab = visit.tab(REPORT)
    tab.until("() => navigator.serviceWorker.controller !== null")
    visit.go(tab, f"zh-hans/search/?q={quote('低效用地')}")
    tab.until("() => document.querySelectorAll('ol.hits > li').length > 1", what="hits")
    _follow(tab, "ol.hits a[href*='report/#']", "低效用地")


def search_in_header(visit: Visit) -> None:
    """The search box in the header shows hits while one types, and the keyboard selects one."""
    tab = visit.tab("zh-hant/2024/")
    tab.press("/")
    tab.until("() => document.activeElement.matches('.seek input')")
    tab.type("低效用地")
    first = "() => { const mark = document.querySelector('.seek [role=option] mark'); return mark && mark.textContent === '低效用地'; }"
    tab.until(first, what="hits of all that is typed, not yet those of its beginning")
    tab.press("ArrowDown")
    tab.press("Enter")
    assert tab.until(MARKED, what="the words marked, in the window") == "低效用地"


def enlarge(visit: Visit) -> None:
    """Large type enlarges the text, keeps the reading position, stays on for the next page, and can be turned off."""
    tab = visit.tab(REPORT, *PHONE)
    size = "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    tab.evaluate("() => scrollTo(0, .5 * document.documentElement.scrollHeight)")
    tab.evaluate(RESTING)
    usual, (paragraph, _) = tab.evaluate(size), tab.evaluate(READING)
    tab.evaluate("() => document.querySelector('button[data-set=type]').click()")
    tab.evaluate(RESTING)
    assert tab.evaluate(READING)[0] == paragraph
    assert tab.evaluate(size) >= usual * 1.15
    visit.go(tab, "zh-hant/glossary/")
    assert tab.evaluate("() => document.querySelector('button[data-set=type]').getAttribute('aria-pressed')") == "true"
    large = tab.evaluate(size)
    tab.click("button[data-set=type]")
    assert tab.evaluate(size) < large


def darken(visit: Visit) -> None:
    """Dark colours apply at once, with enough contrast, and stay on for the next page."""
    tab = visit.tab("zh-hans/2024/report/")
    texts = "h1, h2, main p, main a, main li, .top a, .top button, data, td, th"
    for path in ("zh-hans/2024/report/", "zh-hans/2024/", "zh-hans/indicators/gdp-growth/"):
        visit.go(tab, path)
        if path != "zh-hans/2024/report/":
            ratio, text, ground = tab.evaluate(CONTRAST, texts)
            assert ground < 0.1 and ratio >= 4.5, f"after loading {path}: {ratio:.1f} {text}"
            tab.click("button[data-set=theme]")
            ratio, text, ground = tab.evaluate(CONTRAST, texts)
            assert ground > 0.5 and ratio >= 4.5, f"light again, {path}: {ratio:.1f} {text}"
        tab.click("button[data-set=theme]")
        ratio, text, ground = tab.evaluate(CONTRAST, texts)
        assert ground < 0.1 and ratio >= 4.5, f"just pressed, {path}: {ratio:.1f} {text}"


def scroll_through(visit: Visit) -> None:
    """The wheel scrolls through a whole report to its end, each turn by the distance it asks for."""
    tab = visit.tab(REPORT, *PHONE)
    tab.move(195, 400)
    anchor, moves = tab.evaluate(IN_VIEW), []
    for _ in range(90):
        tab.wheel(TURN)
        moved, left, anchor_now = tab.evaluate(TURNED, *anchor)
        if left <= 2:
            break
        moves.append(round(moved))
        anchor = anchor_now
    assert left <= 2, f"{left} px from the end after {len(moves)} turns"
    assert len(moves) > 15, "else this tests nothing"
    assert all(abs(move - TURN) <= 30 for move in moves), moves


def read_offline(visit: Visit) -> None:
    """Without a network a visited page opens and looks the same; any other page says that it is not stored."""
    tab = visit.tab(REPORT)
    tab.until("() => navigator.serviceWorker.controller !== null", what="the service worker")
    kept = "async path => !!(await caches.match(path))"
    tab.until(kept, f"/{REPORT}")
    visit.go(tab, "zh-hans/2024/")
    tab.until(kept, "/zh-hans/2024/")
    visit.go_offline()
    visit.go(tab, f"{REPORT}#p17-1")
    assert "低效用地" in tab.text("main")
    assert tab.evaluate("() => getComputedStyle(document.querySelector('.top')).borderBottomStyle") == "solid"
    assert tab.evaluate("() => document.querySelector('button[data-set=type]').getAttribute('aria-pressed')") == "false"
    visit.go(tab, "zh-hans/2023/explainer/")
    assert "网络未连接" in tab.text("h1")


#: By the name that docs/browsers.md has.
FUNCTIONS: dict[str, Callable[[Visit], None]] = {
    "reading": read,
    "tooltip, mouse": explain_to_mouse,
    "tooltip, keyboard": explain_to_keyboard,
    "tooltip, finger": explain_to_finger,
    "sheet": show_sheet,
    "script switch": switch_script,
    "search, hit marked": search,
    "search, later visit": search_again,
    "search, header": search_in_header,
    "large type": enlarge,
    "dark": darken,
    "scrolling through": scroll_through,
    "offline": read_offline,
}
