"""Backends without a model: nobody, a script, and answers recorded earlier."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from lemnos.errors import SettingsError
from lemnos.llm.backend import RefusedError, Reply, Usage
from lemnos.llm.request import Request
from lemnos.llm.tokens import prompt_tokens, tokens_of


class Offline:
    """Answers nothing: every caller falls back to its rules. Implements ``Backend``."""

    parallel = 64

    async def reply(self, request: Request) -> Reply:  # noqa: ARG002, it is the same for all
        """See ``Backend.reply``."""
        raise RefusedError("no model is asked", lasting=False)

    async def close(self) -> str:
        """See ``Backend.close``."""
        return ""


class Replay(Offline):
    """Answers only what the journals of earlier runs hold, which the dispatcher looks up before it asks anybody."""

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        raise RefusedError(f"no recorded answer to this request ({request.purpose})", lasting=False)


class Scripted:
    """Answers by a function: for tests, and to try a run without a model. Implements ``Backend``."""

    def __init__(self, answer: Callable[[Request], str | None], parallel: int = 64) -> None:
        """Take the function; None refuses a request."""
        self._answer = answer
        self.parallel = parallel

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        text = self._answer(request)
        if text is None:
            raise RefusedError("no line of the script matches")
        return Reply(text, "stop", Usage(prompt_tokens(request), tokens_of(text)))

    async def close(self) -> str:
        """See ``Backend.close``."""
        return ""


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    pattern: str
    answer: str


def read_script(path: str) -> Callable[[Request], str | None]:
    """Return the function that a script stands for: the answer of its first pattern found in the last message.

    Raises:
        SettingsError: The file cannot be read, or a line of it is wrong.
    """
    lines: list[tuple[re.Pattern[str], str]] = []
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(
            f"cannot be read ({error.strerror})", where=path or "llm.script", remedy="give a file of JSON lines"
        ) from None
    for number, data in enumerate(content.splitlines(), start=1):
        if data.strip():
            try:
                line = msgspec.json.decode(data, type=_Line)
                lines.append((re.compile(line.pattern, re.DOTALL), line.answer))
            except (msgspec.DecodeError, UnicodeDecodeError, re.error) as error:
                raise SettingsError(
                    str(error), where=f"{path}:{number}", remedy='write {"pattern": "…", "answer": "…"}'
                ) from None
    return lambda request: _first(lines, request)


def _first(lines: Sequence[tuple[re.Pattern[str], str]], request: Request) -> str | None:
    asked = request.messages[-1].content
    return next((answer for pattern, answer in lines if pattern.search(asked)), None)
