"""Knows of what a tool speaks, and what is given for one of its arguments, for the rules by which values suit tools."""

import enum
import re
from collections.abc import Callable
from functools import cached_property
from random import Random
from typing import Any, Final, Literal

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.functions.options import stated_options
from lemnos.steps.tools.task.functions.values import before_or, stated_values
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.world.values.seeds import pick

MAKING = frozenset("create add write make post schedule book draft start open send insert append record log".split())
"""Verbs of wishes for something new."""
READING = frozenset("get list search find show read fetch query view check".split())
SEEKING = frozenset("search find look lookup query browse".split())
VERBS = frozenset("get list search create update delete add find send set remove".split())
CONTENT = frozenset(("content", "text", "body", "message"))
"""Arguments that hold what is written, and no key."""
CRYPTO = frozenset(
    "crypto cryptocurrency coin coins token blockchain bitcoin binance coingecko coinmarketcap bithumb upbit kraken "
    "coinbase bybit okx kucoin bitget".split()
)
ON_CHAIN = CRYPTO | frozenset(
    "wallet contract ethereum solana nft erc20 starknet evm chain onchain web3 eth sol etherscan balance".split()
)
QUERIED = frozenset(
    "database databases db clickhouse sql mysql postgres postgresql sqlite bigquery snowflake warehouse mongodb table "
    "tables prometheus influxdb graph neo4j redis dataset".split()
)
"""Words of what is queried in a language of its own."""


_NAMES = re.compile(r"\b[A-Z][a-z]*[A-Z]\w*|\b[a-z]+[A-Z]\w*")
"""Names with capitals within: GitHub, bioRxiv."""


LISTED = re.compile(r"[^\s,]+(?:,[^\s,]+)+")
"""Several values in one string."""


class _Undecided(enum.Enum):
    UNDECIDED = enum.auto()


UNDECIDED: Final = _Undecided.UNDECIDED
"""A rule has nothing to say of an argument."""


class Given:
    """What a person may give for an argument of a tool.

    Args:
        name: Name of the argument.
        value: The value; None if nothing was found.
        operation: The tool.
        random: Decides.
        words: Words of what is given, where it is one of several; otherwise those of the name.
    """

    def __init__(
        self, name: str, value: Any, operation: ApiOperation, random: Random, words: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.value = value
        self.operation = operation
        self.random = random
        self.words = words or before_or(words_of(name))
        self.last = self.words[-1] if self.words else ""
        self.tool_words = words_of(operation.name)

    @cached_property
    def about(self) -> frozenset[str]:
        """Words of what the tool works on."""
        return frozenset(words_about(self.operation))

    @cached_property
    def nouns(self) -> list[str]:
        """Words of the tool's name in the singular."""
        return [singular(word) for word in self.tool_words]

    @cached_property
    def told(self) -> str:
        """What the descriptions of the argument and of the tool tell."""
        return f"{self.description} {self.operation.tool.description[:400]}"

    @property
    def description(self) -> str:
        """What the description of the argument tells."""
        return str(self.operation.properties[self.name].get("description", ""))

    @cached_property
    def is_stated(self) -> bool:
        """Whether the description of the argument gives the value as an example, or as one to choose."""
        flat = self.operation.properties[self.name]
        items = flat.get("items")
        stated = [*stated_values(flat), *stated_options(flat)]
        return self.value in (*stated, *(stated_values(items) if isinstance(items, dict) else ()))

    @cached_property
    def ordered(self) -> list[str]:
        """Words of what the tool works on: those of its name from the last, then of its texts."""
        tool = self.operation.tool
        return [*reversed(self.tool_words), *words_of(f"{tool.description[:80]} {tool.api}".lower())]

    @property
    def is_needed(self) -> bool:
        """Whether the tool cannot do without the argument."""
        return self.name in self.operation.required

    @property
    def makes(self) -> bool:
        """Whether the tool makes something new."""
        return not MAKING.isdisjoint(self.tool_words[:3])

    def speaks_of(self, words: frozenset[str]) -> bool:
        """Return whether the tool works on one of some things."""
        return not words.isdisjoint(self.about)

    def pick(self, values: tuple[Any, ...]) -> Any:
        """Return one of some values."""
        return pick(self.random, values)


Rule = Callable[[Given], Any | Literal[_Undecided.UNDECIDED]]
"""Returns the value that suits, None if none is known that does, or ``UNDECIDED``."""


def words_about(operation: ApiOperation) -> list[str]:
    """Return the words of what a tool works on: those of its own name first, then of its texts."""
    tool = operation.tool
    said = f"{tool.description[:80]} {tool.api}"
    return [*reversed(words_of(operation.name)), *words_of(said), *words_of(" ".join(_NAMES.findall(said)).lower())]
