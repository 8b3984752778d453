"""Cases out of structure, the network, and training from end to end."""

import random
from pathlib import Path

import numpy as np
import pytest

from lemnos.errors import InputError
from lemnos.steps.talk.reward.cases import Case, encode_cases
from lemnos.steps.talk.reward.document_cases import CANDIDATES, PARTS, Corpus, Walk, part, walk
from lemnos.steps.talk.reward.encode import BUCKETS
from lemnos.steps.talk.reward.learned import LearnedReward
from lemnos.steps.talk.reward.network import FitSettings, fit, fit_linear
from lemnos.steps.talk.reward.train import Source, TrainSettings, train
from tests.builders import graph_of, page, prose
from tests.steps.talk.reward.cases import cluster

EVERY = frozenset(range(PARTS))
FLAT = np.full(BUCKETS, 2, dtype=np.float32)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder of 24 documents of 12 segments, each of which names the next two."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "work" / "documents").mkdir(parents=True)
    titles = [f"Harbour {number}" for number in range(24)]
    pages = []
    for number, title in enumerate(titles):
        body = [((f"Part {row // 3}",), prose((title, row), 60)) for row in range(10)]
        links = [f"{prose((title, 'link', step), 48)} So says [[{titles[(number + step) % 24]}]]." for step in (1, 2)]
        pages.append(page(title, links[0], *body, links[1]))
    graph_of(folder / "work" / "documents", pages)
    (folder / "work" / "documents" / "graph").rename(folder / "work" / "graph")
    return folder


def test_a_part_is_an_eighth_by_name_and_does_not_change() -> None:
    assert [part(name) for name in ("Whale", "Buoy", "Mercury (planet)")] == [1, 2, 6]
    counts = np.bincount([part(f"Document {number}") for number in range(8000)], minlength=PARTS)
    assert counts.min() > 900


def test_a_walk_tells_no_segment_twice_and_opens_in_the_anchor() -> None:
    whole = cluster()
    for seed in range(200):
        stops = walk(whole, random.Random(seed), Walk())
        assert 1 <= len(stops) <= 7
        assert len(set(stops)) == len(stops)
        assert stops[0] < whole.starts[1]


def test_a_walk_by_single_steps_without_turns_reads_the_document() -> None:
    settings = Walk(link=0, change=0, jump=0, strides=(1,), turns=(4, 4))
    stops = [walk(cluster(), random.Random(seed), settings) for seed in range(50)]
    assert [0, 1, 2, 3] in stops
    assert all(stop[:2] in ([0, 1], [1, 2], [2, 3], [3, 4], [3, 6]) for stop in stops)


def test_readings_hold_the_next_paragraph_among_others(run: Path) -> None:
    cases = list(Corpus(run, EVERY).readings(30, "0"))
    assert len(cases) == 30
    for case in cases:
        assert case.positive == case.candidates[0]
        assert len(set(case.candidates)) == CANDIDATES
        assert not {*case.history} & {*case.candidates}
        last, true = case.history_places[-1], case.candidate_places[0]
        assert (last.document, last.position + 1) == (true.document, true.position)
    assert cases == list(Corpus(run, EVERY).readings(30, "0"))
    assert cases != list(Corpus(run, EVERY).readings(30, "1"))


def test_talks_hold_passages_of_documents_outside_the_walk(run: Path) -> None:
    cases = list(Corpus(run, EVERY).talks(20, "0", Walk(), FLAT))
    assert len(cases) == 20
    assert all(len(case.candidates) == CANDIDATES and not case.candidate_places for case in cases)


def test_documents_of_other_parts_are_in_no_case(run: Path) -> None:
    mine = Corpus(run, frozenset({2, 3, 4}))
    texts = set(mine.texts())
    assert 0 < len(texts) < len(Corpus(run, EVERY).texts())
    for case in mine.readings(20, "0"):
        assert {*case.history, *case.candidates} <= texts


def test_two_segments_make_one_answer(run: Path) -> None:
    single, pairs = Corpus(run, EVERY).texts(), Corpus(run, EVERY, pairs=True).texts()
    assert len(pairs) == len(single) / 2
    assert pairs[0] == f"{single[0]} {single[1]}"


def test_a_network_learns_what_a_linear_model_cannot() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(600, 2, 5)).astype(np.float32)
    features[:, 0, 0] = rng.choice([-2, 2], 600)
    features[:, 0, 1:] /= 4
    absent, weights = np.zeros((600, 5), dtype=np.float32), np.ones(600, dtype=np.float32)
    network = fit(features, absent, weights, FitSettings(epochs=30), 0)
    assert (network.logits(features.swapaxes(0, 1)).argmax(axis=1) == 0).mean() > 0.8
    assert abs(float(fit_linear(features, absent, weights, FitSettings(), 0)[0])) < 0.3


def test_absent_candidates_teach_nothing() -> None:
    rng = np.random.default_rng(1)
    features = rng.normal(size=(64, 3, 4)).astype(np.float32)
    absent = np.zeros((64, 4), dtype=np.float32)
    absent[:, 3] = -1e9
    found = []
    for filler in (0, 5):
        features[:, :, 3] = filler
        found.append(fit(features, absent, np.ones(64, dtype=np.float32), FitSettings(), 0).linear)
    assert found[0].tolist() == pytest.approx(found[1].tolist(), abs=1e-6)


def sources(run: Path, folder: Path) -> list[Source]:
    given = [
        Case(
            history=(prose(number), prose((number, 1))),
            candidates=(prose((number, 2)), f"{prose((number, 1))} {prose((number, 3))}"),
            positive=f"{prose((number, 1))} {prose((number, 3))}",
            group=f"conversation {number}",
        )
        for number in range(60)
    ]
    (folder / "given.jsonl").write_bytes(b"".join(encode_cases(given)))
    return [
        Source(path=run, name="run", licence="CC0-1.0", readings=60, talks=20, walks=60, background=1),
        Source(path=folder / "given.jsonl", name="given", licence="CC0-1.0", weight=2),
    ]


def test_training_twice_gives_the_same_bytes_and_knows_what_is_next(run: Path, tmp_path: Path) -> None:
    notes = train(sources(run, tmp_path), TrainSettings(epochs=3), tmp_path / "one.npz")
    train(sources(run, tmp_path), TrainSettings(epochs=3), tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    train(sources(run, tmp_path), TrainSettings(epochs=3, seed=1), tmp_path / "three.npz")
    assert (tmp_path / "one.npz").read_bytes() != (tmp_path / "three.npz").read_bytes()
    assert notes["sources"][1] == {"name": "given", "licence": "CC0-1.0", "weight": 2.0, "cases": 42}
    reward = LearnedReward.load(tmp_path / "one.npz")
    cases = list(Corpus(run, frozenset({0})).readings(20, "0")) or list(Corpus(run, EVERY).readings(20, "7"))
    assert np.mean([scores.argmax() == 0 for scores in reward.scores(cases)]) > 0.5


def test_sources_without_cases_and_folders_without_a_run_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no documents in this folder; give the folder of a finished"):
        train([Source(path=tmp_path, name="empty", readings=5)], TrainSettings(), tmp_path / "out.npz")
    (tmp_path / "none.jsonl").write_bytes(b"".join(encode_cases([Case(history=("a",), candidates=("b",))])))
    with pytest.raises(InputError, match="no cases to train on"):
        train([Source(path=tmp_path / "none.jsonl", name="none")], TrainSettings(), tmp_path / "out.npz")
    assert not (tmp_path / "out.npz").exists()
