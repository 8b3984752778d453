"""All settings of ``play`` in one tree."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]
Weight = Annotated[float, Meta(ge=0)]


class KindSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often tasks of each kind are made, relative to each other. Many APIs do not lend themselves to every kind."""

    plain: Weight = 6.0
    """One wish, in one turn."""
    parallel: Weight = 1.5
    """Two wishes at once."""
    branching: Weight = 1.5
    """A wish that depends on what an entity looks like."""
    late: Weight = 0.7
    """A detail that the user adds afterwards."""
    changed_mind: Weight = 0.7
    """A user who meant another entity."""
    two_things: Weight = 1.0
    """A second wish in the next turn."""
    session: Weight = 2.0
    """Many wishes that build on each other: later turns need what earlier ones said or returned."""
    ambiguous: Weight = 0.7
    """An entity that the user does not name; the assistant asks back once."""
    missing_parameter: Weight = 0.7
    """A new entity without its name; the assistant asks for it."""
    not_found: Weight = 0.7
    """A name that no entity has."""
    error: Weight = 1.0
    """A call that fails for a moment and is repeated."""
    failed: Weight = 0.6
    """A call that fails for good (a service that is down, a quota, missing rights, nothing found), which the assistant
    says. With `function`, functions of whose results nothing is known are called too."""
    refused: Weight = 0.8
    """A wish that the policy forbids."""
    injected: Weight = 0.6
    """An observation that carries an instruction, which is not followed."""
    irrelevant: Weight = 0.4
    """A wish for which no tool is offered."""
    no_call: Weight = 0.4
    """Nothing to call: thanks, or a question on what was said or on what can be done."""
    function: Weight = 0.0
    """One call of a function of whose result nothing is described, as most tools of MCP servers. The world makes the
    result up, so these reach level 3 at most: lower `level` too."""


class PlaySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How tools become trajectories."""

    per_tool: Annotated[float, Meta(gt=0)] = 5.0
    """Trajectories for each tool of an API that users may want, up to `per_api`."""
    per_api: Annotated[int, Meta(ge=1)] = 400
    """Trajectories of one API at most."""
    kinds: KindSettings = KindSettings()
    """How often tasks of each kind are tried."""
    alike: Annotated[int, Meta(ge=1)] = 6
    """Tasks of one API with the same calls (tools and purposes) and kind at most; half of it where something is named
    by its key."""
    wishes: Annotated[int, Meta(ge=3, le=16)] = 10
    """Wishes of a `session` at most; three at least."""
    thoughts: Share = 0.7
    """Share of calls before which the player writes what it thinks."""
    renamed: Share = 0.05
    """Share of trajectories whose tools are offered under other names."""
    masked: Share = 0.03
    """Share of trajectories whose tools are offered without descriptions."""
    most_offered: Annotated[int, Meta(ge=2, le=128)] = 40
    """Tools that are offered at most: those called, some alike, some others."""
    held_out: Share = 0.0
    """Share of providers, by the SHA-256 of their names, that get no trajectories, so that a model can be tried on
    them."""
    player: Literal["offline", "model"] = "offline"
    """Who plays: rules that read the task, or the model of `llm`, which knows the tools and what was said alone."""
    steps: Annotated[int, Meta(ge=1, le=64)] = 12
    """Moves of a model that plays, in a turn of the user at most."""
    paraphrase: Share = 0.0
    """Share of tasks whose request the model of `llm` puts in other words. They are taken only if every value survives
    word for word and none is added; else the request stays as it was."""
    judge: bool = False
    """Whether the model of `llm` judges what has reached level 4; its verdict is the check `judged` of level 5."""
    level: Annotated[int, Meta(ge=0, le=5)] = 4
    """Trajectories below this level of verification are left out and counted."""


class PlayInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Descriptions of tools to play with."""

    path: str
    """A file, folder or archive of descriptions, as for `tools`."""
    kind: str = "auto"
    """Its format; `auto` looks at the first bytes."""
    licence: str = ""
    """Licence of tools that do not state their own. SPDX expression."""
    provider: str = ""
    """Provider of the tools; if empty, as each description states it."""
