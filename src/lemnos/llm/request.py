"""Defines ``Request`` and ``Answer``, and how a shard gets answers without waiting for a model.

A stage looks its requests up in ``Answers``. If one is missing, ``Unanswered`` is raised, the shard is postponed, the
dispatcher gets the answers, and the shard is repeated with them (``lemnos.llm.asking_stage``). So a shard stays a pure
function of (input, settings, answers), and a batch file, a replay and a dry run are the same code with another
dispatcher.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from lemnos.records import Utterance

Finish = Literal["stop", "length", "refused", "failed"]
"""How an answer ended: ``stop``, complete; ``length``, cut off at ``max_tokens``; ``refused``, the server rejected the
request for its content or length; ``failed``, no attempt succeeded."""


class Request(msgspec.Struct, frozen=True):
    """One request to a chat model. Begin ``messages`` with what many requests share, so that prefix caches hit."""

    purpose: str
    """What the request is for; the ledger counts each purpose separately. Not part of the key."""
    messages: tuple[Utterance, ...]
    max_tokens: int
    """The most tokens that the answer may have."""
    schema: str = ""
    """JSON text of the JSON Schema that the answer should follow; empty for free text."""
    sample: int = 0
    """Which of several answers to the same prompt this request is for. It changes only the key, and with it the random
    numbers of a model in this process; a server draws anew for each request."""

    @property
    def key(self) -> str:
        """32 hexadecimal digits that identify the request, independent of the model."""
        parts = [str(self.max_tokens), self.schema, *([f"sample {self.sample}"] if self.sample else [])]
        for message in self.messages:
            parts += (message.role, message.content)
        return digest(parts)


def digest(parts: Iterable[str]) -> str:
    """Return 32 hexadecimal digits that identify ``parts``: their 128-bit BLAKE2b hash."""
    pieces: list[bytes] = []
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        pieces += (len(data).to_bytes(8, "little"), data)
    return hashlib.blake2b(b"".join(pieces), digest_size=16).hexdigest()


class Answer(msgspec.Struct, frozen=True):
    """The answer to one request."""

    text: str
    finish: Finish = "stop"
    reason: str = ""
    """Why the request was rejected or failed; empty otherwise."""

    @property
    def usable(self) -> bool:
        """Whether there is a text to read, complete or cut off."""
        return self.finish in ("stop", "length")


class Unanswered(Exception):  # noqa: N818, not an error: the answers will follow
    """Some requests have no answer yet; the shard is repeated once they have."""

    def __init__(self, requests: Sequence[Request]) -> None:
        super().__init__(f"{len(requests)} requests without an answer")
        self.requests = list(requests)


class Answers:
    """The answers that a shard has so far, by request key."""

    def __init__(self, known: dict[str, Answer] | None = None) -> None:
        self._known = known or {}

    def to(self, requests: Sequence[Request]) -> list[Answer]:
        """Return the answers to ``requests``, in order.

        Raises:
            Unanswered: Some have no answer yet; it carries those requests.
        """
        known = [self._known.get(request.key) for request in requests]
        answers = [answer for answer in known if answer is not None]
        if len(answers) < len(requests):
            raise Unanswered([request for request, answer in zip(requests, known, strict=True) if answer is None])
        return answers
