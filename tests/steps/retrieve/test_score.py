"""Scores are those of BM25 over the whole crawl; an embedding finds what words do not; lists are fused by rank."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lemnos
from lemnos.store.run_folder import existing_run
from tests.sources.web.warcs import html, record, warc
from tests.steps.retrieve.test_step import TOPICS, crawl, rows, seeds, text, topic_of

pytest.importorskip("publicsuffixlist")
pytest.importorskip("scipy")


def test_scores_are_those_of_bm25s_for_any_shards(tmp_path: Path) -> None:
    bm25s = pytest.importorskip("bm25s")
    run = tmp_path / "run"
    lemnos.retrieve(
        [{"path": str(crawl(tmp_path / "crawl.warc.gz")), "shard_bytes": 2000}, str(seeds(tmp_path / "apis", "tides"))],
        out=run,
        workers=1,
        progress=False,
        query={"k1": 1.5, "b": 0.6, "k3": 0.0},
        candidates=100,
        per_seed=100,
        near_duplicate=1.0,
    )
    pages = [f"{topic} {number}\n{text(topic, number)}" for number in range(12) for topic in TOPICS]
    words = [[word.strip(".").lower() for word in page.split() if not word.isdigit()] for page in pages]
    index = bm25s.BM25(method="lucene", k1=1.5, b=0.6, dtype="float64")
    # Numbers are words of a page, though of one digit they are no terms: they count for its length.
    index.index([page.replace(".", "").lower().split() for page in pages], show_progress=False)
    (seed,) = existing_run(run).read_records("seeds")
    assert {word for page in words for word in page} >= set(seed["terms"])
    expected = index.get_scores(list(seed["terms"])) / sum(seed["weights"])
    urls = [f"https://h{number % 2}.{topic}.example/{number}" for number in range(12) for topic in TOPICS]
    ours = {match["url"]: match["score"] for match in rows(run, "matches")}
    theirs = {url: score for url, score in zip(urls, map(float, expected), strict=True) if score >= 0.05}
    assert ours.keys() == theirs.keys()
    assert max(abs(ours[url] - theirs[url]) for url in theirs) < 2e-4


def embedding(folder: Path) -> Path:
    """Write an embedding in which words of one topic point the same way; return its folder."""
    model2vec = pytest.importorskip("model2vec")
    tokenizers = pytest.importorskip("tokenizers")
    vocabulary = ["[UNK]", *sorted({word for topic in TOPICS.values() for word in topic.split()}), "kaimauer", "anker"]
    directions = {word: number for number, topic in enumerate(TOPICS.values()) for word in topic.split()}
    directions |= {"kaimauer": 1, "anker": 1}
    vectors = np.zeros((len(vocabulary), 5), dtype=np.float32)
    for number, word in enumerate(vocabulary):
        vectors[number, directions.get(word, 4)] = 0.0 if word == "[UNK]" else 1.0
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.WordLevel({word: number for number, word in enumerate(vocabulary)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    model2vec.StaticModel(vectors=vectors, tokenizer=tokenizer).save_pretrained(folder)
    return folder


def test_an_embedding_finds_pages_in_other_words(tmp_path: Path) -> None:
    folder = embedding(tmp_path / "static")
    foreign = "Kaimauer anker " * 40 + "and people came."
    archive = warc(
        tmp_path / "a.warc.gz",
        record("https://x.moorings.example/", html("Hafen", f"<p>{foreign}</p>")),
        *(
            record(f"https://h.{topic}.example/{i}", html(topic, f"<p>{text(topic, i)}</p>"))
            for topic in TOPICS
            for i in range(6)
        ),
    )
    found: dict[str, dict[str, Any]] = {}
    for way, more in (("words", {}), ("both", {"embedding": str(folder)})):
        lemnos.retrieve(
            [str(archive), str(seeds(tmp_path / f"apis-{way}", "moorings"))],
            out=tmp_path / way,
            workers=1,
            progress=False,
            **more,
        )
        found[way] = {match["url"]: match for match in rows(tmp_path / way, "matches")}
    assert "https://x.moorings.example/" not in found["words"]
    match = found["both"]["https://x.moorings.example/"]
    assert (match["score"], match["terms"]) == (0.0, [])
    assert match["similarity"] > 0.9
    both = [match for match in found["both"].values() if match["score"] and match["similarity"]]
    assert {topic_of(match["url"]) for match in both} == {"moorings"}
    assert match["rank"] > min(match["rank"] for match in both)  # found by both ways comes first
