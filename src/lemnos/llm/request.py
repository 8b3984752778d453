"""What is asked of a model and what it answers.

Stage code never waits for a model. It looks its requests up in ``Answers``; where one is missing it raises
``Unanswered``, the shard is put aside, the dispatcher gets the answers, and the shard is done again with them
(``lemnos.llm.asking_stage``). So a shard stays a pure function of (input, settings, answers), and a batch file, a
replay and a
dry run are the same code with another dispatcher.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from lemnos.records import Utterance

Finish = Literal["stop", "length", "refused", "failed"]
"""How an answer ended: by itself; cut off at ``max_tokens``; the server will not answer this request (its content, its
length); or no attempt succeeded."""


class Request(msgspec.Struct, frozen=True):
    """One request to a chat model. What is the same for many requests comes first, so that prefix caches hit."""

    purpose: str
    """What it is for; counted apart in the ledger. Not part of the key."""
    messages: tuple[Utterance, ...]
    max_tokens: int
    """Tokens that the answer may have."""
    schema: str = ""
    """JSON text of the JSON Schema that the answer should follow; empty for free text."""

    @property
    def key(self) -> str:
        """32 hexadecimal digits that stand for what is asked, whoever is asked."""
        parts = [str(self.max_tokens), self.schema]
        for message in self.messages:
            parts += (message.role, message.content)
        return digest(parts)


def digest(parts: Iterable[str]) -> str:
    """Return 32 hexadecimal digits that stand for ``parts``: the first 128 bits of their BLAKE2b hash."""
    pieces: list[bytes] = []
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        pieces += (len(data).to_bytes(8, "little"), data)
    return hashlib.blake2b(b"".join(pieces), digest_size=16).hexdigest()


class Answer(msgspec.Struct, frozen=True):
    """What came back for one request."""

    text: str
    finish: Finish = "stop"
    reason: str = ""
    """Why it was refused or failed; empty otherwise."""

    @property
    def usable(self) -> bool:
        """Whether there is a text to read, be it cut off."""
        return self.finish in ("stop", "length")


class Unanswered(Exception):  # noqa: N818, it is no error: the requests are on their way
    """Some requests have no answer yet; the shard is done again when they have."""

    def __init__(self, requests: Sequence[Request]) -> None:
        super().__init__(f"{len(requests)} requests without an answer")
        self.requests = list(requests)


class Answers:
    """The answers that a shard has so far."""

    def __init__(self, known: dict[str, Answer] | None = None) -> None:
        self._known = known or {}

    def to(self, requests: Sequence[Request]) -> list[Answer]:
        """Return the answers to ``requests``, in order.

        Raises:
            Unanswered: Some have none yet; it holds these.
        """
        found = [self._known.get(request.key) for request in requests]
        answers = [answer for answer in found if answer is not None]
        if len(answers) < len(requests):
            raise Unanswered([request for request, answer in zip(requests, found, strict=True) if answer is None])
        return answers
