"""Implements ``Backend`` with a GGUF file in this process: ``HttpBackend`` asks the server that ``LlamaModel`` starts.

A request gets what OpenAI's fields leave open: a seed of its own, so that an answer does not depend on the order of
requests; no sampling rules but those of the settings; a grammar that enforces the JSON Schema. ``llm.extra`` takes any
field of llama.cpp's server.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.llm.backends.base import Pace, Reply
from lemnos.llm.backends.llama.model import PLAIN_TURN, LlamaModel
from lemnos.llm.backends.openai_server import HttpBackend
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings, ServerSettings

_RULES = {"top_k": 0, "min_p": 0.0, "repeat_penalty": 1.0}
"""Sampling rules that llama.cpp or the file would add to ``llm.temperature`` and ``llm.top_p``, turned off."""
_UNLIMITED = 1e7
"""Seconds that an attempt may take: a server in this process answers or ends with it."""
_SEEDS = 2**32 - 1
"""Number of seeds; the largest 32-bit number would mean a random one."""


class LlamaBackend:
    """Asks a GGUF file in this process. Implements ``Backend``."""

    def __init__(self, settings: LlmSettings, say: Callable[[str], None]) -> None:
        """Load the file ``settings.model``.

        Raises:
            SettingsError: The file cannot be run, or ``llm.extra.seed`` is no whole number.
        """
        seed = settings.extra.get("seed", 0)
        if not isinstance(seed, int):
            raise SettingsError(f"not a whole number: {seed!r}", where="llm.extra.seed", remedy="write a whole number")
        self._seed = seed
        self._model = LlamaModel(settings.model, settings.llama)
        self.parallel = self._model.slots
        extra: dict[str, Any] = _RULES | ({} if self._model.templated else {"stop": [PLAIN_TURN]}) | settings.extra
        server = ServerSettings(
            url=f"{self._model.url}/v1", concurrency=self.parallel, timeout=_UNLIMITED, schema="none"
        )
        asked = msgspec.structs.replace(settings, extra=extra, server=server)
        self._server = HttpBackend(asked, say, key=self._model.key, fields=self._fields)

    def _fields(self, request: Request) -> dict[str, Any]:
        """Return the fields of the request's body that depend on the request."""
        fields: dict[str, Any] = {"seed": (int(request.key[:16], 16) + self._seed) % _SEEDS}
        if request.schema:
            fields["grammar"] = self._model.grammar(request.schema)
        return fields

    async def pace(self) -> Pace:
        """See ``Backend.pace``."""
        return Pace(self.parallel)

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        return await self._server.reply(request)

    async def close(self) -> str:
        """Cancel the requests in flight and free the model's memory; see ``Backend.close``."""
        await self._server.close()
        self._model.close()
        return ""
