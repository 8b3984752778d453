"""Render exported trajectories with chat templates of models: at once, and turn by turn.

    lemnos trajectories export RUN --form openai --out rows.jsonl
    python benchmarks/chat_templates.py rows.jsonl TEMPLATE… [--limit 200]

A template is a ``.jinja`` file, a ``tokenizer_config.json`` with ``chat_template``, or a ``.gguf`` file with
``tokenizer.chat_template``; of several in one file, ``tool_use`` is taken. Jinja is set up as ``transformers`` does it.
Needs ``jinja2``, which the extra ``transformers`` installs.

Each row is rendered twice, with arguments of calls as text and as objects, since templates disagree. For the better of
the two, the table says how many rows render at once; in how many the text up to each turn is the beginning of the text
up to the next (a turn is a message, or the outputs of one message's calls); and how many are whole: each word said,
each name of a called tool, its arguments as JSON or one by one, and each output is in the text. Arguments that a
template writes as a string within JSON, because it got text, are not whole. Templates that leave out earlier thoughts
are not incremental by design.
"""

import argparse
import copy
import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from lemnos.text.chat_template import environment

if TYPE_CHECKING:
    import jinja2

ARGUMENTS = ("string", "object")


class Verdict(NamedTuple):
    """What a template makes of one row."""

    text: str = ""
    error: str = ""
    """Why it does not render; empty if it does."""
    incremental: bool = False
    whole: bool = False


def with_arguments(messages: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Return messages with arguments of calls as ``string`` or as ``object``, where they are JSON objects."""
    made = copy.deepcopy(list(messages))
    for message in made:
        for call in message.get("tool_calls") or ():
            function = call["function"]
            given = function["arguments"]
            if kind == "object" and isinstance(given, str):
                decoded = _decoded(given)
                function["arguments"] = decoded if isinstance(decoded, dict) else given
            elif kind == "string" and not isinstance(given, str):
                function["arguments"] = json.dumps(given, ensure_ascii=False)
    return made


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def turns(messages: Sequence[dict[str, Any]]) -> Iterator[int]:
    """Yield how many messages there are up to the end of each turn; a system message is of the first one."""
    for number, message in enumerate(messages, 1):
        following = messages[number]["role"] if number < len(messages) else ""
        if message["role"] != "system" and not (message["role"] == following == "tool"):
            yield number


def render(template: "jinja2.Template", messages: Sequence[dict[str, Any]], tools: Sequence[Any]) -> str:
    """Return the text of some messages."""
    return template.render(
        messages=list(messages),
        tools=list(tools) or None,
        documents=None,
        add_generation_prompt=False,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
    )


def check(template: "jinja2.Template", row: dict[str, Any], kind: str) -> Verdict:
    """Return what a template makes of a row with arguments of the given kind."""
    messages = with_arguments(row["messages"], kind)
    try:
        text = render(template, messages, row["tools"])
    except Exception as error:  # a template may do anything
        return Verdict(error=f"{type(error).__name__}: {error}".splitlines()[0])
    return Verdict(text, "", _is_incremental(template, messages, row["tools"]), _is_whole(text, messages))


def _is_incremental(template: "jinja2.Template", messages: list[dict[str, Any]], tools: Sequence[Any]) -> bool:
    before = ""
    for count in turns(messages):
        try:
            text = render(template, messages[:count], tools)
        except Exception:  # a template may do anything
            return False
        if not text.startswith(before):
            return False
        before = text
    return True


def _is_whole(text: str, messages: list[dict[str, Any]]) -> bool:
    for message in messages:
        said = message["content"]
        texts = [said] if isinstance(said, str) else [part.get("text", "") for part in said]
        texts += [call["function"]["name"] for call in message.get("tool_calls") or ()]
        if not all(_stands_in(text, each.strip()) for each in texts):
            return False
        given = [call["function"]["arguments"] for call in message.get("tool_calls") or ()]
        if not all(_arguments_stand_in(text, each) for each in given):
            return False
    return True


def _arguments_stand_in(text: str, given: Any) -> bool:
    """Return whether a text holds arguments as JSON or one by one, and neither as text in JSON nor as Python's text."""
    if isinstance(given, str):
        return given in text or ((decoded := _decoded(given)) is not None and _as_json(text, decoded))
    if not given or _as_json(text, given):
        return True
    return repr(given) not in text and all(
        _stands_in(text, value) if isinstance(value, str) else _as_json(text, value) for value in given.values()
    )


def _as_json(text: str, value: Any) -> bool:
    return any(
        json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators, sort_keys=sort_keys) in text
        for ascii_only in (False, True)
        for indent, separators in ((None, None), (None, (",", ":")), (2, None), (4, None))
        for sort_keys in (False, True)
    )


def _stands_in(text: str, said: str) -> bool:
    """Return whether a text holds what was said, as it is or as JSON."""
    if said in text or json.dumps(said, ensure_ascii=False)[1:-1] in text or json.dumps(said)[1:-1] in text:
        return True
    decoded = _decoded(said)
    return decoded is not None and _as_json(text, decoded)


def templates(path: Path) -> str:
    """Return the chat template that a file holds."""
    if path.suffix == ".gguf":
        with path.open("rb") as stream:
            return _gguf_template(stream)
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".json":
        return text
    found = json.loads(text)["chat_template"]
    if isinstance(found, str):
        return found
    named = {each["name"]: str(each["template"]) for each in found}
    return named.get("tool_use") or named["default"]


def _gguf_template(stream: BinaryIO) -> str:
    """Return the template in the metadata of a GGUF file (version 2 and 3)."""
    sizes = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

    def number(form: str) -> int:
        return int(struct.unpack("<" + form, stream.read(struct.calcsize("<" + form)))[0])

    def text() -> str:
        return stream.read(number("Q")).decode("utf-8", "replace")

    def skip(kind: int) -> None:
        if kind == 8:
            text()
        elif kind == 9:
            inner, count = number("I"), number("Q")
            for _ in range(count):
                skip(inner)
        else:
            stream.read(sizes[kind])

    stream.read(8)
    number("Q")
    for _ in range(number("Q")):
        name, kind = text(), number("I")
        if name == "tokenizer.chat_template":
            return text()
        skip(kind)
    raise ValueError("the file has no chat template")


def main() -> None:
    """Print a table of templates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path, help="an export of the form openai, as lines")
    parser.add_argument("templates", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=200, help="rows to render")
    given = parser.parse_args()
    with given.rows.open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line, _ in zip(stream, range(given.limit), strict=False)]
    if not rows:
        parser.error(f"{given.rows} has no rows")
    made = environment()
    print(f"{len(rows)} rows\n{'template':50} arguments  rendered  incremental  whole  first error")
    for path in given.templates:
        try:
            template = made.from_string(templates(path))
        except Exception as error:  # a file may hold anything
            print(f"{path.stem[:50]:50} {type(error).__name__}: {error}")
            continue
        best: tuple[int, int, int, str, str] | None = None
        for kind in ARGUMENTS:
            verdicts = [check(template, row, kind) for row in rows]
            errors = [verdict.error for verdict in verdicts if verdict.error]
            counts = (
                len(rows) - len(errors),
                sum(verdict.whole for verdict in verdicts),
                sum(verdict.incremental for verdict in verdicts),
            )
            if best is None or counts > best[:3]:
                best = (*counts, kind, errors[0] if errors else "")
        assert best is not None
        rendered, whole, incremental, kind, reason = best
        print(f"{path.stem[:50]:50} {kind:9} {rendered:9} {incremental:12} {whole:6}  {reason[:80]}")


if __name__ == "__main__":
    main()
