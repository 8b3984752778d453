"""``lemnos plan``: what a recipe will make, and what it will ask of a model and cost."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lemnos.cli.options import engine_options

if TYPE_CHECKING:
    from lemnos.llm.request import Request
    from lemnos.llm.settings import BudgetSettings
    from lemnos.pipeline.forecast import Forecast
    from lemnos.pipeline.recipe import Recipe


@click.command(
    epilog="""\b
Examples:
  lemnos plan recipes/demo.yaml talk.writer=model llm.model=NAME
  lemnos plan recipes/doctalk.yaml talk.writer=model llm.model=NAME limit=20000 \\
      llm.budget.price_in=0.15 llm.budget.price_cached=0.075 llm.budget.price_out=0.6 --rate 20000
  lemnos plan recipes/full.yaml

Nothing is sent, and no run folder is touched. The same for one step: lemnos talk … --dry-run"""
)
@click.argument("recipe", type=click.Path(path_type=Path))
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--sample", type=click.IntRange(1), help="Number of items to try [default: 512].")
@click.option("--tokenizer", default="", metavar="FILE", help="Count with this tokenizer.json (needs tokenizers).")
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="Tokens that the server generates per second.")
@click.option("--json", is_flag=True, help="Print JSON.")
@partial(engine_options, quiet="Print the estimate without progress.")
def plan(
    recipe: Path,
    overrides: tuple[str, ...],
    sample: int | None,
    tokenizer: str,
    rate: float | None,
    json: bool,
    workers: int | None,
    quiet: bool,
) -> None:
    """Estimate what RECIPE makes: records, model requests, tokens, cost and time, and show three of the prompts."""
    from lemnos.pipeline.recipe import load_recipe

    loaded = load_recipe(recipe, overrides)
    print_plan(loaded, workers, quiet, sample=sample, tokenizer=tokenizer, rate=rate, json=json)


def print_plan(
    recipe: "Recipe",
    workers: int | None,
    quiet: bool,
    *,
    sample: int | None = None,
    tokenizer: str = "",
    rate: float | None = None,
    json: bool = False,
) -> None:
    """Print what the steps of a recipe will make and ask; see ``lemnos plan``."""
    import msgspec

    from lemnos.engine.local import local_engine
    from lemnos.engine.progress_display import choose_progress
    from lemnos.pipeline.forecast import SAMPLE, forecast

    with local_engine(workers) as engine:
        forecasts = forecast(
            recipe, engine, choose_progress(quiet), sample=sample or SAMPLE, tokenizer=tokenizer, prompts=3
        )
    if json:
        found = []
        for step, estimate, samples in forecasts:
            cached, cost = estimate.cost(step.llm.budget)
            plain = msgspec.structs.asdict(estimate)
            found.append({**plain.pop("counts"), **plain, "cost_cached": cached, "cost": cost, "samples": samples})
        click.echo(msgspec.json.format(msgspec.json.encode({"steps": found} if recipe.named else found[0]), indent=1))
        return
    for number, (step, estimate, samples) in enumerate(forecasts):
        if recipe.named:
            click.echo(("\n" if number else "") + f"{step.name} ({step.step.name}): {estimate.state}")
        for line in (*forecast_lines(estimate, step.llm.budget, rate), *prompt_lines(samples)):
            click.echo(line)


def forecast_lines(estimate: "Forecast", budget: "BudgetSettings", rate: float | None) -> Iterator[str]:
    """Yield what a step will make, ask and cost, a line each.

    Args:
        estimate: The figures.
        budget: Prices and caps.
        rate: Tokens that the server generates per second, for all requests together; None for no estimate of time.
    """
    from lemnos.pipeline.forecast import ASKED_AGAIN

    for name, count in estimate.counts.items():
        yield f"{name:<29} {count:>15,}"
    if estimate.sampled != estimate.items:
        yield f"  estimated from a sample of {estimate.sampled:,} of {estimate.items:,}"
    if estimate.note:
        yield estimate.note
    if not estimate.requests:
        return
    yield f"requests                      {estimate.requests:>15,}  tokens allow for {ASKED_AGAIN:.0%} asked again"
    yield f"tokens sent                   {estimate.tokens_sent:>15,}  counted by {estimate.counted}"
    yield f"  of these repeated           {estimate.tokens_repeated:>15,}  a prefix cache can serve them"
    yield f"tokens generated              {estimate.tokens_generated:>15,}  assumed"
    low, high = estimate.cost(budget)
    if high:
        between = f"{_money(low)} to {_money(high)}" if low < high else _money(high)
        yield f"cost                          {between:>15}  if the prefix cache serves everything it can, or nothing"
        if budget.max_cost is not None and high > budget.max_cost:
            yield f"{'':45}  may stop at llm.budget.max_cost {budget.max_cost:g}, and can resume"
    else:
        yield f"cost                          {'?':>15}  set llm.budget.price_in, price_out, price_cached per million"
    if rate:
        time = _duration(estimate.tokens_generated / rate)
        yield f"time                          {time:>15}  at {rate:,.0f} generated tokens/s"


def prompt_lines(samples: "Sequence[Request]") -> Iterator[str]:
    """Yield sample prompts; a system message that they share is shown once."""
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
