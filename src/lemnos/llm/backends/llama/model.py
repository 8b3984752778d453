"""Runs a GGUF file with llama.cpp in this process: a path → a server on loopback, and log-likelihoods of texts.

``xllamacpp`` starts llama.cpp's own server in threads of this process: continuous batching, prompt cache, JSON Schema.
It listens on a free port of 127.0.0.1 and asks for a random key, so no other user of the machine can use it. Loading
takes a second for a small file. Memory: the file, and the context of all slots.
Limitation: the logits depend in their last bits on which requests are computed together and on what the prompt cache
holds. So a repeated run can differ where two tokens are almost equally likely; answers are kept in the run folder.
"""

import http.client
import json
import os
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lemnos.errors import SettingsError
from lemnos.llm.api_key import check_allowed
from lemnos.llm.backends.llama.metadata import read_metadata
from lemnos.llm.settings import LlamaSettings
from lemnos.records import Utterance

PLAIN_TURN = "\nUser:"
"""The text with which a model without a chat template begins a user turn of its own; its answer ends before it."""
_PLAIN_TEMPLATE = (
    "{% for message in messages %}"
    "{{ {'system': '', 'user': 'User: ', 'assistant': 'Assistant: '}[message['role']] }}{{ message['content'] }}\n"
    "{% endfor %}Assistant:"
)
_COMPACT = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""How JSON is spaced, as the grammars of ``llguidance`` expect it in a schema."""
_SILENT = -1
"""Verbosity at which llama.cpp writes nothing to standard error."""


class LlamaModel:
    """A GGUF file, loaded and served. May be used by several threads."""

    def __init__(self, path: str, settings: LlamaSettings) -> None:
        """Load the file.

        Raises:
            SettingsError: ``xllamacpp`` is not installed, ``path`` is no GGUF file, or llama.cpp cannot run it.
        """
        check_allowed(path, "llm.model")
        file = Path(path).expanduser()
        if not file.is_file():
            raise SettingsError(
                "no such file",
                where=path or "llm.model",
                remedy="give the path of a GGUF file, or --url of the server that has this model",
            )
        metadata = read_metadata(file)
        try:
            import xllamacpp
        except ImportError as error:
            raise SettingsError(
                f"a GGUF file needs the package {error.name}, which is not installed",
                where=path,
                remedy="run: pip install 'lemnos[llama]'",
            ) from None
        trained = metadata.get(f"{metadata.get('general.architecture')}.context_length")
        self.context = min(settings.context, int(trained)) if trained else settings.context
        """Most tokens of a prompt and its answer together."""
        self.templated = bool(metadata.get("tokenizer.chat_template"))
        """Whether the file has a chat template; without one, prompts are plain ``User:`` and ``Assistant:`` lines."""
        self.slots = settings.slots
        """Requests that are worked on at once."""
        self.key = secrets.token_hex(16)
        """The key that the server asks for."""
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(file)
        parameters.n_parallel = self.slots
        parameters.n_ctx = self.context * self.slots
        parameters.api_keys = [self.key]
        parameters.verbosity = _SILENT
        parameters.cache_ram_mib = 0  # by default it keeps earlier prompts in up to 8 GiB
        parameters.ui = parameters.endpoint_slots = False
        parameters.endpoint_metrics = True  # for `_wait_for_loop`
        threads = settings.threads or max(1, _cores() - 1)
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
        if not self.templated:
            parameters.chat_template = _PLAIN_TEMPLATE
        try:
            self._server: Any = xllamacpp.Server(parameters)
        except RuntimeError:  # the reason is in the log only
            raise SettingsError(
                f"llama.cpp cannot run this file with {self.slots} slots of {self.context:,} tokens",
                where=path,
                remedy="check that it is complete, and that it fits into memory: see llm.llama.slots and .context",
            ) from None
        self._wait_for_loop()
        self.url: str = self._server.listening_address
        """The server's address, without ``/v1``."""

    def _wait_for_loop(self) -> None:
        """Wait until the server's loop runs, by a task that it must do.

        A server that is stopped before its loop begins forgets the stop, and then waits for the loop's end for ever,
        with the interpreter locked.
        """
        self._server.handle_metrics()

    def close(self) -> None:
        """Stop the server and free its memory."""
        self._server = None

    def grammar(self, schema: str) -> str:
        """Return the grammar of the JSON that follows a JSON Schema, compact and in the order of the schema.

        llama.cpp's own grammar of ``response_format`` allows line breaks and blanks anywhere, and a small model repeats
        them.
        """
        import xllamacpp

        spaced: dict[str, Any] = json.loads(schema) | {"x-guidance": _COMPACT}
        grammar: str = xllamacpp.json_schema_to_grammar(json.dumps(spaced))
        return grammar

    def log_likelihoods(self, prompt: str | Sequence[Utterance], continuations: Sequence[str]) -> list[float]:
        """Return ln P(continuation | prompt) for each continuation, in nats, the sum over its tokens.

        The tokens are those of the tokenizer, forced one by one by a grammar; each probability is the model's own, at
        temperature 1 and before any sampling rule. llama.cpp's server gives no probabilities of a prompt's tokens, so
        every token of a continuation costs a step of generation; the continuations share the steps, up to ``slots``
        of them, and the prompt is computed once in each slot.

        Args:
            prompt: Text before the continuations, or messages for the chat template, ending with the user's.
            continuations: Texts; an empty one has 0.

        Raises:
            ValueError: Prompt and continuation together exceed the context.
        """
        text = prompt if isinstance(prompt, str) else self._rendered(prompt)
        before = self._tokens(text, special=True)
        with ThreadPoolExecutor(self.slots) as pool:
            return list(pool.map(lambda text: self._log_likelihood(before, self._tokens(text)), continuations))

    def _rendered(self, messages: Sequence[Utterance]) -> str:
        body = {"messages": [{"role": message.role, "content": message.content} for message in messages]}
        prompt: str = self._post("/apply-template", body)["prompt"]
        return prompt

    def _tokens(self, text: str, special: bool = False) -> list[int]:
        body = {"content": text, "add_special": special, "parse_special": special}
        tokens: list[int] = self._post("/tokenize", body)["tokens"]
        return tokens

    def _log_likelihood(self, before: list[int], tokens: list[int]) -> float:
        if not tokens:
            return 0.0
        if len(before) + len(tokens) > self.context:
            raise ValueError(f"{len(before) + len(tokens):,} tokens exceed the context of {self.context:,}")
        body = {
            "prompt": before,
            "n_predict": len(tokens),
            "grammar": "root ::= " + " ".join(f"<[{token}]>" for token in tokens),
            "temperature": 0,
            "n_probs": 1,
            "ignore_eos": True,
        }
        steps = self._post("/completion", body)["completion_probabilities"]
        forced = [step["id"] for step in steps]
        if forced != tokens:
            raise RuntimeError(f"llama.cpp generated the tokens {forced}, not {tokens}")
        return float(sum(step["logprob"] for step in steps))

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        address = urlsplit(self.url)
        assert address.hostname is not None
        connection = http.client.HTTPConnection(address.hostname, address.port)
        try:
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
            connection.request("POST", path, json.dumps(body), headers)
            response = connection.getresponse()
            content: dict[str, Any] = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise RuntimeError(f"llama.cpp: HTTP {response.status}: {content}")
        return content


def _cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
