"""Prints a retrieved page beside the seed that found it; the terms of the query are marked in both.

Terms are bold on a terminal, and stand between ``*`` elsewhere.
"""

import re
import shutil
import sys
import textwrap
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from lemnos.steps.retrieve.choose.write import MATCHES
from lemnos.steps.retrieve.seeds.queries import RECORDS
from lemnos.steps.retrieve.terms import parted
from lemnos.store.run_folder import RunFolder

_LINES = 40
_WIDTH = 100
_WORD = re.compile(r"[^\W_]+")


def show(run: RunFolder, document: Mapping[str, Any], limit: int | None) -> None:
    """Print a document with all its matches.

    Args:
        run: The run that it is of.
        document: The document as a plain dictionary.
        limit: Lines to print of page and seed.
    """
    matches = [match for match in run.read_records(MATCHES) if match["document"] == document["id"]]
    wanted = {match["seed"] for match in matches}
    seeds = {seed["id"]: seed for seed in run.read_records(RECORDS) if seed["id"] in wanted}
    print(f"{document['id']}  {document['title']}")
    print(f"{document['url'] or document['source']}  licence {document['licence'] or 'unknown'}")
    for match in matches:
        seed = seeds[match["seed"]]
        similarity = f", cosine {match['similarity']:.2f}" if match["similarity"] else ""
        print(
            f"\nfound for {seed['kind']} {seed['id']}: rank {match['rank']}, score {match['score']:.2f}{similarity}\n"
            f"common terms: {', '.join(match['terms']) or '(none: the embedding found it)'}"
        )
    best = min(matches, key=lambda match: (match["rank"], -match["score"]))
    print()
    for line in side_by_side(
        seeds[best["seed"]]["text"], document["text"], best["terms"], limit or _LINES, is_terminal=sys.stdout.isatty()
    ):
        print(line)


def side_by_side(seed: str, page: str, terms: list[str], lines: int, *, is_terminal: bool) -> list[str]:
    """Return the first lines of a seed and a page beside each other, with terms marked.

    Args:
        seed: Text of the seed.
        page: Text of the page.
        terms: Terms in lower case.
        lines: How many lines.
        is_terminal: Whether to mark by bold type; by ``*`` otherwise.
    """
    width = (min(max(shutil.get_terminal_size((_WIDTH, 0)).columns, 60), 200) - 3) // 2
    marked = frozenset(terms)
    columns = [_wrapped(text, width - 2 if not is_terminal else width, lines) for text in (seed, page)]
    rows = [f"{'seed'.ljust(width)} │ page", f"{'─' * width}─┼─{'─' * width}"]
    for left, right in zip_longest(*columns, fillvalue=""):
        pieces = []
        for text in (left, right):
            shown, extra = _marked(text, marked, is_terminal)
            pieces.append(shown + " " * max(0, width - len(text) - extra))
        rows.append(f"{pieces[0]} │ {pieces[1]}".rstrip())
    return rows


def _wrapped(text: str, width: int, lines: int) -> list[str]:
    found: list[str] = []
    for line in text.splitlines():
        found += textwrap.wrap(line, width) or [""]
        if len(found) >= lines:
            break
    return found[:lines]


def _marked(line: str, terms: frozenset[str], is_terminal: bool) -> tuple[str, int]:
    """Return a line with its terms marked, and how many columns the marks take."""
    begin, end = ("\x1b[1m", "\x1b[0m") if is_terminal else ("*", "*")
    count = 0

    def mark(match: re.Match[str]) -> str:
        nonlocal count
        if not any(part.lower() in terms for part in parted(match[0]).split()):
            return match[0]
        count += 1
        return f"{begin}{match[0]}{end}"

    marked = _WORD.sub(mark, line)
    return marked, 0 if is_terminal else 2 * count
