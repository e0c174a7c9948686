"""The invented report that docs/editors.md practises on: ``python -m tests.browser.sample`` prints docs/samples/2026-report.pdf."""

from __future__ import annotations

from html import escape

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ROOT
from tests.browser.install import find

PDF = ROOT / "docs" / "samples" / "2026-report.pdf"
#: One string a page, one line a paragraph; the first three lines are the cover's.
PAGES = (
    """政府工作报告
——2026年1月6日在云汐市第九届人民代表大会第三次会议上
云汐市市长 范松
各位代表：
现在，我代表市人民政府向大会作工作报告，请予审议。
一、2025年工作回顾
一年来，全市上下同心，预计地区生产总值增长6.2%，一般公共预算总收入增长4%，城乡居民人均可支配收入增长5.8%。
（一）港口更开放。开通航线12条，盘活低效用地3000亩，推进“双港联动”，新增口袋公园16个。
二、2026年主要工作安排
经济社会发展主要预期目标是：地区生产总值增长5.5%左右，一般公共预算总收入增长3%、本级收入增长3.5%，规上工业增加值增长7%，全社会固定资产投资增长6%，城乡居民人均可支配收入增长6%。""",
    """围绕上述目标，重点做好两方面工作：
（一）做强实体经济。实施增资扩产项目超50个，盘活低效用地4000亩，新增养老床位200张。
（二）办好民生实事。新增口袋公园20个，续建步道40公里，新增城镇就业1.5万人。
各位代表！新的一年，让我们步入新征程，再创新业绩！
附注：
（P1）“双港联动”：东港与西港统一规划、统一调度。""",
)
STYLE = "@page{size:A4;margin:25mm}body{font:16pt/1.8 serif;margin:0}p{text-indent:2em;margin:0}section{break-after:page}.head{text-align:center;text-indent:0}"


def main() -> None:
    """Print it."""
    sections = []
    for number, text in enumerate(PAGES):
        rows = text.split("\n")
        heads = 3 if number == 0 else 0
        marked = (f"<p{' class=head' if n < heads else ''}>{escape(row)}</p>" for n, row in enumerate(rows))
        sections.append(f"<section>{''.join(marked)}</section>")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(sections)}")
        PDF.parent.mkdir(exist_ok=True)
        page.pdf(path=PDF, prefer_css_page_size=True)
        browser.close()


if __name__ == "__main__":
    main()
