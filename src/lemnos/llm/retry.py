"""Retries failed requests, with exponential backoff and full jitter, or when ``Retry-After`` says.

An ``AttemptError`` and a function that makes an attempt → ``Reply``. Built on ``tenacity``, which is set up only after
a first attempt has failed, because that costs 0.1 ms, half as much as sending a request.
"""

from collections.abc import Awaitable, Callable
from random import uniform
from typing import TYPE_CHECKING

from lemnos.llm.backends.base import AttemptError, Reply

if TYPE_CHECKING:
    from tenacity import RetryCallState

LONGEST_WAIT = 60.0
"""Longest wait between two attempts at a request, in seconds, unless the server asks for more."""
_PATIENT = 600.0
"""Longest ``Retry-After`` that is obeyed, in seconds; longer ones are shortened to it."""


async def try_again(failed: AttemptError, attempt: Callable[[], Awaitable[Reply]], attempts: int) -> Reply:
    """Return the reply to a request whose first attempt has failed.

    Args:
        failed: The error of the first attempt.
        attempt: Makes another attempt.
        attempts: The most attempts, including the first.

    Raises:
        AttemptError: The last attempt failed too.
    """
    import tenacity

    first: AttemptError | None = failed

    async def next_attempt() -> Reply:
        nonlocal first
        if first is not None:
            error, first = first, None
            raise error
        return await attempt()

    retrying = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception_type(AttemptError),
        stop=tenacity.stop_after_attempt(attempts),
        wait=wait_before,
        reraise=True,
    )
    reply: Reply = await retrying(next_attempt)
    return reply


def wait_before(state: "RetryCallState") -> float:
    """Return the seconds until the next attempt.

    That is the server's ``Retry-After`` if it sent one. Otherwise it is random between 0 and a limit, which is 1 second
    after the first attempt, doubles with every further one, and never exceeds ``LONGEST_WAIT``.
    """
    outcome = state.outcome
    error = outcome.exception() if outcome else None
    if isinstance(error, AttemptError) and error.after is not None:
        # Spread by 10%, or all requests that were given the same time would be repeated at once.
        return min(error.after, _PATIENT) * uniform(1.0, 1.1)
    return uniform(0, min(LONGEST_WAIT, 0.5 * 2**state.attempt_number))
