"""Trying again: when, and how often.

``tenacity`` does it, and is prepared only for a request whose first attempt failed: preparing it costs 0.1 ms, half as
much as sending a request.
"""

from collections.abc import Awaitable, Callable
from random import uniform
from typing import TYPE_CHECKING

from lemnos.llm.backend import AttemptError, Reply

if TYPE_CHECKING:
    from tenacity import RetryCallState

LONGEST_WAIT = 60.0
"""Seconds between two attempts at one request at the most, unless the server asks for more."""
_PATIENT = 600.0
"""Seconds of ``Retry-After`` that are waited for at the most."""


async def try_again(failed: AttemptError, attempt: Callable[[], Awaitable[Reply]], attempts: int) -> Reply:
    """Return the reply to a request whose first attempt failed, out of so many attempts together.

    Raises:
        AttemptError: The last attempt failed too.
    """
    import tenacity

    first: AttemptError | None = failed

    async def attempt_anew() -> Reply:
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
    reply: Reply = await retrying(attempt_anew)
    return reply


def wait_before(state: "RetryCallState") -> float:
    """Return the seconds until the next attempt: what the server asks for, else doubling from 0.5 with full jitter."""
    outcome = state.outcome
    error = outcome.exception() if outcome else None
    if isinstance(error, AttemptError) and error.after is not None:
        # Spread a little, or all that were told the same time come back at once.
        return min(error.after, _PATIENT) * uniform(1.0, 1.1)
    return uniform(0, min(LONGEST_WAIT, 0.5 * 2**state.attempt_number))
