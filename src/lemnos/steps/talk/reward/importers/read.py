"""Detects the format of files of published conversations, and imports them: JSON, JSON lines or TSV, also gzipped →
``Case``.

A file is read whole: the largest of these data sets has 120 MB. A record that its importer cannot read is reported with
its location and skipped.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from lemnos.errors import InputError
from lemnos.steps.talk.reward.cases import Case, Problem, lines, reason
from lemnos.steps.talk.reward.importers import cast, coqa, doc2dial, mtrag, quac, topiocqa
from lemnos.steps.talk.reward.importers.conversation import Conversation, Sampling, conversation_cases
from lemnos.steps.talk.reward.importers.record import Answers, Record

Format = Literal["auto", "cast", "quac", "coqa", "topiocqa", "doc2dial", "mtrag"]


class _Importer(Protocol):
    def fits(self, value: object) -> bool: ...

    def conversations(
        self, records: Sequence[Record], answers: Answers, problem: Problem
    ) -> Iterator[Conversation]: ...


_IMPORTERS: dict[str, _Importer] = {
    "cast": cast,
    "quac": quac,
    "coqa": coqa,
    "topiocqa": topiocqa,
    "doc2dial": doc2dial,
    "mtrag": mtrag,
}


class Imported(NamedTuple):
    """The result of an import."""

    format: str
    conversations: int
    cases: Iterator[Case]


def import_cases(
    format_: Format, paths: Sequence[str], answers: Answers, sampling: Sampling, problem: Problem
) -> Imported:
    """Return the cases of published conversations.

    Args:
        format_: ``auto`` detects the format of the records; all must have the same one.
        paths: Files that belong together.
        answers: See ``Answers``.
        sampling: How candidates are chosen.
        problem: Called with a message for each invalid record.

    Raises:
        InputError: A file cannot be read, has no known format, or contains no conversation.
    """
    records = [record for path in paths for record in read_records(path, problem)]
    name = _detect(records, paths) if format_ == "auto" else format_
    importer = _IMPORTERS[name]
    if format_ != "auto" and not any(importer.fits(record.value) for record in records):
        raise InputError(
            f"no record in the format {name}", where=paths[0], remedy="try the format auto, or another file"
        )
    conversations = list(importer.conversations(records, answers, problem))
    return Imported(name, len(conversations), conversation_cases(conversations, sampling))


def _detect(records: Sequence[Record], paths: Sequence[str]) -> str:
    formats = {name for name, importer in _IMPORTERS.items() if any(importer.fits(record.value) for record in records)}
    if len(formats) == 1:
        return formats.pop()
    if formats:
        raise InputError(
            f"files have several formats: {', '.join(sorted(formats))}", where=paths[0], remedy="import them one by one"
        )
    raise InputError(
        "unknown format",
        where=paths[0],
        remedy=f"give one of {', '.join(_IMPORTERS)}; see lemnos reward import -h",
    )


def read_records(path: str, problem: Problem) -> Iterator[Record]:
    """Yield the records of a file: items of a JSON array, a JSON object, objects of JSON lines, or lines of text.

    Raises:
        InputError: The file cannot be read, or is empty.
    """
    numbered = list(lines(path))
    if not numbered:
        raise InputError("file is empty", where=path, remedy="download it again")
    numbered[0] = numbered[0][0], numbered[0][1].removeprefix(b"\xef\xbb\xbf")
    if numbered[0][1].lstrip()[:1] not in (b"{", b"["):
        yield from (Record(f"{path}:{number}", line.decode("utf-8", "replace")) for number, line in numbered)
        return
    try:
        whole = msgspec.json.decode(b"".join(line for _, line in numbered))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if len(numbered) == 1:
            raise InputError(reason(error), where=path, remedy="download the file again") from error
    else:
        if isinstance(whole, list):
            yield from (Record(f"{path}, item {number}", item) for number, item in enumerate(whole, 1))
        else:
            yield Record(path, whole)
        return
    for number, line in numbered:
        try:
            yield Record(f"{path}:{number}", msgspec.json.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            problem(f"{path}:{number}: {reason(error)}")
