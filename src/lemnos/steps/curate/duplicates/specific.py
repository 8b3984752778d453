"""What a record is compared by: record → ``Specific``, a text and what must be the same word for word.

What records of one data set share without being copies is left out: offered schemas, observations and system prompts
of trajectories, the answers that dialogues quote (their evidence stands for them), versions of tools. What makes two
records different however similar their words are, stands in ``same``: the calls of a trajectory, the name and arguments
of a tool. What must not be lost stands in ``facts``: what a tool says of its arguments and results.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, assert_never

import msgspec

from lemnos.records import Dialogue, Document, Tool, ToolDocument, Trajectory, content_id
from lemnos.records.licences import is_non_commercial, licences_of
from lemnos.steps.curate.base import Curated
from lemnos.steps.curate.duplicates.facts import facts_of, without_own_version, without_versions, words_of

_FEW = 5
"""Tools with shorter descriptions are copies only of those of the same provider."""
_WORD = 6
"""Characters of a fact that count as a word."""
_LONGEST_TOOL = (1 << 17) - 1
"""Words of a tool beyond which length does not tell."""
_NEWNESS_BITS = 10
_PREVIEW = re.compile(r"alpha|beta|preview|unstable|dev|snapshot|(?<![a-z])rc(?![a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,6}")
_FIRST_YEAR = 1990
"""A first number from which on a version is a date."""


class Specific(NamedTuple):
    """What a record is compared by."""

    same: str
    """Two records that differ in this are never copies. Begins with the kind."""
    parts: tuple[str, ...]
    """Texts that are each compared with the same part of the other record; all must be nearly the same."""
    title: str = ""
    """Title of a document, in lower case; empty if it has none that names what it is about."""
    prompted: str = ""
    """Of a trajectory that calls tools, all but the request: another with the same may hold this one's request whole,
    in a prompt around it. Empty for other records."""
    facts: tuple[str, ...] = ()
    """Sorted; the record that stays has all those of the one that goes."""
    is_exact: bool = False
    """Whether every word of the record that goes stands in the one that stays; otherwise only names must, as an edited
    page is a copy and a request about another town is none."""

    @property
    def text(self) -> str:
        """All parts, for bands and exact copies."""
        return "\n".join(self.parts)


def specific(record: Curated) -> Specific:
    """Return what a record is compared by."""
    match record:
        case Document():
            return Specific("document", (record.text,), title_of(record))
        case Dialogue():
            told = [
                word
                for number, turn in enumerate(record.turns)
                for word in (
                    record.messages[2 * number].content,
                    *(f"{place.document}x{place.start}x{place.end}" for place in turn.evidence),
                    *([] if turn.evidence else [record.messages[2 * number + 1].content]),
                )
            ]
            return Specific("dialogue", ("\n".join(told),), is_exact=True)
        case Trajectory():
            return _trajectory(record)
        case ToolDocument():
            text = without_versions(record.text)
            return Specific(
                f"tool_document {record.form} {words_of(without_versions(record.title))}", (text,), is_exact=True
            )
        case Tool():
            facts = facts_of(record)
            # A name alone, such as ``search``, is not enough to tell that two providers offer the same.
            provider = record.provider if len(record.description.split()) < _FEW else ""
            path, name = (without_own_version(text, record.version) for text in (record.path, record.name))
            named = f"{provider} {record.kind} {record.method} {path} {words_of(name)}"
            text = without_versions(record.description)
            return Specific(f"tool {named} {content_id(*facts.shape)}", (text,), facts=facts.told, is_exact=True)
        case _:
            assert_never(record)


def title_of(document: Document) -> str:
    """Return the title of a document in lower case; empty if it is an address, an id or the number of a row."""
    title = " ".join(document.title.lower().split())
    words = title.split()
    opaque = len(words) == 1 and any(map(str.isdecimal, title)) and title not in document.text.lower()
    row = bool(words) and words[-1].isdecimal() and all(word in document.source.lower() for word in words)
    return "" if opaque or row or "://" in title else title


def _trajectory(record: Trajectory) -> Specific:
    """Request, answer and thoughts are compared, and calls are the same or the records are not copies.

    Data sets publish one run with the bare request and inside a prompt with instructions and schemas; see ``prompted``.
    """
    calls = [(call.name, _canonical(call.arguments)) for message in record.messages for call in message.tool_calls]
    asked = "\n".join(message.content for message in record.messages if message.role == "user")
    said = "\n".join(
        message.content for message in record.messages if message.role == "assistant" and message.kind != "thought"
    )
    thought = "\n".join(
        part
        for message in record.messages
        for part in (message.reasoning, message.content if message.kind == "thought" else "")
        if part
    )
    called = content_id(*(part for call in calls for part in call))
    prompted = content_id(called, said, thought) if calls else ""
    return Specific(f"trajectory {called}", (asked, said, thought), prompted=prompted, is_exact=True)


def _canonical(arguments: str) -> str:
    """Return JSON text with sorted keys; the text as it is if it is no JSON."""
    try:
        return msgspec.json.encode(msgspec.json.decode(arguments), order="sorted").decode()
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return arguments


def rank(record: Curated, words: int, facts: Sequence[str] = ()) -> int:
    """Return a number of 32 bits: of two copies the one with the smaller number stays.

    By level of verification (of a tool, whether it is deprecated), then licence (stated and free for commercial use,
    then stated, then not stated), then length, with that of its facts; of tools then a release before a preview, and a
    later version before an earlier one.

    Args:
        record: The record.
        words: Number of the words by which it is compared.
        facts: Its facts.
    """
    words += sum(map(len, facts)) // _WORD
    match record:
        case Trajectory():
            level = min(7, record.verification.level)
        case Tool():
            level = 0 if record.deprecated else 1
            words = min(words, _LONGEST_TOOL) << _NEWNESS_BITS | newness(record.version)
        case _:
            level = 0
    licences = licences_of(record) or frozenset(("unknown",))
    stated = 0 if "unknown" in licences else 1 if any(map(is_non_commercial, licences)) else 2
    return 0xFFFFFFFF - (level << 29 | stated << 27 | min(words, (1 << 27) - 1))


def newness(version: str) -> int:
    """Return a number of 10 bits that grows with the version of an API; 0 for a preview, 1 for one without a number.

    >>> [newness(version) for version in ("v1beta2", "", "v1", "2.8", "2019-05-01")]
    [0, 1, 33, 73, 354]
    """
    if _PREVIEW.search(version):
        return 0
    first, second = [*map(int, _NUMBER.findall(version)[:2]), 0, 0][:2]
    if first >= _FIRST_YEAR:
        number = (first - _FIRST_YEAR) * 12 + min(second, 12)
    else:
        number = first * 32 + min(second, 31)
    return min(1 + number, (1 << _NEWNESS_BITS) - 1)
