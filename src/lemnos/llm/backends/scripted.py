"""Implements three backends that need no model: ``Offline``, ``Replay`` and ``Scripted``.

``Offline`` rejects every request, so that rules do the work; ``Replay`` answers from the journals of earlier runs only;
``Scripted`` answers by a function, which ``read_script`` makes from a file of patterns and answers.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from lemnos.errors import SettingsError
from lemnos.llm.backends.base import Pace, RefusedError, Reply, Usage
from lemnos.llm.request import Request
from lemnos.llm.tokens import prompt_tokens, tokens_of


class Offline:
    """Rejects every request, so that every caller falls back to its rules. Implements ``Backend``."""

    parallel = 64

    async def pace(self) -> Pace:
        """See ``Backend.pace``."""
        return Pace(self.parallel)

    async def reply(self, request: Request) -> Reply:  # noqa: ARG002, the same for every request
        """See ``Backend.reply``."""
        raise RefusedError("backend offline asks no model", lasting=False)

    async def close(self) -> str:
        """See ``Backend.close``."""
        return ""


class Replay(Offline):
    """Rejects every request that no journal answers; the dispatcher looks in the journals before it asks a backend."""

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        raise RefusedError(f"no recorded answer to this request ({request.purpose})", lasting=False)


class Scripted:
    """Answers by a function, for tests and for trying a run without a model. Implements ``Backend``."""

    def __init__(self, answer: Callable[[Request], str | None], parallel: int = 64) -> None:
        """Answer each request with ``answer(request)``; it is rejected if that is None."""
        self._answer = answer
        self.parallel = parallel

    async def pace(self) -> Pace:
        """See ``Backend.pace``."""
        return Pace(self.parallel)

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        text = self._answer(request)
        if text is None:
            raise RefusedError("no pattern of the script matches")
        return Reply(text, "stop", Usage(prompt_tokens(request), tokens_of(text)))

    async def close(self) -> str:
        """See ``Backend.close``."""
        return ""


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    pattern: str
    answer: str


def read_script(path: str) -> Callable[[Request], str | None]:
    """Return a function that answers a request with the first line whose pattern occurs in its last message.

    Raises:
        SettingsError: The file cannot be read, or one of its lines is invalid.
    """
    lines: list[tuple[re.Pattern[str], str]] = []
    if not path:
        raise SettingsError("names no file", where="llm.script", remedy="give a JSON Lines file")
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise SettingsError(f"cannot be read ({error.strerror})", where=path, remedy="give a JSON Lines file") from None
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
    last = request.messages[-1].content
    return next((answer for pattern, answer in lines if pattern.search(last)), None)
