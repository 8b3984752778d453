"""A forecast, for people."""

from collections.abc import Iterator, Sequence

from lemnos.llm.request import Request
from lemnos.pipeline.forecast import AGAIN, Forecast
from lemnos.pipeline.recipe import Recipe


def forecast_lines(found: Forecast, recipe: Recipe, rate: float | None) -> Iterator[str]:
    """Yield what a run will ask and cost, a line each.

    Args:
        found: The figures.
        recipe: Where prices and caps stand.
        rate: Tokens that the server generates a second, for all requests together; None for no estimate of time.
    """
    part = "" if found.sampled == found.documents else f", from a sample of {found.sampled:,}"
    yield f"documents         {found.documents:>15,}"
    yield f"dialogues         {found.dialogues:>15,}{part}"
    yield f"user turns        {found.turns:>15,}"
    if recipe.talk.writer == "offline":
        yield "the offline writer writes them: no model is asked, and it costs nothing (--model NAME asks one)"
        return
    each = f"{found.turns / found.requests:.1f} turns each" if found.requests else "none"
    yield f"requests          {found.requests:>15,}  {each}; tokens allow for {AGAIN:.0%} of turns asked again"
    yield f"tokens sent       {found.tokens_sent:>15,}  counted by {found.counted}"
    yield f"  of these seen   {found.tokens_repeated:>15,}  a prefix cache can serve them"
    yield f"tokens generated  {found.tokens_generated:>15,}  assumed from the style's words a message"
    budget = recipe.llm.budget
    low, high = found.cost(budget)
    if high:
        between = f"{_money(low)} to {_money(high)}" if low < high else _money(high)
        yield f"cost              {between:>15}  if the prefix cache serves all it can, or nothing"
        if budget.max_cost is not None and high > budget.max_cost:
            yield f"{'':33}  may stop at llm.budget.max_cost {budget.max_cost:g}, and go on later"
    else:
        yield f"cost              {'?':>15}  set llm.budget.price_in, price_out, price_cached: per million tokens"
    if rate:
        yield f"time              {_duration(found.tokens_generated / rate):>15}  at {rate:,.0f} generated tokens/s"


def prompt_lines(samples: Sequence[Request]) -> Iterator[str]:
    """Yield sample prompts; what they have in common at the beginning is shown once."""
    shown = ""
    for number, request in enumerate(samples, start=1):
        for message in request.messages:
            if message.role == "system" and message.content == shown:
                continue
            shown = message.content if message.role == "system" else shown
            yield f"\n--- sample prompt {number}, {message.role}"
            yield message.content


def _money(amount: float) -> str:
    return f"{amount:,.2f}" if amount >= 1 else f"{amount:.3g}"


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes:02} min" if hours else f"{minutes} min {seconds:02.0f} s"
