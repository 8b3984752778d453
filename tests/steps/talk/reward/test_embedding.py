"""The embedding plug-in: its arithmetic with a made-up nearness, and real classes with tiny random models."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lemnos.errors import InputError, LemnosError, SettingsError
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.reward.cases import Case, Place
from lemnos.steps.talk.reward.embedding.encoders import pairs
from lemnos.steps.talk.reward.embedding.reward import (
    FADING,
    HUB,
    PLACED,
    TEXTS,
    EmbeddingReward,
    combined,
    cosine,
    faded,
    hub,
)
from lemnos.steps.talk.reward.load import load
from lemnos.text.frequency import BUCKETS
from tests.builders import cluster_of, page, prose

Matrix = NDArray[np.float32]


class Letters:
    """Nearness as the share of letters in common."""

    name = "st:letters"
    symmetric = True

    def near(self, left: Sequence[str], right: Sequence[str]) -> Matrix:
        return np.array(
            [[len(set(one) & set(other)) / max(len(set(one) | set(other)), 1) for other in right] for one in left],
            dtype=np.float32,
        ).reshape(len(left), len(right))


class Even:
    """A default reward that says 0.5, or what it is told to."""

    name = "even"

    def __init__(self, *chances: float) -> None:
        self._chances = chances

    def scores(self, cases: Sequence[Case]) -> list[Matrix]:
        return [np.array(self._chances or [0.5] * len(case.candidates), dtype=np.float32) for case in cases]

    def read(self, cluster: Cluster, vectors: Vectors) -> "EvenScorer":
        return EvenScorer(cluster.size)


class EvenScorer:
    def __init__(self, size: int) -> None:
        self._size, self._rows = size, 1

    def extend(self, segments: NDArray[np.intp], parents: NDArray[np.intp]) -> None:
        self._rows = len(segments)

    def rewards(self) -> Matrix:
        return np.full((self._rows, self._size), 0.5, dtype=np.float32)


def test_nearness_fades_and_the_hub_is_the_mean_to_the_others() -> None:
    case = Case(history=("ab", "cd"), candidates=("ab", "cd", "ac"))
    assert faded(Letters(), case) == pytest.approx(np.array([1 / 3, 2 / 3, 1 / 3]))
    assert hub(Letters(), case.candidates) == pytest.approx(np.array([1 / 6, 1 / 6, 1 / 3]))
    assert hub(Letters(), ("ab",)).tolist() == [0]
    assert faded(Letters(), Case(history=(), candidates=("a",))).tolist() == [0]


def test_scores_are_the_formula_s() -> None:
    case = Case(history=("ab", "cd"), candidates=("ab", "cd", "ac"))
    (found,) = EmbeddingReward(Letters(), Even(0.2, 0.5, 0.7)).scores([case])
    follows = np.array([1 / 3, 2 / 3, 1 / 3]) - HUB * np.array([1 / 6, 1 / 6, 1 / 3])
    total = TEXTS.default * np.log(np.array([0.2 / 0.8, 1, 0.7 / 0.3]))
    total += TEXTS.near * (follows - follows.mean()) / (follows.std() + 0.02) + TEXTS.offset
    assert found == pytest.approx(1 / (1 + np.exp(-total)), rel=1e-4)
    assert FADING == 0.5


@pytest.mark.parametrize(
    ("history", "candidates"),
    [((), ("a", "b")), (("a",), ()), (("a",), ("b",)), (("", ""), ("", "")), (("a",), ("b", "b", "b"))],
)
def test_odd_cases_have_finite_scores(history: tuple[str, ...], candidates: tuple[str, ...]) -> None:
    (found,) = EmbeddingReward(Letters(), Even()).scores([Case(history=history, candidates=candidates)])
    assert found.shape == (len(candidates),)
    assert np.isfinite(found).all()
    assert not history or len(set(candidates)) > 1 or len(set(found.tolist())) <= 1


def test_certain_chances_stay_finite() -> None:
    ends = np.array([0.0, 1.0], dtype=np.float32)
    assert np.isfinite(combined(ends, np.zeros(2, dtype=np.float32), PLACED)).all()


def test_a_plan_gets_the_scores_of_its_case_for_each_conversation_of_a_beam() -> None:
    texts = [prose(number) for number in range(5)]
    cluster = cluster_of(page("One", *texts[:3]), page("Two", *texts[3:]))
    vectors = Vectors(cluster.materials, np.zeros(BUCKETS, dtype=np.uint32), 2)
    reward = EmbeddingReward(Letters(), Even())
    scorer = reward.read(cluster, vectors)
    assert scorer.rewards().tolist() == [[0.5] * 5]
    scorer.extend(np.array([0, 3]), np.array([0, 0]))
    scorer.extend(np.array([1, 2, 4]), np.array([1, 0, 0]))
    for row, told in enumerate([(3, 1), (0, 2), (0, 4)]):
        case = Case(
            history=tuple(texts[number] for number in told),
            candidates=tuple(texts),
            history_places=(Place("d"),) * 2,
            candidate_places=(Place("d"),) * 5,
        )
        assert scorer.rewards()[row] == pytest.approx(reward.scores([case])[0], rel=1e-4)


@pytest.mark.parametrize("name", ["letters", "st:", "xx:model"])
def test_a_name_of_another_form_is_one_line(name: str) -> None:
    with pytest.raises(SettingsError, match=r"is not a valid embedding; write st:NAME, hf:PATH or ce:PATH"):
        pairs(name)


@pytest.mark.parametrize(
    ("name", "package"), [("st:x", "sentence_transformers"), ("hf:x", "transformers"), ("ce:x", "torch")]
)
def test_a_package_that_is_missing_is_one_line(name: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(SettingsError) as error:
        pairs(name)
    assert str(error.value).endswith(" is not installed; run: pip install 'lemnos[embedding]'")


WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] a reef is ridge of rock in the sea fish tide moon".split()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a BERT of random weights, its tokenizer, and a classifier of one logit, and one of two."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("model")
    torch.manual_seed(0)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    tokenizer = transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt"))
    size = {"vocab_size": len(WORDS), "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    for labels, name in ((0, "plain"), (1, "cross"), (2, "two")):
        config = transformers.BertConfig(**size, intermediate_size=16, num_labels=max(labels, 1))
        kind = transformers.BertForSequenceClassification if labels else transformers.BertModel
        kind(config).save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
    return folder


CASES = [
    Case(history=("a reef is a ridge", "fish of the sea"), candidates=("fish", "tide of the moon", "", "x " * 5000)),
    Case(history=(), candidates=("moon", "sea")),
    Case(history=("moon",), candidates=()),
    Case(history=("moon",), candidates=("sea",)),
]


@pytest.mark.parametrize("prefix", ["st", "hf", "ce"])
def test_a_tiny_model_scores_and_plans(prefix: str, model: Path) -> None:
    if prefix == "st":
        pytest.importorskip("sentence_transformers")
    name = f"{prefix}:{model / ('cross' if prefix == 'ce' else 'plain')}"
    reward = load(name)
    assert reward.name == name
    found, again = reward.scores(CASES), reward.scores(CASES)
    assert [len(scores) for scores in found] == [4, 2, 0, 1]
    assert all(((scores > 0) & (scores < 1)).all() for scores in found)
    assert [scores.tolist() for scores in found] == [scores.tolist() for scores in again]
    assert len(set(found[0].tolist())) > 2
    alone = cosine(name).scores(CASES)
    assert [len(scores) for scores in alone] == [4, 2, 0, 1]
    cluster = cluster_of(page("One", prose(1), prose(2)), page("Two", prose(3)))
    scorer = reward.read(cluster, Vectors(cluster.materials, np.zeros(BUCKETS, dtype=np.uint32), 2))
    scorer.extend(np.array([0]), np.array([0]))
    assert scorer.rewards().shape == (1, 3)


def test_nearness_of_an_embedding_is_a_cosine(model: Path) -> None:
    near = pairs(f"hf:{model / 'plain'}").near(["reef", "moon"], ["moon", "reef fish", "reef"])
    assert near.shape == (2, 3)
    assert near[0, 2] == pytest.approx(1, abs=1e-5)
    assert near[1, 0] == pytest.approx(1, abs=1e-5)
    assert (np.abs(near) <= 1 + 1e-5).all()


def test_a_model_that_is_none_is_one_line(model: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"model has 2 labels; give a cross-encoder with one label"):
        pairs(f"ce:{model / 'two'}")
    for prefix in ("hf", "ce"):
        with pytest.raises(LemnosError) as error:
            pairs(f"{prefix}:{tmp_path}")
        assert "\n" not in str(error.value)
