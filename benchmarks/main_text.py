"""Which extractor keeps the code and the tables of documentation pages, and drops what stands around them?

    python benchmarks/main_text.py FOLDER [--pages 300]

Every page of a folder of Markdown is rendered as HTML inside templates of four kinds of site, of our own making: HTML5
elements, classes of a documentation generator, ``div``s without meaning, and a layout table. The Markdown says which
lines of code, cells of tables and words of prose must survive; sentences in the navigation, sidebar, cookie banner and
footer must not. Prints shares, and pages and bytes for each second of CPU.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

AROUND = (
    "Download the mobile edition of this site today",
    "Our newsletter arrives on the first Monday",
    "We set cookies to remember your visit",
    "All rights belong to the harbour office",
)
LINKS = "".join(
    f'<li><a href="/{word}">{word} overview page</a></li>' for word in "tides moorings buoys lights".split()
)
HTML5 = """<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>
<header><nav><ul>{links}</ul><p>{0}</p></nav></header><div class="cookie-banner"><p>{2}</p></div>
<main><article>{body}</article></main><aside><p>{1}</p></aside><footer><p>{3}</p></footer></body></html>"""
GENERATOR = """<!DOCTYPE html><html><head><title>{title}</title></head><body class="wy-body">
<div class="wy-nav-side"><ul>{links}</ul><p>{0}</p></div><div id="cookie-banner">{2}</div>
<div class="document"><div class="body" role="main">{body}</div></div>
<div class="sidebar"><p>{1}</p></div><div class="footer"><p>{3}</p></div></body></html>"""
SOUP = """<html><head><title>{title}</title></head><body><div class="x1"><ul>{links}</ul><div>{0}</div></div>
<div class="x2">{2}</div><div class="x3"><div class="x4">{body}</div></div><div class="x5">{1}</div>
<div class="x6">{3}</div></body></html>"""
LAYOUT = """<html><head><title>{title}</title></head><body><table role="presentation"><tr><td><ul>{links}</ul>{0}</td>
<td>{body}</td><td>{1}</td></tr></table><p>{2}</p><p>{3}</p></body></html>"""
TEMPLATES = {"HTML5": HTML5, "generator": GENERATOR, "divs": SOUP, "layout table": LAYOUT}
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\|.*\|\s*$", re.MULTILINE)


def words_of(text: str) -> str:
    """Return a text as its letters and digits with one space between, to look pieces up in."""
    return " ".join(re.findall(r"\w+", text))


def prose_reader(html: str) -> str:
    """Return what the reader of documents makes of a page: code in fences, tables in Markdown."""
    from lemnos.sources.documents.prose.html import parse

    return parse(html, lambda _: "").text


def resiliparse(html: str) -> str:
    """Return resiliparse's main content as text."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, preserve_formatting=True, alt_texts=False))


def resiliparse_html(html: str) -> str:
    """Return resiliparse's main content as minimal HTML, read by the reader of documents."""
    from resiliparse.extract.html2text import extract_plain_text

    return prose_reader(
        str(extract_plain_text(html, main_content=True, preserve_formatting="minimal_html", alt_texts=False))
    )


EXTRACTORS: dict[str, Callable[[str], str]] = {
    "documents (selectolax)": prose_reader,
    "resiliparse, text": resiliparse,
    "resiliparse, minimal HTML": resiliparse_html,
}


def main() -> None:
    """Measure every extractor on the same pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.rglob("*.md"))
    random.Random(0).shuffle(paths)
    markdown = MarkdownIt("commonmark").enable("table")
    counts = {name: Counter[str]() for name in EXTRACTORS}
    seconds = dict.fromkeys(EXTRACTORS, 0.0)
    size = 0
    by_template = {name: {template: Counter[str]() for template in TEMPLATES} for name in EXTRACTORS}
    for number, path in enumerate(paths[: arguments.pages]):
        text = re.sub(r"\A---\n.*?^---\n", "", path.read_text(encoding="utf-8", errors="replace"), flags=re.M | re.S)
        code = [words_of(line) for block in _FENCE.findall(text) for line in block.splitlines()]
        code = [line for line in code if line.count(" ") >= 2]
        plain = _FENCE.sub("", text)
        cells = [
            words_of(markdown.renderInline(cell).replace("<", " <").partition("<")[0])
            for row in _ROW.findall(plain)
            for cell in row.strip().strip("|").split("|")
            if set(cell.strip()) - set(":- ")
        ]
        prose = [
            words_of(line)
            for line in plain.splitlines()
            if len(line.split()) >= 8 and re.fullmatch(r"[A-Za-z][\w ,.'()-]+", line)
        ]
        template = list(TEMPLATES)[number % len(TEMPLATES)]
        html = TEMPLATES[template].format(*AROUND, title=path.stem, links=LINKS, body=markdown.render(text))
        size += len(html.encode())
        for name, extract in EXTRACTORS.items():
            start = time.process_time()
            found = extract(html)
            seconds[name] += time.process_time() - start
            there = f" {words_of(found)} "
            for count in (counts[name], by_template[name][template]):
                for kind, pieces in (("code", code), ("cells", [c for c in cells if c]), ("prose", prose)):
                    count[kind] += len(pieces)
                    count[f"{kind} kept"] += sum(f" {piece} " in there for piece in pieces)
                count["around"] += len(AROUND)
                count["around kept"] += sum(f" {words_of(piece)} " in there for piece in AROUND)
    rows = [(name, "all", counts[name]) for name in EXTRACTORS]
    rows += [(name, template, by_template[name][template]) for name in EXTRACTORS for template in TEMPLATES]
    print(f"{min(arguments.pages, len(paths))} pages, {size / 1e6:.1f} MB of HTML")
    print("| extractor | site | lines of code | cells | lines of prose | around it | pages/s | MB/s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, site, count in rows:
        shares = [f"{100 * count[f'{kind} kept'] / max(1, count[kind]):.1f}%" for kind in ("code", "cells", "prose")]
        shares.append(f"{100 * count['around kept'] / max(1, count['around']):.1f}%")
        speed = ["", ""]
        if site == "all":
            speed = [f"{arguments.pages / seconds[name]:,.0f}", f"{size / 1e6 / seconds[name]:.1f}"]
        print(f"| {name} | {site} | {' | '.join([*shares, *speed])} |")


if __name__ == "__main__":
    main()
