"""A mixture as a tree: budgets divided by weights, caps on repetition, stages."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.errors import InputError, SettingsError
from lemnos.mix.mixture import Mixture, Source, Stage, divide, read_mixture, tokens_of

TREE = """\
name: corpus
tokens: 100B
sources:
  - {name: prose, weight: 1, tokens: 60B, epochs: 2}
  - name: agent
    weight: 1
    sources:
      - {name: documents, weight: 2, tokens: 8B}
      - {name: trajectories, weight: 1, tokens: 2B}
"""


def given_by(mixture: Mixture, stage: int = 0) -> dict[str, float]:
    return {share.name: round(share.tokens / 1e9, 3) for share in divide(mixture)[stage].shares}


def read(tmp_path: Path, text: str) -> Mixture:
    path = tmp_path / "mixture.yaml"
    path.write_text(text)
    return read_mixture(path)


def test_what_a_source_cannot_give_its_group_gives_and_then_the_others(tmp_path: Path) -> None:
    mixture = read(tmp_path, TREE)
    # agent would get 50; trajectories can give 8 of their 16.7, documents 32; so prose gets 60.
    assert given_by(mixture) == {"corpus": 100, "prose": 60, "agent": 40, "documents": 32, "trajectories": 8}
    shares = {share.name: share for share in divide(mixture)[0].shares}
    assert (shares["documents"].epochs, shares["documents"].capped) == (4, True)
    assert (shares["prose"].epochs, shares["prose"].capped) == (1, False)


def test_weights_decide_where_there_is_enough(tmp_path: Path) -> None:
    assert given_by(read(tmp_path, TREE.replace("100B", "12B"))) == {
        "corpus": 12,
        "prose": 6,
        "agent": 6,
        "documents": 4,
        "trajectories": 2,
    }


def test_epochs_add_up_over_stages_and_a_stage_has_weights_of_its_own(tmp_path: Path) -> None:
    text = TREE.replace("tokens: 100B\n", "") + (
        "stages:\n  - {name: I, tokens: 12B}\n  - {name: II, tokens: 30B, weights: {prose: 0.5, documents: 0}}\n"
    )
    mixture = read(tmp_path, text)
    assert given_by(mixture, 0)["trajectories"] == 2
    second = given_by(mixture, 1)
    assert second["documents"] == 0
    assert second["trajectories"] == 6  # four epochs in all
    assert second["prose"] == 24


def test_what_nothing_can_give_is_missing(tmp_path: Path) -> None:
    (division,) = divide(read(tmp_path, TREE.replace("100B", "1T")))
    assert division.missing == pytest.approx(1e12 - 160e9)


@given(
    st.lists(st.tuples(st.floats(0.01, 10), st.integers(1, 10**6), st.floats(0.5, 8)), min_size=1, max_size=8),
    st.integers(1, 10**8),
)
def test_a_budget_is_given_whole_or_all_sources_are_exhausted(
    parts: list[tuple[float, int, float]], budget: int
) -> None:
    sources = tuple(
        Source(f"s{number}", weight=weight, tokens=tokens, epochs=epochs)
        for number, (weight, tokens, epochs) in enumerate(parts)
    )
    half = len(sources) // 2
    nested = (*sources[:half], Source("group", sources=sources[half:]))
    (division,) = divide(Mixture("m", nested, stages=(Stage("one", budget),)))
    leaves = {share.name: share for share in division.shares}
    for source in sources:
        assert leaves[source.name].tokens <= tokens_of(source.tokens) * source.epochs * (1 + 1e-9) + 1e-3
    room = sum(tokens_of(source.tokens) * source.epochs for source in sources)
    assert division.shares[0].tokens == pytest.approx(min(budget, room), rel=1e-6, abs=1e-2)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("1B", 1e9), ("1.5 B tokens", 1.5e9), ("250M", 2.5e8), ("3k", 3000), ("1_000", 1000), ("2,000", 2000), (7, 7)],
)
def test_tokens_are_read_as_people_write_them(text: str | int, tokens: float) -> None:
    assert tokens_of(text) == tokens


@pytest.mark.parametrize("text", ["", "many", "-5B", "B", "1e30", "5X"])
def test_other_words_are_no_number_of_tokens(text: str) -> None:
    with pytest.raises(SettingsError, match="is no number of tokens"):
        tokens_of(text)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("name: trajectories", "name: documents", "two sources are called 'documents'"),
        ("tokens: 2B", "weight: 1", "holds no tokens"),
        ("epochs: 2", "epochs: 0", "no epochs"),
        ("tokens: 100B", "", "there is no budget"),
        ("weight: 1, tokens: 60B", "wieght: 1, tokens: 60B", "is no mixture"),
    ],
)
def test_a_file_that_is_no_mixture_is_refused(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read(tmp_path, TREE.replace(before, after, 1))


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path, "a: [")
