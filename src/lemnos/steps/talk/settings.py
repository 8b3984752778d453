"""All settings of ``talk`` in one tree."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lemnos.llm.settings import LlmSettings
from lemnos.steps.talk.documents.segment import SegmentSettings
from lemnos.steps.talk.graph.build import GraphSettings
from lemnos.steps.talk.graph.cluster_walk import ClusterSettings
from lemnos.steps.talk.memory.settings import MemorySettings
from lemnos.steps.talk.plan.outline import PlanSettings
from lemnos.steps.talk.plan.window import WINDOWS
from lemnos.steps.talk.reward.base import PREFIXES
from lemnos.steps.talk.write.rules.settings import QuestionSettings
from lemnos.steps.talk.write.settings import ModelWriterSettings


class TalkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How documents become dialogues."""

    links: tuple[str, ...] = ()
    """Link tables beside the documents: files of rows source, target, by file name, id or title."""
    segment: SegmentSettings = SegmentSettings()
    """How documents are cut into answers."""
    graph: GraphSettings = GraphSettings()
    """How documents are linked."""
    reuse: Annotated[int, Meta(ge=0)] = 1
    """In how many dialogues a document, and so a segment, can be used. 1 tells nothing twice. 0 sets no limit: every
    document is the anchor of a dialogue, and documents with many links are in many."""
    cluster: ClusterSettings = ClusterSettings()
    """Which documents a dialogue talks about."""
    reward: str = "learned"
    """What judges how good a next answer a segment is: `learned`, the model that comes with Lemnos; `lexical`, a
    formula of word overlap, reading order, links and novelty; an `.npz` file of `lemnos reward train`; or `st:NAME`,
    `hf:PATH`, `ce:PATH`, an embedding or a cross-encoder beside the model (needs `lemnos[embedding]`)."""
    plan: PlanSettings = PlanSettings()
    """The shape of a dialogue."""
    memory: MemorySettings = MemorySettings()
    """Turns that need the past of the conversation."""
    writer: Literal["offline", "model"] = "offline"
    """Who writes the user turns. `offline` follows rules, needs no model, and writes English; `model` asks the model of
    `llm`, in the language of the documents. Memory turns are made for English documents only."""
    questions: QuestionSettings = QuestionSettings()
    """How the rules ask."""
    model_writer: ModelWriterSettings = ModelWriterSettings()
    """How a model is asked for them."""
    worst_rank: Annotated[int, Meta(ge=1)] = 5
    """A user turn is written again if, given the history, more than so many segments (itself counted) of the cluster
    fit it as well as the one that answers it."""
    min_score: Annotated[float, Meta(ge=0, le=1)] = 0.0
    """Dialogues whose score is lower are rejected; 0 keeps all. What the score is made of is in the card."""
    anchors_per_shard: Annotated[int, Meta(ge=1)] = 128
    """Documents whose dialogues are made in one piece of work; about 4 MB of dialogues."""

    def __post_init__(self) -> None:
        known = self.reward in ("learned", "lexical") or self.reward.endswith(".npz")
        if not known and not self.reward.startswith(PREFIXES):
            remedy = "write learned, lexical, an .npz file, or st:, hf: or ce: and a model"
            raise ValueError(f"{self.reward!r} is no reward; {remedy}")
        plan = self.plan
        if plan.tokens is None and plan.window is None:
            if plan.turns_mean > plan.max_turns:
                raise ValueError(
                    f"plan.turns_mean ({plan.turns_mean:g}) exceeds plan.max_turns ({plan.max_turns}); "
                    "lower plan.turns_mean or raise plan.max_turns"
                )
            if plan.turns_mean < plan.min_turns:
                raise ValueError(
                    f"plan.turns_mean ({plan.turns_mean:g}) is below plan.min_turns ({plan.min_turns}); "
                    "raise plan.turns_mean or lower plan.min_turns"
                )
        if plan.switch_rate * plan.min_dwell > 1:
            raise ValueError(
                f"plan.switch_rate ({plan.switch_rate:g}) asks for more moves than stays of plan.min_dwell "
                f"({plan.min_dwell}) turns allow; lower plan.switch_rate to {1 / plan.min_dwell:.2g} at most, or "
                "plan.min_dwell"
            )
        preset = WINDOWS[plan.window].switch_rate if plan.window else None
        if self.cluster.documents == 1 and plan.switch_rate not in (0, preset, PlanSettings().switch_rate):
            raise ValueError(
                f"plan.switch_rate ({plan.switch_rate:g}) asks for moves to other documents, but cluster.documents is "
                "1; set plan.switch_rate to 0 or raise cluster.documents"
            )
        if self.memory.share and self.memory.earliest >= plan.max_turns:
            raise ValueError(
                f"memory.earliest ({self.memory.earliest}) leaves no memory turn within plan.max_turns "
                f"({plan.max_turns}); lower memory.earliest, raise plan.max_turns or set memory.share to 0"
            )
        if self.memory.share and not self.memory.weights():
            raise ValueError(
                f"memory.share ({self.memory.share:g}) asks for memory turns, but memory.recall and every other kind "
                "weighs 0; set memory.share to 0 or give a kind a weight"
            )

    def against(self, llm: LlmSettings) -> str:
        """Return how these settings contradict those of the model, and the remedy; empty if they do not."""
        candidates = self.model_writer.candidates
        if self.writer != "model" or candidates == 1:
            return ""
        if llm.temperature == 0:
            return (
                f"talk.model_writer.candidates ({candidates}) are all the same at llm.temperature 0; "
                "raise llm.temperature or set talk.model_writer.candidates to 1"
            )
        if "seed" in llm.extra:
            return (
                f"talk.model_writer.candidates ({candidates}) are all the same with a seed in llm.extra; "
                "remove the seed or set talk.model_writer.candidates to 1"
            )
        return ""
