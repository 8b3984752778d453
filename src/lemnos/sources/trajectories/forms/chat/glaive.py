"""Glaive function calling: a conversation as one text with ``USER:``, ``ASSISTANT:``, ``<functioncall>`` and
``FUNCTION RESPONSE:``.

``{"system": "SYSTEM: …", "chat": "USER: … ASSISTANT: … <|endoftext|>"}`` (version 2), or all in ``sample`` or
``text`` (version 1). The functions are JSON objects in the system message; the sentence that only introduces them
goes with them (the repair ``tools_from_system``). Arguments stand between single quotation marks, and models'
apostrophes in them are not escaped (``quoted_arguments``).
Source: Glaive AI, data sets ``glaive-function-calling`` and ``glaive-function-calling-v2``.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, Event
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_in
from lemnos.sources.trajectories.forms.chat.notation.outputs import split_outputs
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.forms.chat.sharegpt import described_tools

NAME = "glaive"
_TEXTS = ("chat", "sample", "text", "conversation")
_MARK = re.compile(r"(?:^|(?<=\s)|(?<=>))(SYSTEM|USER|ASSISTANT|FUNCTION RESPONSE):")
_LINE_MARK = re.compile(r"^(SYSTEM|USER|ASSISTANT|FUNCTION RESPONSE):", re.MULTILINE)
_SHORT_MARK = re.compile(r"^(SYSTEM|USER|A|FUNCTION RESPONSE):", re.MULTILINE)
_END = "<|endoftext|>"
_CALL = "<functioncall>"
_INTRODUCTION = re.compile(
    r"\s*You are an? (?:helpful )?(?:AI )?assistant,? (?:who has |with )access to the following functions?\."
    r" Use (?:them|it) if required\s*-?\s*",
    re.IGNORECASE,
)

_NO_FUNCTIONS = re.compile(
    r"\s*You are an? (?:helpful )?(?:AI )?assistant,? with no access to (?:any )?external functions?\.?\s*",
    re.IGNORECASE,
)


def looks_like(value: Any) -> bool:
    """Return whether a value holds a conversation as one text with Glaive's marks."""
    if not isinstance(value, dict):
        return False
    text = _text(value)
    return (
        "USER:" in text
        and ("ASSISTANT:" in text or "\nA:" in text)
        and text.lstrip().startswith(("USER:", "SYSTEM:", "ASSISTANT:"))
    )


def _text(value: dict[str, Any]) -> str:
    return next((held for key in _TEXTS if isinstance(held := value.get(key), str) and "USER:" in held), "")


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = line.value if isinstance(line.value, dict) else {}
    repaired: list[str] = []
    draft = Draft(form=NAME, events=[], source=line.source, repaired=repaired)
    system = text_at(value, "system").strip()
    if system:
        _add_system(draft, system.removeprefix("SYSTEM:").strip())
    for mark, text in _turns(_text(value)):
        if mark == "SYSTEM":
            _add_system(draft, text)
        elif mark == "USER":
            draft.events.append(Event("user", text))
        elif mark == "FUNCTION RESPONSE":
            draft.events.append(Event("tool", text))
        else:
            draft.events += _answers(text, repaired)
    draft.events = split_outputs(draft.events, repaired)
    draft.ends_in_call = bool(draft.events) and bool(draft.events[-1].calls)
    yield tell(draft, value)


def _turns(text: str) -> Iterator[tuple[str, str]]:
    """Yield the turns; marks count at the start of lines if the text has lines, so that none inside a text does."""
    text = text.strip()
    pattern = _LINE_MARK if len(_LINE_MARK.findall(text)) > 1 else _MARK
    if "ASSISTANT:" not in text:
        pattern = _SHORT_MARK
    marks = list(pattern.finditer(text))
    for mark, following in zip_longest(marks, marks[1:]):
        yield (
            "ASSISTANT" if mark[1] == "A" else mark[1],
            text[mark.end() : following.start() if following else len(text)].strip().removesuffix(_END).strip(),
        )


def _answers(text: str, repaired: list[str]) -> Iterator[Event]:
    for piece in text.split(_END):
        words, tag, rest = piece.partition(_CALL)
        if not tag:
            if words.strip():
                yield Event("assistant", words.strip())
            continue
        calls = []
        for written in rest.split(_CALL):
            found = calls_in(written.strip().removesuffix("</functioncall>"), repaired)
            if found is None:
                raise FormError(f"there is no call behind {_CALL}: {written.strip()[:60]!r}")
            calls += found
        yield Event("assistant", words.strip(), calls=calls)


def _add_system(draft: Draft, text: str) -> None:
    tools = described_tools(text, draft.repaired)
    introduction = _INTRODUCTION.match(text)
    draft.tools += tools
    if tools and introduction and text[introduction.end() : introduction.end() + 1] in ("{", "["):
        draft.repaired.append("tools_from_system")
        return
    if not tools and _NO_FUNCTIONS.fullmatch(text):
        draft.repaired.append("tools_from_system")
        return
    if text:
        draft.events.append(Event("system", text))


FORM = Form(NAME, "Glaive function calling", "value", looks_like, read, known_from="documentation")
