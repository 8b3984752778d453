"""Defines the ``Backend`` protocol: ``Request`` → ``Reply``, or one of the errors that an attempt can end in.

Servers, batch files, models in this process and scripts implement it; retries and budgets are the dispatcher's.
"""

from typing import NamedTuple, Protocol

import msgspec

from lemnos.llm.request import Finish, Request


class Usage(msgspec.Struct, frozen=True):
    """Token counts of one request, as the server reports them."""

    sent: int = 0
    """Tokens of the prompt, including cached ones."""
    generated: int = 0
    """Tokens of the answer."""
    cached: int = 0
    """Tokens of the prompt that the server had in its prefix cache."""


class Reply(msgspec.Struct, frozen=True):
    """The result of one successful attempt."""

    text: str
    finish: Finish
    usage: Usage
    reason: str = ""
    """Why the server rejected the request; empty otherwise."""


class Pace(NamedTuple):
    """How many requests a backend can have at first, and how long it may take for one."""

    start: int
    """Requests to begin with; more are sent while answers come in good time, up to ``Backend.parallel``."""
    timeout: float | None = None
    """Seconds after which an attempt is given up; None if attempts have no time limit."""


class Backend(Protocol):
    """Answers requests. Created and used within one event loop."""

    parallel: int
    """Most requests that the backend is given at the same time."""

    async def pace(self) -> Pace:
        """Return how many requests to begin with. Called once, before the first request; never fails."""
        ...

    async def reply(self, request: Request) -> Reply:
        """Return the reply to ``request``, in one attempt.

        Raises:
            AttemptError: Another attempt may succeed.
            RefusedError: The server will never answer this request.
            PostponedError: The answer will come in a later run: the request is in a batch file, for example.
            LemnosError: No request can be answered: wrong key, unknown model, no server at the address.
        """
        ...

    async def close(self) -> str:
        """Release all resources; return what the user should do about postponed requests, empty if there are none."""
        ...


class AttemptError(Exception):
    """One attempt failed; another may succeed.

    Args:
        rule: Short name of the failure, for counting: ``429``, ``timeout``, ``cut off``.
        reason: The failure as a sentence.
        overload: Whether the server reports that it is overloaded.
        late: Whether the attempt was given up because it took too long.
        after: Seconds after which the server allows another attempt; None if it does not say.
    """

    def __init__(
        self, rule: str, reason: str, *, overload: bool = False, late: bool = False, after: float | None = None
    ) -> None:
        super().__init__(rule, reason)
        self.rule = rule
        self.reason = reason
        self.overload = overload
        self.late = late
        self.after = after

    def __str__(self) -> str:
        return self.reason


class RefusedError(Exception):
    """The request was rejected; more attempts in this run are pointless.

    Args:
        reason: Why, in a sentence.
        lasting: Whether the rejection is final; if not, a resumed run asks again.
    """

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting


class PostponedError(Exception):
    """The request has been recorded, and its answer is not available yet."""
