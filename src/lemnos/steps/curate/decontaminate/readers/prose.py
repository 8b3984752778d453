"""Benchmarks that have no secret: prose whose likelihood is measured, minimal pairs, answers that the prompt holds.

``Row`` → ``Item``s that are not searched unless a setting says so: BLiMP, copying tasks, WikiText and other plain text.
"""

import re
from collections.abc import Iterator

from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.readers.base import Row, item, text_of, texts_of

_HEADING = re.compile(r"^\s*=.*=\s*$")
_SHORTEST = 200
"""Characters of the shortest paragraph of prose that is an item."""


def blimp(row: Row, benchmark: str) -> Iterator[Item]:
    """BLiMP: two sentences, one of which is good English. Both are sentences that anyone may write."""
    value = row.value
    number = f"{value.get('UID') or row.file}:{value.get('pairID') or row.source}"
    good = text_of(value.get("sentence_good"))
    yield item(row, benchmark, id=number, question=good, secret=False)


def copying(row: Row, benchmark: str) -> Iterator[Item]:
    """Copying tasks: the prompt holds the answer, and the choices are letters."""
    yield item(
        row, benchmark, question=text_of(row.value["context"]), choices=texts_of(row.value["choices"]), secret=False
    )


def paragraphs(row: Row, benchmark: str) -> Iterator[Item]:
    """Plain text: its paragraphs, of lines that are no headings."""
    for number, line in enumerate(str(row.value).split("\n"), 1):
        if len(line) >= _SHORTEST and not _HEADING.match(line):
            yield item(row, benchmark, id=f"{row.source}:{number}", question=line.strip(), secret=False)
