"""Settings of the model that writes user turns: how it is asked, and who the user is."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

_OVERLAP = 2
Choices = Annotated[tuple[str, ...], Meta(min_length=1)]

PERSONAS = (
    "a curious reader",
    "a student writing an essay",
    "a teacher preparing a lesson",
    "a traveller planning a trip",
    "a journalist checking facts",
    "an engineer who wants to know how things work",
    "a retired person with time to wonder",
    "a teenager doing homework",
    "a parent asked by a child",
    "a novelist looking for background",
    "a quiz player",
    "a researcher from another field",
    "a museum guide",
    "somebody who half remembers it from school",
    "a sceptic who wants reasons",
    "a professional in a hurry",
)


class StyleSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who asks. One of each list is drawn for a dialogue, all equally likely; name one twice to have it more often."""

    personas: Choices = PERSONAS
    """Who the user is."""
    knowledge: Choices = ("knows nothing of it yet", "has a rough idea of it", "knows the field well")
    """How much the user knows before."""
    registers: Choices = ("casual", "plain and polite", "terse, but always a question", "careful, in full sentences")
    """How the user writes."""
    words: Annotated[tuple[Annotated[int, Meta(ge=2, le=40)], ...], Meta(min_length=1)] = (4, 7, 9, 12)
    """About how many words a message has. Who asks for information uses 6 to 9 (means of TREC CAsT 2019-2021)."""
    language: str = ""
    """Language of the user's messages, a name or BCP 47 code; empty for that of the answers."""


class ModelWriterSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is asked for user turns. Read if ``talk.writer`` is ``model``."""

    prompt: Literal["windowed", "compact"] = "windowed"
    """How turns are asked for. `windowed` asks for `window` turns in one request, with instructions, as JSON. `compact`
    is for small models, which do not follow long instructions: one turn a request, after three examples, as plain text;
    rules then write the memory turns, and of `style` only `words` and `language` are used."""
    candidates: Annotated[int, Meta(ge=1, le=32)] = 1
    """Versions of each turn that the model writes; the best that passes the checks is kept. Each costs as many requests
    as the first, but its prompt is in the server's prefix cache. Needs a temperature above 0, and no `seed` in
    `llm.extra`."""
    window: Annotated[int, Meta(ge=1, le=100)] = 16
    """User turns in one `windowed` request at the most. More cost less, for what is said once a request is shared;
    models begin to lose count over 30."""
    overlap: Annotated[int, Meta(ge=0, le=20)] = _OVERLAP
    """Answers before a window that it shows, each by its first words; at most as many as the window, or 2."""
    answer_words: Annotated[int, Meta(ge=5)] = 45
    """Words of an answer that the model is shown; it asks for what an answer tells, and answers begin with that."""
    overlap_words: Annotated[int, Meta(ge=5)] = 20
    """The same for answers before the window."""
    tokens_per_turn: Annotated[int, Meta(ge=16)] = 64
    """Tokens that the model may generate for each turn. More for models that think before they answer."""
    rewrites: Annotated[int, Meta(ge=0, le=3)] = 0
    """How often the model is asked to write a turn again that a check refused, with the reason. The offline writer's
    turn then takes its place. Rewriting costs up to as much as writing, and small models repeat their mistakes."""
    stop_refused: Annotated[float, Meta(ge=0, le=1)] = 0.5
    """Share of the model's first 200 turns that may be refused before the run stops; 1 never stops it. Turns that the
    server did not answer are not counted. Never changes the output."""
    style: StyleSettings = StyleSettings()
    """Who asks."""

    def __post_init__(self) -> None:
        if self.overlap > max(self.window, _OVERLAP):
            raise ValueError(
                f"overlap ({self.overlap}) exceeds window ({self.window}), so that a request would show more turns "
                "than it asks for; lower overlap or raise window"
            )
