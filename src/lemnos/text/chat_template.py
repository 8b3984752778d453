"""Chat templates of models, set up as ``transformers`` does it: Jinja in a sandbox.

A ``.jinja`` file, a ``tokenizer_config.json`` or the folder of a tokenizer → a template that renders messages in the
form of OpenAI's chat API. Needs ``jinja2``. A template is untrusted code: the sandbox gives it no file and no module.
Limitation: of several templates in one file, ``tool_use`` is taken, else ``default``.
Source: Hugging Face, "Chat templates" (documentation of transformers).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lemnos.errors import SettingsError

if TYPE_CHECKING:
    import jinja2

TODAY = datetime(2026, 1, 31)
"""What a template is told of the date: always the same, so that texts do not depend on the day."""


def environment() -> "jinja2.Environment":
    """Return Jinja's environment as ``transformers`` sets it up for chat templates."""
    from jinja2 import nodes
    from jinja2.exceptions import TemplateError
    from jinja2.ext import Extension, loopcontrols
    from jinja2.parser import Parser
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(Extension):
        """Reads ``{% generation %}``, which marks what the assistant says."""

        tags = {"generation"}  # noqa: RUF012

        def parse(self, parser: Parser) -> nodes.Node:
            line = next(parser.stream).lineno
            body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
            return nodes.Scope(body).set_lineno(line)

    def raise_exception(message: str) -> None:
        raise TemplateError(message)

    def tojson(value: Any, ensure_ascii: bool = False, **settings: Any) -> str:
        return json.dumps(value, ensure_ascii=ensure_ascii, **settings)

    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    made.globals["strftime_now"] = TODAY.strftime
    return made


def render(
    template: "jinja2.Template",
    messages: Sequence[Mapping[str, Any]],
    tools: Sequence[Any] = (),
    *,
    generation_prompt: bool = False,
    tokens: Mapping[str, str] | None = None,
    no_tools: list[Any] | None = None,
) -> str:
    """Return the text of some messages.

    Args:
        template: The template.
        messages: In the form of OpenAI's chat API.
        tools: Offered tools in that form.
        generation_prompt: Whether the header of an answer follows.
        tokens: ``bos_token``, ``eos_token`` and other names of special tokens → their text.
        no_tools: What the template gets where no tools are offered.
    """
    named = {"bos_token": "", "eos_token": "", "unk_token": "", "pad_token": ""} | dict(tokens or {})
    return template.render(
        messages=list(messages),
        tools=list(tools) or no_tools,
        documents=None,
        add_generation_prompt=generation_prompt,
        **named,
    )


def template_text(path: Path) -> str:
    """Return the chat template that a file or the folder of a tokenizer holds.

    Raises:
        SettingsError: There is none, or the file cannot be read.
    """
    if path.is_dir():
        for name in ("chat_template.jinja", "tokenizer_config.json"):
            if (path / name).is_file() and (found := _text_of(path / name)):
                return found
        raise SettingsError(
            "has no chat template",
            where=str(path),
            remedy="give a .jinja file, or write conversations as plain or chatml",
        )
    found = _text_of(path)
    if not found:
        raise SettingsError("has no chat template", where=str(path), remedy="give a file with the key chat_template")
    return found


def _text_of(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(
            "no such template", where=str(path), remedy="give plain, chatml, model, or a .jinja file"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot be read ({error})", where=str(path), remedy="check the path") from None
    if path.suffix != ".json":
        return text
    try:
        content = json.loads(text)
    except ValueError as error:
        raise SettingsError(f"is not JSON ({error})", where=str(path)) from None
    found = content.get("chat_template") if isinstance(content, dict) else None
    if isinstance(found, str):
        return found
    named = {str(each.get("name")): str(each.get("template", "")) for each in found or () if isinstance(each, Mapping)}
    return named.get("tool_use") or named.get("default") or ""


def compile_template(text: str, where: str) -> "jinja2.Template":
    """Return a template from its text.

    Raises:
        SettingsError: Jinja is missing, or the text is no template.
    """
    try:
        from jinja2.exceptions import TemplateError
    except ImportError:
        raise SettingsError("needs the package jinja2", where=where, remedy="pip install 'lemnos[pack]'") from None
    try:
        return environment().from_string(text)
    except TemplateError as error:
        raise SettingsError(f"is not a Jinja template ({error})", where=where) from None
