"""Budgets in tokens: no dialogue exceeds its own, most fill it, and presets set what goes with it."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.engine.local import LocalEngine
from lemnos.engine.progress import Quiet
from lemnos.errors import LemnosError, SettingsError
from lemnos.pipeline.objects import Objects
from lemnos.pipeline.recipe import make_recipe
from lemnos.pipeline.run import run_recipe
from lemnos.records import MEMORY_KINDS, Rejected, TurnKind, Verdict
from lemnos.steps.talk.check.retrieval import Ranks
from lemnos.steps.talk.check.review import Reviewed
from lemnos.steps.talk.dialogues.builder import DialogueBuilder, Unbuilt
from lemnos.steps.talk.memory.insertion import with_room
from lemnos.steps.talk.memory.settings import MemorySettings
from lemnos.steps.talk.plan.budget import Budget, token_counter, turn_tokens, within
from lemnos.steps.talk.plan.outline import PlanSettings
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.statistics import recalled
from lemnos.steps.talk.write.base import UserTurn
from lemnos.store.run_folder import existing_run

CORPUS = Path(__file__).parents[3] / "demo" / "corpus"


def made(plan: dict[str, Any], **talk: Any) -> TalkSettings:
    """Return the settings of a recipe with these."""
    recipe = make_recipe({"inputs": [str(CORPUS)], "out": "x", "talk": {"plan": plan, **talk}}, where="r.yaml")
    found = recipe.steps[0].settings
    assert isinstance(found, TalkSettings)
    return found


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a finished run over the demo's articles, with its work files."""
    out = tmp_path_factory.mktemp("budget") / "run"
    content = {"inputs": [str(CORPUS)], "out": str(out), "talk": {"plan": {"window": "2k"}}}
    run_recipe(make_recipe(content), LocalEngine(1), Quiet())
    return out


class Rambling:
    """A writer whose turns are far longer than those of rules, and of any length up to ``words``."""

    name = "rambling"

    def __init__(self, words: int) -> None:
        self.words = words

    def identity(self) -> dict[str, Any]:
        return {"words": self.words}

    def write(self, topics: Any, steps: Any, seed: str) -> list[UserTurn]:
        return [
            UserTurn(f"What about number {number}" + " and more" * (number * 7 % self.words) + "?", step.kind)
            for number, step in enumerate(steps)
        ]

    def rewrite(self, topics: Any, steps: Any, turns: Any, faults: Any, seed: str) -> dict[int, UserTurn]:
        return {
            number: UserTurn(f"{turns[number].text[:-1]} and a longer end?", turns[number].kind) for number in faults
        }


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([400, 700, 1500, 4096]), st.sampled_from([0, 3, 40]))
def test_no_dialogue_exceeds_its_budget_and_no_recalled_turn_is_cut_off(
    corpus: Path, seed: int, tokens: int, words: int
) -> None:
    chosen = made({"tokens": tokens, "min_turns": 3}, memory={"share": 0.3})
    objects = Objects("rambling", {"writer": Rambling(words)}) if words else Objects("", {})
    builder = DialogueBuilder(existing_run(corpus), chosen, objects)
    count = token_counter("")
    dialogues = 0
    for number in builder.numbers()[seed % 5 :: 9]:
        planned = builder.planned(number, seed)
        if isinstance(planned, Rejected):
            continue
        built = builder.dialogue(planned, seed, builder.own_writer or builder.offline)
        if isinstance(built, Unbuilt):
            assert words
            assert built.rejected.rule == "too_short"
            continue
        dialogues += 1
        dialogue = built.dialogue
        assert 1 + sum(5 + count(message.content) for message in dialogue.messages) <= tokens
        assert 1 + sum(built.tokens) == 1 + sum(5 + count(message.content) for message in dialogue.messages)
        assert len(dialogue.turns) == len(built.tokens) >= 3
        assert all(turn < place for place, one in enumerate(dialogue.turns) for turn in one.recalls)
        assert {place.document for one in dialogue.turns for place in one.evidence} <= {
            d.id for d in dialogue.documents
        }
        assert len(built.documents) == len(dialogue.documents)
        new = [one for one in dialogue.turns if one.kind not in MEMORY_KINDS]
        assert len(built.segments) == len(new)
        assert len(built.checked.verdicts) == len(built.checked.failed)
        assert all(turn < len(dialogue.turns) for turn in built.checked.failed)
    assert dialogues or words == 40


def test_dialogues_fill_their_budget_and_their_lengths_are_spread(tmp_path: Path) -> None:
    plan = {"window": "2k", "tokens": 1200, "min_turns": 4}  # two of these articles have about 1,500
    content = {"inputs": [str(CORPUS)], "out": str(tmp_path / "run"), "talk": {"plan": plan}}
    run_recipe(make_recipe(content), LocalEngine(1), Quiet())
    totals = [
        1 + sum(5 + token_counter("")(message["content"]) for message in dialogue["messages"])
        for dialogue in existing_run(tmp_path / "run").read_records("dialogues")
    ]
    assert len(totals) > 25
    assert max(totals) <= 1200
    assert sum(total >= 0.7 * 1200 for total in totals) / len(totals) > 0.95
    hundreds = Counter(total // 100 for total in totals)
    assert hundreds.keys() >= {9, 10, 11}
    assert max(hundreds.values()) < len(totals) / 2


def test_the_report_and_the_card_give_tokens_and_recalled_turns(corpus: Path) -> None:
    import json

    report = json.loads((corpus / "report.json").read_text())
    lengths = report["dialogues"]["tokens_per_dialogue"]
    assert lengths["p10"] <= lengths["median"] <= lengths["p90"] <= lengths["max"] <= 2048
    assert report["dialogues"]["tokens_counted_by"] == "UTF-8 bytes / 4.4"
    assert report["memory"]["recalled_within"] == {"2048": 1.0, "4096": 1.0, "8192": 1.0, "32768": 1.0}
    assert report["memory"]["recalled"] > 0
    targets = {row["name"]: row for row in report["targets"]}
    assert targets["turns per dialogue, mean"]["target"] is None
    assert targets["tokens per dialogue, at most"]["target"] == 2048
    assert targets["tokens per dialogue, mean"]["target"] == 1792
    card = (corpus / "README.md").read_text()
    assert f"| tokens per dialogue, greatest | {round(lengths['max']):,} |" in card
    assert "| recalled turns within 2,048 tokens before | 100.0% |" in card


def test_shares_of_recalled_turns_add_up_over_shards() -> None:
    shards = [
        {"recalled": 3, "recalled_within": {"2048": 1, "4096": 3}},
        {"recalled": 1, "recalled_within": {"2048": 0, "4096": 1}},
    ]
    assert recalled(shards) == {"recalled": 4, "recalled_within": {"2048": 0.25, "4096": 1.0}}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2k", (2048, 2, 400, 0.2)),
        ("4k", (4096, 3, 400, 0.2)),
        ("8k", (8192, 5, 400, 0.15)),
        ("32k", (32768, 16, 1000, 0.15)),
    ],
)
def test_a_preset_sets_what_goes_with_it(name: str, expected: tuple[int, int, int, float]) -> None:
    found = made({"window": name})
    plan = found.plan
    assert (plan.tokens, found.cluster.documents, plan.max_turns, plan.switch_rate) == expected


def test_what_is_given_wins_over_a_preset() -> None:
    found = made({"window": "32k", "tokens": 30000, "max_turns": 90, "switch_rate": 0.3}, cluster={"documents": 5})
    assert (found.plan.tokens, found.plan.max_turns, found.plan.switch_rate) == (30000, 90, 0.3)
    assert found.cluster.documents == 5
    assert made({"window": "2k"}, cluster={"min_documents": 3}).cluster.documents == 3
    assert made({}).plan == PlanSettings()
    assert PlanSettings(window="4k").tokens == 4096


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"window": "2k", "tokens": 4096}, "tokens (4096) do not fit window 2k (2048); remove one of them"),
        ({"window": "4k", "turns_mean": 20}, "window 4k and turns_mean or turns_sd both set the length; remove one"),
        ({"tokens": 900, "turns_sd": 2}, "tokens (900) and turns_mean or turns_sd both set the length; remove one"),
        ({"tokens": 200}, "tokens (200) cannot hold min_turns (8); allow at least 32 tokens a turn, better 100"),
    ],
)
def test_settings_that_contradict_each_other_are_one_clear_error(plan: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        made(plan)
    assert message in str(caught.value)
    assert str(caught.value).startswith("r.yaml: talk.plan: ")
    assert "\n" not in str(caught.value)


def test_an_unknown_window_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"talk\.plan\.window"):
        made({"window": "3k"})


def test_tokens_are_estimated_from_bytes_without_a_tokenizer() -> None:
    count = token_counter("")
    assert [count(text) for text in ("", "a", "abcd", "abcde", "ж" * 11)] == [0, 1, 1, 2, 5]
    assert turn_tokens(count, "abcd", "abcde") == 13


def test_turns_that_fit_are_counted_with_the_beginning_of_the_text() -> None:
    assert within([100, 100, 100], 301) == 3
    assert within([100, 100, 100], 300) == 2
    assert within([100], 100) == 0
    assert within([], 100) == 0


def test_a_dialogue_aims_at_75_to_100_percent_of_its_budget() -> None:
    budget = Budget(1000, token_counter(""), 13.0)
    aims = [budget.aim(str(seed)) for seed in range(1000)]
    assert 750 <= min(aims) < 760
    assert 990 < max(aims) <= 1000
    assert sum(aims) / 1000 == pytest.approx(875, abs=8)


def test_memory_turns_leave_the_budget_alone() -> None:
    plan = with_room(PlanSettings(tokens=2048, max_turns=200), MemorySettings(share=0.2))
    assert (plan.tokens, plan.turns_mean, plan.max_turns) == (2048, 82.2, 160)


def test_a_review_is_cut_with_the_turns() -> None:
    turns = [UserTurn(f"What {number}?", TurnKind.FOLLOW_UP) for number in range(4)]
    verdicts = [
        Verdict(record="", stage="dialogues", rule="form", keep=True, reason=f"turn {n}", score=1.0) for n in (1, 3)
    ]
    whole = Reviewed(turns, [Ranks(n, n) for n in range(4)], {3: "form"}, verdicts, (1, 3))
    assert whole.first_turns(3) == Reviewed(turns[:3], [Ranks(n, n) for n in range(3)], {}, verdicts[:1], (1,))
    assert whole.first_turns(4) == whole


def tokenizer_file(folder: Path, limit: int | None = None) -> str:
    """Write a tokenizer of words and the marks of ChatML; return its path."""
    tokenizers = pytest.importorskip("tokenizers")
    words = ["[UNK]", "<|im_start|>", "<|im_end|>", "user", "assistant", "\n", "the", "sea", "is", "deep"]
    model = tokenizers.models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]")
    made = tokenizers.Tokenizer(model)
    made.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    made.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex(r"\n|\w+|[^\w\s]"), "isolated")
    if limit:
        made.enable_truncation(limit)
        made.enable_padding(length=limit)
    path = folder / "tokenizer.json"
    made.save(str(path))
    return str(path)


def test_a_tokenizer_counts_the_whole_text_whatever_its_file_cuts_off(tmp_path: Path) -> None:
    assert token_counter(tokenizer_file(tmp_path))("the,sea,is,deep") == 7
    assert token_counter(tokenizer_file(tmp_path, limit=3))("the,sea,is,deep") == 7
    assert token_counter(tokenizer_file(tmp_path, limit=9))("sea") == 1


def test_what_is_counted_is_what_a_chat_template_renders(tmp_path: Path) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    path = tokenizer_file(tmp_path)
    said = [("user", "the,sea"), ("assistant", "deep"), ("user", "sea"), ("assistant", "the,sea,is")]
    text = "".join(f"<|im_start|>{role}\n{words}<|im_end|>\n" for role, words in said)
    rendered = len(tokenizers.Tokenizer.from_file(path).encode(text).ids)
    count = token_counter(path)
    assert rendered == turn_tokens(count, "the,sea", "deep") + turn_tokens(count, "sea", "the,sea,is") == 30


def test_a_budget_holds_in_the_tokens_of_a_tokenizer(tmp_path: Path) -> None:
    path = tokenizer_file(tmp_path)
    out = tmp_path / "run"
    plan = {"tokens": 1500, "tokenizer": path}
    run_recipe(make_recipe({"inputs": [str(CORPUS)], "out": str(out), "talk": {"plan": plan}}), LocalEngine(1), Quiet())
    run, count = existing_run(out), token_counter(path)
    totals = [1 + sum(5 + count(m["content"]) for m in one["messages"]) for one in run.read_records("dialogues")]
    assert totals
    assert max(totals) <= 1500
    assert "tokenizer.json" in (out / "README.md").read_text()


def test_a_tokenizer_that_is_none_is_one_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    for path, message in ((bad, "not a tokenizer.json"), (tmp_path / "none.json", "no such file")):
        plan = {"tokens": 1500, "tokenizer": str(path)}
        recipe = make_recipe({"inputs": [str(CORPUS)], "out": str(tmp_path / "run"), "talk": {"plan": plan}})
        with pytest.raises(LemnosError, match=message):
            run_recipe(recipe, LocalEngine(1), Quiet())
