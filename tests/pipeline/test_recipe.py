"""Recipes: strictly read, with the nearest setting named where one does not exist."""

from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import SettingsError
from lemnos.pipeline.recipe import StepRecipe, load_recipe, make_recipe
from lemnos.steps.talk.settings import DocumentInput, TalkSettings

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
    path.write_text(
        "inputs:\n  - path: docs\n    licence: MIT\nout: runs/docs\nseed: 7\ntalk:\n  plan: {turns_mean: 60}\n"
    )
    recipe = load_recipe(path)
    (step,) = recipe.steps
    assert (recipe.named, step.name, step.step.name) == (False, "talk", "talk")
    assert step.inputs == (DocumentInput(path="docs", licence="MIT"),)
    assert (step.out, step.seed, step.limit, step.format) == (Path("runs/docs"), 7, None, "parquet")
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
        ("seed=many", "r.yaml: seed: expected `int`, got `str`"),
        ("seed=1.5", "r.yaml: seed: expected `int`, got `float`"),
        ("limit=0", "r.yaml: limit: expected `int` >= 1"),
        ("inputs=[]", "r.yaml: inputs names no input; add inputs: [{path: PATH}]"),
        ("format=csv", "r.yaml: format: invalid enum value 'csv'"),
        ("out=null", "r.yaml: out: expected `str`, got `null`"),
        ("links=a.tsv", "r.yaml: talk.links: expected `array`, got `str`"),
        ("talk=3", "r.yaml: talk is not a mapping of settings"),
        ("talk.segment.max_words=0", "r.yaml: talk.segment.max_words: expected `int` >= 1"),
        ("talk.graph.duplicates=1.5", "r.yaml: talk.graph.duplicates: expected `float` <= 1.0"),
        ("talk.graph.centrality=betweenness", "r.yaml: talk.graph.centrality: invalid enum value 'betweenness'"),
        ("talk.graph.mutual=.inf", "r.yaml: talk.graph.mutual is not a finite number"),
        ("talk.cluster.restart=-1", "r.yaml: talk.cluster.restart: expected `float` >= 0.0"),
        ("talk.cluster.documents=1", "r.yaml: talk.cluster: min_documents (2) must not exceed documents (1)"),
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
    with pytest.raises(SettingsError, match="cannot be read"):
        load_recipe(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"out: caf\xe9\n")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_recipe(tmp_path / "latin.yaml")
