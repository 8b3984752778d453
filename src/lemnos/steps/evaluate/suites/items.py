"""What a suite asks of a model: an ``Item`` of some prompts, each with the continuation whose likelihood is scored.

A ``Prompt`` has three parts, so that a text too long for the model's window is cut where it may be cut: ``head`` (a
story, the functions on offer) stays, whole ``turns`` go from the left, ``tail`` (the question) stays.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from lemnos.records import ItemScore, content_id

Kind = Literal["gain", "choice", "text", "word", "calls"]
"""``gain``: one continuation under several histories. ``choice``: several continuations of one prompt, or several
texts. ``text``: one continuation. ``word``: one that can be guessed in full. ``calls``: a ``choice`` whose recorded
outputs can also be checked."""


class Prompt(msgspec.Struct, frozen=True):
    """The text before a continuation."""

    head: str = ""
    turns: tuple[str, ...] = ()
    tail: str = ""

    def text(self, cut_turns: int = 0) -> str:
        """Return the text without the first ``cut_turns`` turns."""
        return self.head + "".join(self.turns[cut_turns:]) + self.tail


class Request(msgspec.Struct, frozen=True):
    """One likelihood to compute."""

    name: str
    """See ``ContinuationScore.name``."""
    prompt: Prompt
    continuation: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a suite."""

    id: str
    suite: str
    cluster: str
    kind: Kind
    requests: tuple[Request, ...]
    gold: int = 0
    """Which request is the right one: under the true history, or the right choice."""
    stratum: str = ""
    functions: tuple[dict[str, Any], ...] = ()
    """Of ``calls``: the functions on offer, as the benchmark writes them."""
    answers: tuple[dict[str, Any], ...] = ()
    """Of ``calls``: the calls that are right, as the benchmark writes them; none where none may be made."""
    category: str = ""
    """Of ``calls``: how many calls are right, and in which order; see ``lemnos.steps.evaluate.calls.match``."""

    def scored(self, checkpoint: str, **found: Any) -> ItemScore:
        """Return the record of what a checkpoint made of the item.

        Args:
            checkpoint: Its name.
            found: The other fields of the record.
        """
        return ItemScore(
            id=content_id(checkpoint, self.suite, self.id),
            checkpoint=checkpoint,
            suite=self.suite,
            item=self.id,
            cluster=self.cluster,
            stratum=self.stratum,
            **found,
        )


def choice_requests(prompt: Prompt, continuations: Sequence[str]) -> tuple[Request, ...]:
    """Return a request for each continuation of one prompt, named by its number."""
    return tuple(Request(str(number), prompt, text) for number, text in enumerate(continuations))
