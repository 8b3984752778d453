"""Recipes: strictly read, with the nearest setting named where one does not exist."""

from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import SettingsError
from lemnos.pipeline.recipe import StepRecipe, load_recipe, make_recipe
from lemnos.sources.documents.settings import DocumentInput
from lemnos.steps.talk.settings import TalkSettings

CONTENT: dict[str, Any] = {"inputs": [{"path": "docs"}], "out": "runs/docs"}


def refused(content: dict[str, Any], *overrides: str) -> str:
    with pytest.raises(SettingsError) as caught:
        make_recipe(content, overrides, where="r.yaml")
    return str(caught.value)


def only(content: dict[str, Any], *overrides: str) -> StepRecipe:
    (step,) = make_recipe(content, overrides).steps
    return step


def talk_of(step: StepRecipe) -> TalkSettings:
    assert isinstance(step.settings, TalkSettings)
    return step.settings


def test_a_recipe_file_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    (tmp_path / "docs").mkdir()
    path.write_text(
        "inputs:\n  - path: docs\n    licence: MIT\nout: runs/docs\nseed: 7\ntalk:\n  plan: {turns_mean: 60}\n"
    )
    recipe = load_recipe(path)
    (step,) = recipe.steps
    assert (recipe.named, step.name, step.step.name) == (False, "talk", "talk")
    assert step.inputs == (DocumentInput(path=str(tmp_path / "docs"), licence="MIT"),)
    assert (step.out, step.seed, step.limit, step.format) == (tmp_path / "runs" / "docs", 7, None, "parquet")
    assert talk_of(step).plan.turns_mean == 60.0
    assert talk_of(step).plan.turns_sd == TalkSettings().plan.turns_sd


def test_overrides_go_on_top_and_leave_the_content_alone() -> None:
    content = CONTENT | {"talk": {"plan": {"turns_mean": 60, "min_dwell": 3}}}
    step = only(content, "talk.plan.turns_mean=40", "seed=3", "out=elsewhere", "links=[a.tsv, b.tsv]")
    talk = talk_of(step)
    assert (talk.plan.turns_mean, talk.plan.min_dwell) == (40.0, 3)
    assert (step.seed, step.out, talk.links) == (3, Path("elsewhere"), ("a.tsv", "b.tsv"))
    assert content["talk"] == {"plan": {"turns_mean": 60, "min_dwell": 3}}


@pytest.mark.parametrize(
    ("override", "line"),
    [
        ("talk.plan.turn_mean=4", "r.yaml: unknown setting talk.plan.turn_mean; did you mean talk.plan.turns_mean?"),
        ("talk.paln.min_dwell=4", "r.yaml: unknown setting talk.paln; did you mean talk.plan?"),
        ("sead=4", "r.yaml: unknown setting sead; did you mean seed?"),
        (
            "zzzz=4",
            "r.yaml: unknown setting zzzz; known here: inputs, talk, out, seed, limit, format, llm",
        ),
    ],
)
def test_an_unknown_setting_names_the_nearest(override: str, line: str) -> None:
    assert refused(CONTENT, override) == line


def test_an_unknown_setting_of_an_input_is_found_by_its_place() -> None:
    content = CONTENT | {"inputs": [{"path": "a"}, {"path": "b", "license": "MIT"}]}
    assert refused(content) == "r.yaml: unknown setting inputs[1].license; did you mean inputs[1].licence?"


@pytest.mark.parametrize(
    ("override", "line"),
    [
        ("seed=many", "r.yaml: seed: expected a whole number, not many, which is text"),
        ("seed=1.5", "r.yaml: seed: expected a whole number, not 1.5"),
        ("limit=0", "r.yaml: limit: 0 is not at least 1; write a whole number at least 1"),
        ("inputs=[]", "r.yaml: inputs names no input; add inputs: [{path: PATH}]"),
        ("format=csv", "r.yaml: format: csv is not one of its values; choose one of parquet, jsonl"),
        ("out=null", "r.yaml: out: nothing is given, and text is expected; write one"),
        (
            "talk.segment.max_words=",
            "r.yaml: talk.segment.max_words: nothing is given, and a whole number is expected; "
            "write one, or leave the setting out for its default",
        ),
        (
            "talk.segment=",
            "r.yaml: talk.segment: nothing is given, and a mapping (key: value) is expected; write {} for an empty one",
        ),
        ("links=a.tsv", "r.yaml: talk.links: expected a list, not a.tsv, which is text; write [a.tsv]"),
        ("talk=3", "r.yaml: talk is not a mapping of settings"),
        (
            "talk.segment.max_words=0",
            "r.yaml: talk.segment.max_words: 0 is not at least 1; write a whole number at least 1",
        ),
        (
            "talk.graph.duplicates=1.5",
            "r.yaml: talk.graph.duplicates: 1.5 is not at most 1; write a number from 0 to 1",
        ),
        (
            "talk.graph.centrality=betweenness",
            "r.yaml: talk.graph.centrality: betweenness is not one of its values; choose one of inverse_in_degree, "
            "inverse_pagerank, in_degree, pagerank, uniform",
        ),
        ("talk.graph.mutual=.inf", "r.yaml: talk.graph.mutual is not a finite number (inf); write a number"),
        ("talk.cluster.restart=-1", "r.yaml: talk.cluster.restart: -1 is not at least 0; write a number from 0 to 1"),
        (
            "talk.cluster.documents=1",
            "r.yaml: talk.cluster: min_documents (2) exceeds documents (1); lower min_documents or raise documents",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_setting(override: str, line: str) -> None:
    assert refused(CONTENT, override) == line


@pytest.mark.parametrize(
    "override",
    [
        "talk.plan.turns_mean=0",
        "talk.plan.turns_sd=0",
        "talk.plan.temperature=-1",
        "talk.plan.min_turns=500",
        "talk.plan.return_rate=-1",
        "talk.anchors_per_shard=0",
    ],
)
def test_a_value_that_cannot_work_is_refused_at_once(override: str) -> None:
    assert override.partition("=")[0].rpartition(".")[2] in refused(CONTENT, override)


@pytest.mark.parametrize("override", ["talk", "=1", "talk plan=1", ""])
def test_what_is_no_override_is_told_how_to_write_one(override: str) -> None:
    assert refused(CONTENT, override) == f"{override!r} is not an override; write key.sub=value"


def test_an_override_that_is_not_yaml_is_one_line() -> None:
    line = refused(CONTENT, "talk.plan.dwell=[")
    assert line.startswith("talk.plan.dwell=[: not YAML: ")
    assert "\n" not in line


def test_a_missing_key_is_named() -> None:
    assert refused({"out": "x"}) == "r.yaml: inputs names no input; add inputs: [{path: PATH}]"
    assert refused({"inputs": [{}], "out": "x"}) == "r.yaml: inputs[0]: object missing required field `path`"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ": a recipe is a mapping with inputs and out; see recipes/"),
        ("- a\n- b\n", ": a recipe is a mapping with inputs and out; see recipes/"),
        ("out: [a\nseed: 1\n", ":2:5: not YAML: expected ',' or ']', but got ':'"),
        (
            "a: !!python/name:os.getcwd\n",
            ":1:4: not YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.getcwd'",
        ),
    ],
)
def test_a_file_that_is_no_recipe_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_recipe(path)
    assert str(caught.value) == f"{path}{line}"


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text("inputs: [{path: docs}]\nout: a\nseed: 1\nout: b\n")
    with pytest.raises(SettingsError, match=r"r.yaml:4:1: not YAML: the key out is given twice"):
        load_recipe(path)


def test_a_recipe_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such recipe; see recipes/ for examples"):
        load_recipe(tmp_path / "none.yaml")
    with pytest.raises(SettingsError, match="is a folder, not a recipe"):
        load_recipe(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"out: caf\xe9\n")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_recipe(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("talk.segment.min_words=200", "min_words (200) exceeds max_words (110); lower min_words or raise max_words"),
        (
            "talk.segment.keep_words=111",
            "keep_words (111) exceeds max_words (110); lower keep_words or raise max_words",
        ),
        ("talk.plan.min_turns=401", "min_turns (401) exceeds max_turns (400); lower min_turns or raise max_turns"),
        ("llm.budget={price_in: 1, price_cached: 2}", "price_cached (2) exceeds price_in (1); "),
        (
            "talk.plan.max_turns=40",
            "plan.turns_mean (82.2) exceeds plan.max_turns (40); lower plan.turns_mean or raise plan.max_turns",
        ),
        (
            "talk.plan.turns_mean=5",
            "plan.turns_mean (5) is below plan.min_turns (8); raise plan.turns_mean or lower plan.min_turns",
        ),
        (
            "talk.plan={switch_rate: 0.5, min_dwell: 3}",
            "plan.switch_rate (0.5) asks for more moves than stays of plan.min_dwell (3) turns allow; "
            "lower plan.switch_rate to 0.33 at most, or plan.min_dwell",
        ),
        (
            "talk.memory.earliest=400",
            "memory.earliest (400) leaves no memory turn within plan.max_turns (400); lower memory.earliest, ",
        ),
        (
            "talk.memory={recall: 0, contrast: 0, synthesis: 0, correction: 0, summary: 0, unanswerable: 0}",
            "memory.share (0.12) asks for memory turns, but memory.recall and every other kind weighs 0; ",
        ),
        (
            "llm.budget.max_cost=5",
            "llm.budget.max_cost (5) is never reached, as llm.budget.price_in and price_out are 0; set the prices",
        ),
        (
            "talk.model_writer={window: 3, overlap: 5}",
            "overlap (5) exceeds window (3), so that a request would show more turns than it asks for; lower overlap",
        ),
        (
            "talk.questions={heading: 0, subject: 0, relation: 0, next: 0, more: 0}",
            "heading, subject, relation, next and more all weigh 0, so that every turn would ask to go on; give one",
        ),
        (
            "talk.segment={code: drop, code_lines: 10}",
            "code_lines (10) has no effect if code is drop; remove one of them",
        ),
        (
            "talk={cluster: {documents: 1, min_documents: 1}, plan: {switch_rate: 0.3}}",
            "plan.switch_rate (0.3) asks for moves to other documents, but cluster.documents is 1; set ",
        ),
        ("llm.script=a.jsonl", "script (a.jsonl) is read if backend is scripted, but backend is auto; set backend to"),
        ("llm.extra={temperature: 0}", "extra.temperature (0) and temperature (0.8) both set it; remove extra."),
        (
            "inputs=[{run: a, licence: [MIT, ISC], exclude_licence: [mit]}]",
            "licence and exclude_licence both name MIT; remove it from one of them",
        ),
        ("talk.model_writer.style.words=[]", "a list of 0 items, not of at least 1 item; give at least 1 item"),
        ("talk.model_writer.style.words=[1]", "style.words[0]: 1 is not at least 2; write a whole number from 2 to 40"),
        ("talk.writer=modle", "talk.writer: modle is not one of its values; did you mean model?"),
        ("talk.plan=3", "talk.plan: expected a mapping (key: value), not 3"),
        ("talk.memory.share=true", "talk.memory.share: expected a number, not true"),
        ("talk.plan.tokenizer=3", 'talk.plan.tokenizer: expected text, not 3; put it in quotes: "3"'),
        ("talk.plan.turns_mean=.nan", "talk.plan.turns_mean is not a finite number (nan); write a number"),
    ],
)
def test_settings_that_contradict_each_other_or_their_type_are_refused_in_words(setting: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        make_recipe({"inputs": ["a"], "out": "x", "talk": {}}, [setting])
    assert said in str(raised.value)
    assert "`" not in str(raised.value)


@pytest.mark.parametrize(
    ("llm", "said"),
    [
        ("llm.temperature=0", "candidates (3) are all the same at llm.temperature 0; raise llm.temperature or set "),
        ("llm.extra={seed: 7}", "candidates (3) are all the same with a seed in llm.extra; remove the seed or set "),
    ],
)
def test_candidates_that_cannot_differ_are_refused(llm: str, said: str) -> None:
    content = {"inputs": ["a"], "out": "x", "talk": {"writer": "model", "model_writer": {"candidates": 3}}}
    with pytest.raises(SettingsError) as raised:
        make_recipe(content, [llm])
    assert str(raised.value).startswith(f"talk.model_writer.{said}")
    make_recipe(content, [llm, "talk.model_writer.candidates=1"])
    make_recipe(content, [llm, "talk.writer=offline"])


@pytest.mark.parametrize(
    "fits",
    [
        "talk.plan={max_turns: 40, turns_mean: 40}",
        "talk.plan={turns_mean: 3, min_turns: 3}",
        "talk.plan={switch_rate: 0.5, min_dwell: 2}",
        "talk.plan={tokens: 4096, max_turns: 40}",
        "talk.memory={share: 0, recall: 0, contrast: 0, synthesis: 0, correction: 0, summary: 0, unanswerable: 0}",
        "llm.budget={max_cost: 5, price_out: 1}",
        "talk.model_writer={window: 1}",
        "talk.model_writer={window: 3, overlap: 3}",
        "talk.questions={heading: 0, subject: 0, relation: 0, next: 0}",
        "talk.segment={code: drop}",
        "talk.cluster={documents: 1, min_documents: 1}",
        "talk={cluster: {documents: 1, min_documents: 1}, plan: {window: 2k}}",
        "llm.extra={temperature: null, max_tokens: 5}",
    ],
)
def test_settings_at_the_edge_are_taken(fits: str) -> None:
    make_recipe({"inputs": ["a"], "out": "x", "talk": {}}, [fits])


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("tools.documents.per_tool=99", "per_tool (99) exceeds the number of surface forms (12)"),
        (
            "tools.documents={forms: [reference, man_page], per_tool: 3}",
            "per_tool (3) exceeds the number of forms (reference, man_page), and the documents of a tool all differ in "
            "form; set per_tool to 2 at most or name more forms",
        ),
        ("tools.documents={forms: [reference], per_tool: 2}", "set per_tool to 1 at most or name more forms"),
        ("tools.documents.forms=[referense]", "'referense' is not a surface form; did you mean reference?"),
        ("tools.documents.forms=[reference, reference]", "forms names reference twice"),
    ],
)
def test_documents_that_no_tool_can_have_are_refused(setting: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        make_recipe({"inputs": ["a"], "out": "x", "tools": {}}, [setting])
    assert said in str(raised.value)


def test_a_word_that_yaml_reads_as_false_is_the_word_where_a_setting_takes_it() -> None:
    made = make_recipe({"inputs": ["a"], "out": "x", "tools": {}}, ["tools.describe=no"])
    assert made.steps[0].settings.describe == "no"  # type: ignore[attr-defined]


def test_paths_in_a_recipe_file_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "set" / "articles").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    recipe = tmp_path / "set" / "r.yaml"
    recipe.write_text(
        "out: runs\nllm: {prompts: mine, model: NAME}\nsteps:\n"
        "  one: {talk: {links: [links.tsv], reward: lexical}, from: [articles]}\n"
        "  two: {talk: {reward: my.npz}, from: [one]}\n"
        "  code: {tools: {}, from: [numpy, ../api.yaml]}\n"
    )
    monkeypatch.chdir(tmp_path / "elsewhere")
    made = load_recipe(Path("../set/r.yaml"), ["steps.two.out=here"])
    one, two, code = (made.step(name) for name in ("one", "two", "code"))
    assert [entry.path for entry in one.inputs] == ["../set/articles"]  # type: ignore[union-attr]
    assert (one.out, two.out) == (Path("../set/runs/one"), Path("here"))
    assert (one.settings.links, one.settings.reward) == (("../set/links.tsv",), "lexical")  # type: ignore[attr-defined]
    assert two.settings.reward == "../set/my.npz"  # type: ignore[attr-defined]
    assert (one.llm.prompts, one.llm.model) == ("../set/mine", "NAME")
    assert [entry.path for entry in code.inputs] == ["numpy", "../api.yaml"]  # type: ignore[union-attr]
    (tmp_path / "elsewhere" / "docs").mkdir()
    recipe.write_text("out: runs\ninputs: [docs]\n")
    with pytest.raises(SettingsError, match=r"relative to the recipe; write \.\./elsewhere/docs"):
        load_recipe(Path("../set/r.yaml"))
