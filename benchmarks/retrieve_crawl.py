"""Builds crawls of real pages with known relevance, and the runs whose records are the seeds.

    python benchmarks/retrieve_crawl.py OUT --wikispeedia DIR --cpp-docs DIR --tools RUN [--trajectories RUN]

Half of the articles, documentation pages and operations (by the hash of their name) become seeds, the others the crawl:
*wikispeedia* as JSON lines, *cpp-docs* rendered as HTML in a WARC, operations of *OpenAPI* descriptions as HTML pages
of a layout of our own in another WARC. ``OUT/relevant.json`` says which groups seeds and addresses are in; a page is
relevant to a seed if they share one: articles that link each other; pages of the same folder; operations of the same
provider, and tools of the same MCP server. Trajectories are seeds, and the tools that were offered in them pages: those
that it calls are relevant to a trajectory. ``--times`` repeats the crawl under other addresses, with the pages' words
shuffled, for measurements of memory.
"""

import argparse
import html
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec
from markdown_it import MarkdownIt

from lemnos.records import Document, Record, Tool, ToolDocument, Trajectory, content_id
from lemnos.sources.documents.prose.plaintext import parse
from lemnos.sources.tools.pages.warc_archive import write_record
from lemnos.store.run_folder import RunFolder, describe, open_run
from main_text import AROUND, LINKS, TEMPLATES

MOST_OPERATIONS = 60
"""Operations of one provider that are read."""
TRAJECTORIES = 29
"""Every so many-th trajectory is read."""
WHEN = "2026-11-29T00:00:00Z"
Page = tuple[str, str]
"""Address and HTML, or address and plain text."""


def is_seed(name: str) -> bool:
    """Return whether a thing of this name is a seed rather than a page."""
    return blake2b(name.encode(), digest_size=1).digest()[0] % 2 == 0


def seeds_run(path: Path, folder: str, kind: type[Record], records: list[Record]) -> None:
    """Write a finished run that holds these records."""
    with open_run(path, describe("talk", {"made": path.name, "records": len(records)})) as run:
        for number, low in enumerate(range(0, len(records), 500)):
            run.write_records(folder, number, kind, records[low : low + 500])
        run.write_manifest({folder: kind})


def wikispeedia(folder: Path, relevant: dict[str, list[str]], every: int) -> tuple[list[Record], list[Page]]:
    """Return the articles that are seeds, and the others as pages."""
    linked: dict[str, set[str]] = defaultdict(set)
    (table,) = folder.rglob("links.tsv")
    for line in table.read_text(encoding="utf-8").splitlines():
        left, tab, right = line.partition("\t")
        if tab and not left.startswith("#"):
            linked[left].add(right)
            linked[right].add(left)
    seeds: list[Record] = []
    pages: list[Page] = []
    for path in sorted((folder / "plaintext_articles").glob("*.txt"))[::every]:
        text = path.read_text(encoding="utf-8").partition("\n")[2]
        title = unquote(path.stem).replace("_", " ")
        if is_seed(path.stem):
            prose = parse(text)
            document = prose.document(title=title, source=path.name)
            document = msgspec.structs.replace(document, title=title, id=content_id("seed", path.stem))
            seeds.append(document)
            relevant[document.id] = sorted(wiki_url(name) for name in linked[path.stem] if not is_seed(name))
        else:
            pages.append((wiki_url(path.stem), f"{title}\n\n{text}"))
            relevant[wiki_url(path.stem)] = [wiki_url(path.stem)]
    return seeds, pages


def wiki_url(name: str) -> str:
    """Return the address of an article."""
    return f"https://schools.example.org/wiki/{quote(unquote(name))}"


def cpp_docs(folder: Path, relevant: dict[str, list[str]], every: int) -> tuple[list[Record], list[Page]]:
    """Return the pages that are seeds, and the others as HTML."""
    markdown = MarkdownIt("commonmark").enable("table")
    seeds: list[Record] = []
    pages: list[Page] = []
    for number, path in enumerate(sorted((folder / "docs").rglob("*.md"))[::every]):
        name = path.relative_to(folder / "docs").with_suffix("").as_posix()
        text = re.sub(r"\A---\n.*?^---\n", "", path.read_text("utf-8", "replace"), flags=re.M | re.S)
        topic = name.rpartition("/")[0]
        if len(text) < 1500:
            continue
        if is_seed(name):
            from lemnos.sources.documents.prose.markdown import parse as parse_markdown

            prose = parse_markdown(text, lambda _: "", is_mdx=False)
            document = prose.document(title=name, source=name)
            document = msgspec.structs.replace(document, id=content_id("seed", name))
            seeds.append(document)
            relevant[document.id] = [topic]
        else:
            url = f"https://docs.compiler.example.com/{name}"
            relevant[url] = [topic]
            template = list(TEMPLATES.values())[number % 3]
            pages.append(
                (url, template.format(*AROUND, title=html.escape(path.stem), links=LINKS, body=markdown.render(text)))
            )
    return seeds, pages


def described(tools: RunFolder, relevant: dict[str, list[str]], kind: str) -> tuple[list[Record], list[Page]]:
    """Return the documents of half of the tools of a kind (``http``, ``mcp``), and pages about the others."""
    pages: list[Page] = []
    of_provider: Counter[str] = Counter()
    used: set[str] = set()
    for row in tools.read_records("tools"):
        tool = msgspec.convert(row, Tool)
        if tool.kind != kind:
            continue
        of_provider[tool.provider] += 1
        if of_provider[tool.provider] > MOST_OPERATIONS:
            continue
        used.add(tool.id)
        if not is_seed(tool.id):
            url = f"https://developers.{tool.provider}/{quote(tool.api)}/{quote(tool.name)}"
            relevant[url] = [tool.provider]
            pages.append((url, operation_page(tool)))
    seeds: list[Record] = []
    for row in tools.read_records("tool_documents"):
        document = msgspec.convert(row, ToolDocument)
        if document.tool in used and is_seed(document.tool):
            seeds.append(document)
            relevant[document.id] = [document.provider]
    return seeds, pages


def called(runs: RunFolder, relevant: dict[str, list[str]]) -> tuple[list[Record], list[Page]]:
    """Return trajectories, and a page about each tool that was offered in one."""
    seeds: list[Record] = []
    pages: dict[str, str] = {}
    for number, row in enumerate(runs.read_records("trajectories")):
        if number % TRAJECTORIES:
            continue
        trajectory = msgspec.convert(row, Trajectory)
        calls = {call.name for message in trajectory.messages for call in message.tool_calls}
        groups = []
        for offered in trajectory.tools:
            if offered.origin != "stated" or len(offered.description.split()) < 4:
                continue
            group = content_id(offered.name, offered.description)
            url = f"https://tools.example.net/{quote(offered.name)}/{group}"
            pages[url] = tool_page(offered.name, offered.description, offered.parameters, "")
            relevant[url] = [group]
            groups += [group] if offered.name in calls else []
        if groups:
            seeds.append(trajectory)
            relevant[trajectory.id] = groups
    return seeds, list(pages.items())


def operation_page(tool: Tool) -> str:
    """Return a page of documentation about an operation, or another tool."""
    request = (
        f"<p>An application sends this request to {html.escape(tool.provider)} with the arguments of the table.</p>"
        f"<pre><code>{tool.method} {html.escape(tool.server + tool.path)}</code></pre>"
    )
    return tool_page(tool.name, tool.description, tool.parameters, request if tool.method else "")


def tool_page(name: str, description: str, parameters: str, request: str) -> str:
    """Return a page of documentation about a tool."""
    properties = json.loads(parameters or "{}").get("properties", {})
    rows = "".join(
        f"<tr><td><code>{html.escape(argument)}</code></td><td>{html.escape(str(value.get('type', '')))}</td>"
        f"<td>{html.escape(str(value.get('description', '')))}</td></tr>"
        for argument, value in properties.items()
        if isinstance(value, dict)
    )
    body = (
        f"<h1>{html.escape(name)}</h1><p>{html.escape(description)}</p>{request}<h2>Arguments</h2>"
        f"<table><tr><th>Name</th><th>Type</th><th>Meaning</th></tr>{rows}</table>"
    )
    return TEMPLATES["HTML5"].format(*AROUND, title=html.escape(name), links=LINKS, body=body)


def repeated(pages: list[Page], times: int) -> Iterator[Page]:
    """Yield pages, and then variants of them under other addresses, with every fifth word replaced by another."""
    for time in range(times):
        for number, (url, text) in enumerate(pages):
            if not time:
                yield url, text
                continue
            rng = random.Random(f"{time} {number}")
            parts = re.split(r"(<[^>]*>|\s+)", text)
            words = [part for part in parts if part.isalpha()] or ["sea"]
            parts = [rng.choice(words) if part.isalpha() and rng.random() < 0.2 else part for part in parts]
            yield url.replace("https://", f"https://mirror{time}."), "".join(parts)


def write_warc(path: Path, pages: Iterable[Page]) -> None:
    """Write pages as a WARC, compressed record by record."""
    with path.open("wb") as stream:
        for url, text in pages:
            headers = [("Content-Type", "text/html; charset=utf-8")]
            write_record(stream, url, "200 OK", headers, text.encode(), WHEN)


def main() -> None:
    """Build everything."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--wikispeedia", type=Path, required=True)
    parser.add_argument("--cpp-docs", type=Path, required=True)
    parser.add_argument("--tools", type=Path, required=True, help="a finished run of lemnos tools docs")
    parser.add_argument("--trajectories", type=Path, help="a finished run of lemnos trajectories import")
    parser.add_argument("--every", type=int, default=1, help="read every so many-th article and page only")
    parser.add_argument("--times", type=int, default=1)
    arguments = parser.parse_args()
    relevant: dict[str, list[str]] = {}
    crawl = arguments.out / "crawl"
    crawl.mkdir(parents=True, exist_ok=True)
    articles, article_pages = wikispeedia(arguments.wikispeedia, relevant, arguments.every)
    docs, doc_pages = cpp_docs(arguments.cpp_docs, relevant, arguments.every)
    tools, tool_pages = described(RunFolder(arguments.tools), relevant, "http")
    servers, server_pages = described(RunFolder(arguments.tools), relevant, "mcp")
    runs, run_pages = called(RunFolder(arguments.trajectories), relevant) if arguments.trajectories else ([], [])
    with (crawl / "articles.jsonl").open("w", encoding="utf-8") as stream:
        for url, text in repeated(article_pages, arguments.times):
            title, _, body = text.partition("\n\n")
            stream.write(json.dumps({"url": url, "title": title, "text": body}) + "\n")
    write_warc(crawl / "docs.warc.gz", repeated(doc_pages, arguments.times))
    described_pages = [*tool_pages, *server_pages, *run_pages]
    write_warc(crawl / "apis.warc.gz", repeated(described_pages, arguments.times))
    for name, folder, kind, records in (
        ("articles", "documents", Document, articles),
        ("docs", "documents", Document, docs),
        ("tools", "tool_documents", ToolDocument, tools),
        ("servers", "tool_documents", ToolDocument, servers),
        ("trajectories", "trajectories", Trajectory, runs),
    ):
        if records and not (arguments.out / name).exists():
            seeds_run(arguments.out / name, folder, kind, records)
        print(f"{name}: {len(records):,} seeds")
    (arguments.out / "relevant.json").write_text(json.dumps(relevant))
    print(f"pages: {len(article_pages):,} articles, {len(doc_pages):,} docs, {len(described_pages):,} tools")


if __name__ == "__main__":
    main()
