"""The independent round trip: ``benchmarks/round_trip.py``."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tests.conftest import ROOT, Ended


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("round_trip", ROOT / "benchmarks" / "round_trip.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_bm25_by_hand(benchmark: ModuleType) -> None:
    retriever = benchmark.Bm25()
    retriever.read(["the weir and the weir", "a lock of oak", "the lock"])
    lengths = 5, 4, 2
    idf_weir = np.log(1 + 2.5 / 1.5)
    idf_lock = np.log(1 + 1.5 / 2.5)
    norm = [1.2 * (0.25 + 0.75 * length * 3 / 11) for length in lengths]
    weir = idf_weir * 2 * 2.2 / (2 + norm[0])
    locks = [idf_lock * 2.2 / (1 + norm[number]) for number in (1, 2)]
    assert retriever.scores(["Weir?"], [1.0]) == pytest.approx([weir, 0, 0])
    assert retriever.scores(["LOCK", "weir"], [1.0, 0.5]) == pytest.approx([weir / 2, *locks])
    assert retriever.scores(["nothing"], [1.0]).tolist() == [0, 0, 0]


def test_ties_count_half(benchmark: ModuleType) -> None:
    scores = np.array([0.0, 2.0, 1.0, 1.0, 1.0])
    assert [benchmark.expected_rank(scores, [answer]) for answer in range(5)] == [5, 1, 3, 3, 3]
    assert benchmark.expected_rank(scores, [0, 1]) == 1


def test_an_embedding_model_is_asked_for_sums_of_texts(benchmark: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    class Letters:
        """Embeds a text as how often it holds "a" and "b"."""

        def __init__(self, name: str) -> None:
            assert name == "letters"

        def encode(self, texts: list[str], normalize_embeddings: bool) -> list[list[int]]:
            assert normalize_embeddings
            return [[text.count("a"), text.count("b")] for text in texts]

    fake = ModuleType("sentence_transformers")
    fake.SentenceTransformer = Letters  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", fake)
    retriever = benchmark.Embeddings("letters")
    retriever.read(["aa", "b"])
    assert retriever.scores(["a", "bb"], [1.0, 0.5]).tolist() == [2.0, 1.0]


def test_a_run_is_judged_by_both_retrievers(finished: Path) -> None:
    told = Ended.of([sys.executable, str(ROOT / "benchmarks" / "round_trip.py"), str(finished), "--sample", "5"])
    assert told.code == 0, told.err
    first, _, heads, everything, *kinds = told.out.splitlines()
    assert first.startswith("5 dialogues, ")
    assert heads.split() == ["Lemnos", "BM25", "Lemnos", "BM25"]
    assert everything.split()[0] == "all"
    assert everything.count("%") == 12
    assert [line.split()[0] for line in kinds][-2:] == ["marked", "not"]
    again = Ended.of([sys.executable, str(ROOT / "benchmarks" / "round_trip.py"), str(finished), "--sample", "5"])
    assert again.out == told.out


def test_the_audit_finds_nothing_in_a_run(finished: Path) -> None:
    told = Ended.of([sys.executable, str(ROOT / "benchmarks" / "audit.py"), str(finished)])
    assert told.code == 0, told.out
    assert "       0  score cards not as counted\n" in told.out
