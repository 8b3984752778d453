"""A mixture as a tree of sources: YAML → ``Source`` → tokens and epochs of each source, stage by stage.

A budget is divided among the parts of a group by their weights. No source is read more often than its ``epochs`` say,
over all stages; what it cannot take goes to the other parts of its group, by their weights, and only what the whole
group cannot take goes further up. What nothing can take is said, never read again silently. ``EXAMPLE`` is a mixture
file.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.text.quantities import number_of_tokens

EXAMPLE = """\
name: corpus
tokens: 100B
sources:
  - {name: prose, weight: 1, tokens: 60B, epochs: 2}
  - name: agent
    weight: 1
    sources:
      - {name: tool documents, weight: 2, tokens: 8B}
      - {name: trajectories, weight: 1, tokens: 2B}
stages:                                  # in place of tokens
  - {name: I, tokens: 80B}
  - {name: II, tokens: 20B, weights: {prose: 0.5}}
"""
_MOST = 1e18
"""More tokens than anyone has."""
EPOCHS = 4.0
"""Epochs of a source that states none: up to four, repeated data is nearly as good as new (Muennighoff et al. 2023,
arXiv 2305.16264)."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source of tokens, or a group of them."""

    name: str
    weight: float = 1.0
    """Share of what its group gets, in proportion to the other parts'."""
    tokens: str | int = 0
    """Tokens that it holds: ``60B``. Of a group, the sum of its sources'."""
    epochs: float = EPOCHS
    """How often it may be read, over all stages."""
    sources: tuple["Source", ...] = ()
    """The parts of a group."""


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of training with weights of its own."""

    name: str
    tokens: str | int
    weights: Mapping[str, float] = {}
    """Weight by name of a source or group, in place of the tree's."""


class Mixture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mixture file."""

    name: str
    sources: tuple[Source, ...]
    tokens: str | int = 0
    """Budget, where there are no stages."""
    stages: tuple[Stage, ...] = ()


class Share(NamedTuple):
    """What one source or group gets in one stage."""

    name: str
    depth: int
    tokens: float
    held: float
    epochs: float
    """Epochs read until the end of the stage."""
    capped: bool
    """Whether it has given all that it may."""


class Division(NamedTuple):
    """How a stage's budget is divided."""

    stage: str
    tokens: float
    shares: tuple[Share, ...]
    """In the order of the tree, groups before their parts."""
    missing: float
    """Tokens of the budget that no source can give."""


def tokens_of(text: str | int) -> float:
    """Return a number of tokens.

    >>> tokens_of("1.5B"), tokens_of("1.5B tokens"), tokens_of(2_000)
    (1500000000.0, 1500000000.0, 2000.0)

    Raises:
        SettingsError: It is none.
    """
    if isinstance(text, int):
        return float(text)
    number = number_of_tokens(text.replace(",", ""))
    if number is None or number >= _MOST:
        raise SettingsError(f"{text!r} is no number of tokens", remedy="write 250M, 1.5B or 100000")
    return number


def read_mixture(path: Path) -> Mixture:
    """Read a mixture file.

    Raises:
        InputError: It cannot be read.
        SettingsError: It is no mixture.
    """
    import yaml

    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"cannot be read ({error})", where=str(path), remedy="give a YAML file") from None
    try:
        mixture = msgspec.convert(held, Mixture)
    except msgspec.ValidationError as error:
        raise SettingsError(f"is no mixture ({error})", where=str(path), remedy="see lemnos mix show --help") from None
    _check(mixture, str(path))
    return mixture


def _check(mixture: Mixture, where: str) -> None:
    names = [source.name for source in _walk(mixture.sources)]
    if repeated := next((name for name in names if names.count(name) > 1), ""):
        raise SettingsError(f"two sources are called {repeated!r}", where=where, remedy="give each a name of its own")
    for source in _walk(mixture.sources):
        if source.weight < 0 or source.epochs <= 0:
            raise SettingsError(f"the source {source.name!r} has a weight below 0, or no epochs", where=where)
        if not source.sources and not tokens_of(source.tokens):
            raise SettingsError(
                f"the source {source.name!r} holds no tokens", where=where, remedy="state its tokens: 8B"
            )
    for stage in mixture.stages:
        if unknown := next((name for name in stage.weights if name not in names), ""):
            raise SettingsError(f"the stage {stage.name!r} weighs {unknown!r}, which is no source", where=where)
    if not mixture.stages and not tokens_of(mixture.tokens):
        raise SettingsError("there is no budget", where=where, remedy="state tokens: 100B, or stages")


def _walk(sources: tuple[Source, ...]) -> Iterator[Source]:
    for source in sources:
        yield source
        yield from _walk(source.sources)


def divide(mixture: Mixture) -> list[Division]:
    """Return how each stage's budget is divided; epochs add up over the stages."""
    read: dict[str, float] = {}
    stages = mixture.stages or (Stage("", mixture.tokens),)
    divisions = []
    for stage in stages:
        budget = tokens_of(stage.tokens)
        root = Source(mixture.name, sources=mixture.sources)
        given: dict[str, float] = {}
        _divide(root, budget, stage.weights, read, given)
        for name, tokens in given.items():
            read[name] = read.get(name, 0.0) + tokens
        shares = tuple(_shares(root, 0, given, read))
        divisions.append(Division(stage.name, budget, shares, budget - shares[0].tokens))
    return divisions


def _room(source: Source, read: Mapping[str, float], given: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return how many more tokens a source may give; parts without weight give none."""
    if source.sources:
        wanted = [part for part in source.sources if weights.get(part.name, part.weight) > 0]
        return sum(_room(part, read, given, weights) for part in wanted)
    taken = read.get(source.name, 0.0) + given.get(source.name, 0.0)
    return max(tokens_of(source.tokens) * source.epochs - taken, 0.0)


def _divide(
    source: Source, budget: float, weights: Mapping[str, float], read: Mapping[str, float], given: dict[str, float]
) -> None:
    """Add to ``given`` what each leaf below a source gets of a budget that it has room for, or as much as it has."""
    if not source.sources:
        given[source.name] = given.get(source.name, 0.0) + min(budget, _room(source, read, given, weights))
        return
    weight = {part.name: weights.get(part.name, part.weight) for part in source.sources}
    room = {part.name: _room(part, read, given, weights) for part in source.sources}
    share = dict.fromkeys(weight, 0.0)
    left = min(budget, sum(room[name] for name in weight if weight[name] > 0))
    while left > 1e-6:
        free = [name for name in weight if weight[name] > 0 and room[name] - share[name] > 1e-6]
        total = sum(weight[name] for name in free)
        if not free:
            break
        # As far as all free parts can go together, in proportion to their weights.
        step = min(left / total, *((room[name] - share[name]) / weight[name] for name in free))
        for name in free:
            share[name] += step * weight[name]
        left -= step * total
    for part in source.sources:
        _divide(part, share[part.name], weights, read, given)


def _shares(source: Source, depth: int, given: Mapping[str, float], read: Mapping[str, float]) -> Iterator[Share]:
    leaves = [leaf for leaf in _walk((source,)) if not leaf.sources]
    tokens = sum(given.get(leaf.name, 0.0) for leaf in leaves)
    held = sum(tokens_of(leaf.tokens) for leaf in leaves)
    total = sum(read.get(leaf.name, 0.0) for leaf in leaves)
    capped = _room(source, read, {}, {}) <= 1e-6 * max(held, 1)
    yield Share(source.name, depth, tokens, held, total / held, capped)
    for part in source.sources:
        yield from _shares(part, depth + 1, given, read)


def tree(mixture: Mixture) -> Any:
    """Return the mixture as a tree for ``rich``, with tokens and epochs of each source in each stage."""
    from rich.tree import Tree

    whole = Tree(mixture.name)
    for division in divide(mixture):
        head = f"{_count(division.tokens)} tokens"
        above = [whole.add(f"stage {division.stage}: {head}") if division.stage else whole]
        for share in division.shares[1:]:
            part = share.tokens / division.tokens if division.tokens else 0.0
            told = (
                f"{share.name}  {part:.1%}  {_count(share.tokens)} of {_count(share.held)}  {share.epochs:.2f} epochs"
            )
            del above[share.depth :]
            above.append(above[-1].add(told + ("  (capped)" if share.capped else "")))
        if division.missing > 0.5:
            above[0].add(f"missing: {_count(division.missing)} tokens that no source can give")
    return whole


def _count(tokens: float) -> str:
    """Return a number of tokens in short.

    >>> _count(1.25e9), _count(320)
    ('1.25B', '320')
    """
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if tokens >= size:
            return f"{tokens / size:.3g}{unit}"
    return f"{tokens:.0f}"
