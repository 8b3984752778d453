"""Who answers requests: one protocol, and what can go wrong with an attempt."""

from typing import Protocol

import msgspec

from lemnos.llm.request import Finish, Request


class Usage(msgspec.Struct, frozen=True):
    """Tokens of one request, as the server counts them."""

    sent: int = 0
    """All tokens of the prompt, those from the cache included."""
    generated: int = 0
    cached: int = 0
    """Of those sent, the ones that the server had in its prefix cache."""


class Reply(msgspec.Struct, frozen=True):
    """What one attempt brought."""

    text: str
    finish: Finish
    usage: Usage
    reason: str = ""


class Backend(Protocol):
    """Answers requests. Made and used inside one event loop."""

    parallel: int
    """Requests that it takes at once."""

    async def reply(self, request: Request) -> Reply:
        """Make one attempt at a request.

        Raises:
            AttemptError: Another attempt may succeed.
            RefusedError: The server will never answer this request.
            PostponedError: The answer comes another day: the request is in a file, say.
            LemnosError: No request will be answered: wrong key, unknown model, nothing at the address.
        """
        ...

    async def close(self) -> str:
        """Finish what is open; return what the user should do next if requests were postponed, else an empty text."""
        ...


class AttemptError(Exception):
    """One attempt failed; another may succeed.

    Args:
        rule: What failed, in a word, for counting: ``429``, ``timeout``, ``cut off``.
        reason: The same as a sentence.
        overload: Whether the server says that it has too much to do.
        after: Seconds after which the server wants to be asked again; None if it does not say.
    """

    def __init__(self, rule: str, reason: str, *, overload: bool = False, after: float | None = None) -> None:
        super().__init__(rule, reason)
        self.rule = rule
        self.reason = reason
        self.overload = overload
        self.after = after

    def __str__(self) -> str:
        return self.reason


class RefusedError(Exception):
    """The request will not be answered, whatever the attempt.

    Args:
        reason: Why, in a sentence.
        lasting: Whether it need not be asked again when the run goes on.
    """

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting


class PostponedError(Exception):
    """The request is noted; its answer is not there yet."""
