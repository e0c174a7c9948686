"""Where things stand on a page: what reaches out of the window, measured on boxes. ``scrollWidth`` does not tell of all.

Digits and letters are laid out in the faces of ``gazette/faces``, so that a test means the same on every machine: a Chinese
character is as wide as it is high in each of them, a digit is not.
"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import FACES_PATH

# As wide as the widest digits that readers' machines have: those of DejaVu Sans Bold are .696 em, ours .506.
_WIDE = 137.6


def digits(*, wide: bool) -> str:
    """The style sheet that sets all digits in our face; ``wide``: as a machine has them that does not get the font."""
    face = f'@font-face{{font-family:forced;src:url("{FACES_PATH}figures.ttf");size-adjust:{_WIDE if wide else 100}%}}'
    return face + "[lang][lang]{--song:forced,serif;--hei:forced,sans-serif;--num:forced,sans-serif}"


def ours(lang: str) -> str:
    """The style sheet that sets everything in our faces: ``zh-Hans`` or ``zh-Hant`` first, the other for what it lacks."""
    names = ("hans", "hant") if lang == "zh-Hans" else ("hant", "hans")
    files = (("figures", "figures.ttf"), ("hans", "hans.otf"), ("hant", "hant.otf"))
    faces = "".join(f'@font-face{{font-family:{name};src:url("{FACES_PATH}{file}")}}' for name, file in files)
    text = ",".join(names)
    return faces + f"[lang][lang]{{--song:{text};--hei:{text};--num:figures,{text}}}"


#: Words as low as they are in no font that readers have: what takes a finger must not owe its height to the font.
LOW = (
    f'@font-face{{font-family:low;src:url("{FACES_PATH}figures.ttf");ascent-override:80%;descent-override:20%;'
    "line-gap-override:0%}[lang][lang]{--song:low,serif;--hei:low,sans-serif;--num:low,sans-serif}"
)

# Puts style sheets in the place of the last ones, and waits for the faces that the page needs.
_DRESS = """async css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet];
  document.body.getBoundingClientRect(); await document.fonts.ready; }"""

#: Everything is laid out, near or far.
NEAR = "*{content-visibility:visible!important}"
#: The reader's own spacing (WCAG 1.4.12).
SPACED = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"


def dress(page: Page, css: str) -> None:
    """Gives the page that is open this style sheet after its own, in place of the last one."""
    page.evaluate(_DRESS, css)


# What of words, rules and pictures reaches out of the window, and is not in a box that scrolls. Words by their own boxes: they
# can stand out of an element that keeps its width. What is one pixel wide is there for the ear.
_OUTSIDE = """() => { const width = document.documentElement.clientWidth, found = [];
  const scrolls = element => { for (let e = element; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (/auto|scroll/.test(style.overflowX) || style.position === 'fixed' || style.visibility === 'hidden') return true;
      if (style.clipPath === 'inset(50%)') return true; }
    return false; };
  const out = box => box.width > 1 && box.height > 1 && box.bottom + scrollY > 0 && (box.right > width + .5 || box.left < -.5);
  const tell = (box, element) => `${Math.round(Math.max(box.right - width, -box.left) * 10) / 10} px: `
      + element.outerHTML.replace(/\\s+/g, ' ').slice(0, 120);
  const range = document.createRange(), words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = words.nextNode());) if (text.data.trim()) {
    range.selectNodeContents(text);
    const box = [...range.getClientRects()].find(out);
    if (box && !scrolls(text.parentElement)) found.push(tell(box, text.parentElement)); }
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (out(box) && !scrolls(element)) found.push(tell(box, element)); }
  return [...new Set(found)]; }"""


def outside(page: Page) -> list[str]:
    """What reaches out of the window at its sides: by how much, and the element."""
    found: list[str] = page.evaluate(_OUTSIDE)
    return found


# A value is read as one: number, unit and qualifier in one line.
_TORN = """() => [...document.querySelectorAll('.digits, td .target, td .result, .context .target, .context .result')].filter(e => {
    const range = document.createRange();
    range.selectNodeContents(e);
    const boxes = [...range.getClientRects()].filter(box => box.width > 1);
    return boxes.length && Math.max(...boxes.map(box => box.top)) >= Math.min(...boxes.map(box => box.bottom));
  }).map(e => e.textContent.trim())"""


def torn(page: Page) -> list[str]:
    """Figures that stand in more than one line, in cards, tables and headings."""
    found: list[str] = page.evaluate(_TORN)
    return found
