"""The step from a crawl and runs to its run folder: who finds what, caps, copies, the control, and the same bytes."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

import lemnos
from lemnos.errors import EmptyError, InputError, SettingsError
from lemnos.records import Dialogue, Document, ToolDocument
from lemnos.records.messages import Utterance
from lemnos.store.run_folder import existing_run
from tests.conftest import lemnos as command
from tests.conftest import stable_files
from tests.sources.web.warcs import html, record, warc
from tests.steps.pack.records import document, finished_run, talk_run, tool_document

pytest.importorskip("publicsuffixlist")
pytest.importorskip("scipy")

TOPICS = {
    "tides": "tide gauge harmonic constituent lunar semidiurnal ebb neap spring datum slack estuary",
    "moorings": "mooring shackle swivel sinker chain pennant bollard hawser cleat fairlead berth",
    "lights": "lantern fresnel lens characteristic occulting sector leading beacon lamp foghorn tower",
    "sails": "jib genoa mainsail luff leech batten halyard reef boom vang spinnaker",
}
FILLER = "people came there in the early morning with bread cheese water rope paper boxes and news".split()


def text(topic: str, number: int, words: int = 90) -> str:
    """Return a page about a topic: a third of its words are of the topic, different for each number."""
    rng = random.Random(f"{topic} {number}")
    own = TOPICS[topic].split()
    made = [rng.choice(own) if rng.random() < 0.35 else rng.choice(FILLER) for _ in range(words)]
    return " ".join(made).capitalize() + "."


def crawl(path: Path, pages: int = 12) -> Path:
    """Write an archive with so many pages of each topic, on two hosts each."""
    return warc(
        path,
        *(
            record(
                f"https://h{number % 2}.{topic}.example/{number}",
                html(f"{topic} {number}", f"<p>{text(topic, number)}</p>"),
            )
            for number in range(pages)
            for topic in TOPICS
        ),
    )


def seeds(path: Path, *topics: str) -> Path:
    """Write a run of tool documents, two forms of one tool for each topic."""
    forms = []
    for topic in topics:
        made = tool_document(f"get_{topic}", text(topic, 1000))
        forms += [made, msgspec.structs.replace(made, id=f"{int(made.id, 16) ^ 1:016x}", form="json")]
    return finished_run(path, "tools", "tool_documents", ToolDocument, forms)


def rows(run: Path, folder: str = "documents") -> list[dict[str, Any]]:
    return list(existing_run(run).read_records(folder))


def report(run: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run / "report.json").read_bytes())
    return content


def topic_of(url: str) -> str:
    return url.split("/")[2].split(".")[1]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of two topics over a crawl of four."""
    folder = tmp_path_factory.mktemp("retrieve")
    run = folder / "run"
    lemnos.retrieve(
        [str(crawl(folder / "crawl.warc.gz")), str(seeds(folder / "apis", "tides", "lights"))],
        out=run,
        per_seed=6,
        workers=1,
        progress=False,
    )
    return run


def test_seeds_find_pages_of_their_topic(made: Path) -> None:
    found = rows(made)
    assert Counter(topic_of(page["url"]) for page in found) == {"tides": 6, "lights": 6}
    matches = rows(made, "matches")
    titles = {seed["id"]: seed["title"] for seed in rows(made, "seeds")}
    assert sorted(titles.values()) == ["get_lights", "get_tides"]  # one seed for each tool
    assert all(titles[match["seed"]] == f"get_{topic_of(match['url'])}" for match in matches)
    assert [sorted(match["rank"] for match in matches if match["seed"] == seed) for seed in titles] == [
        [1, 2, 3, 4, 5, 6]
    ] * 2
    best = next(match for match in matches if match["rank"] == 1 and titles[match["seed"]] == "get_tides")
    assert set(best["terms"]) <= {*TOPICS["tides"].split(), "tides"}
    assert (best["host"].endswith(".tides.example"), best["domain"], best["licence"]) == (
        True,
        "tides.example",
        "unknown",
    )
    assert 0.05 <= best["score"] <= 1


def test_the_control_has_as_many_tokens_and_is_of_all_topics(made: Path) -> None:
    figures = report(made)
    assert abs(figures["control_tokens"] - figures["tokens"]) < 80  # less than a page
    assert len({topic_of(page["url"]) for page in rows(made, "control")}) == 4
    assert figures["control"] == len(rows(made, "control"))
    assert (figures["documents"], figures["seeds"], figures["seeds_without"], figures["copies_of_seeds"]) == (
        12,
        2,
        0,
        2,
    )
    card = (made / "README.md").read_text()
    assert "12 pages of a crawl of 48 that are like 2 records of" in card
    assert "| tides.example | 6 |" in card


def test_the_same_bytes_for_any_workers_and_any_shards(tmp_path: Path) -> None:
    crawl(tmp_path / "crawl.warc.gz")
    seeds(tmp_path / "apis", "tides", "sails")
    runs = []
    for name, workers in (("one", 1), ("two", 2)):
        runs.append(tmp_path / name)
        lemnos.retrieve(
            [{"path": str(tmp_path / "crawl.warc.gz"), "shard_bytes": 3000}, str(tmp_path / "apis")],
            out=runs[-1],
            workers=workers,
            progress=False,
        )
    assert stable_files(runs[0]) == stable_files(runs[1])
    whole = tmp_path / "whole"
    lemnos.retrieve([str(tmp_path / "crawl.warc.gz"), str(tmp_path / "apis")], out=whole, workers=1, progress=False)
    for folder in ("documents", "control", "matches", "seeds"):
        assert rows(whole, folder) == rows(runs[0], folder)


def test_a_run_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "lemnos.steps.retrieve.step"
    inputs = [str(crawl(tmp_path / "crawl.warc.gz", 4)), str(seeds(tmp_path / "apis", "tides"))]
    lemnos.retrieve(inputs, out=tmp_path / "whole", workers=1, progress=False)

    def stop(*_: Any) -> Any:
        raise InputError("stopped here")

    monkeypatch.setattr(f"{module}.choose", stop)
    with pytest.raises(InputError, match="stopped here"):
        lemnos.retrieve(inputs, out=tmp_path / "run", workers=1, progress=False)
    monkeypatch.undo()
    monkeypatch.setattr(f"{module}.read_pages", stop)  # nothing that is finished runs again
    lemnos.retrieve(inputs, out=tmp_path / "run", workers=1, progress=False)
    assert stable_files(tmp_path / "run") == stable_files(tmp_path / "whole")


def test_copies_are_kept_once_and_a_copy_of_the_seed_never(tmp_path: Path) -> None:
    page = text("tides", 1)
    bodies = [page, page.replace("bread", "cake", 1), text("tides", 2), text("tides", 1000)]
    archive = warc(
        tmp_path / "a.warc.gz",
        *(record(f"https://{i}.example/", html("Tides", f"<p>{body}</p>")) for i, body in enumerate(bodies)),
        *(record(f"https://o{i}.example/", html("Sails", f"<p>{text('sails', i)}</p>")) for i in range(20)),
    )
    run = tmp_path / "run"
    lemnos.retrieve([str(archive), str(seeds(tmp_path / "apis", "tides"))], out=run, workers=1, progress=False)
    assert len([page for page in rows(run) if page["title"] == "Tides"]) == 2
    rejected = [json.loads(line) for line in (run / "rejected" / "choose" / "000000.jsonl").read_text().splitlines()]
    assert sorted((item["rule"], item["record"]) for item in rejected if item["record"] != "https://0.example/")[0] == (
        "copy_of_seed",
        "https://3.example/",
    )
    assert Counter(item["rule"] for item in rejected) == {"copy_of_seed": 1, "near_duplicate": 1}


@pytest.mark.parametrize(
    ("settings", "hosts"),
    [
        ({"per_domain": 2}, {"h0.tides.example": 1, "h1.tides.example": 1}),
        ({"deny_hosts": ["h1.tides.example"]}, {"h0.tides.example": 6}),
        ({"allow_hosts": ["h1.tides.example", "sails.example"]}, {"h1.tides.example": 6}),
        ({"per_seed": 1}, None),
    ],
)
def test_caps_and_lists_of_hosts(tmp_path: Path, settings: dict[str, Any], hosts: dict[str, int] | None) -> None:
    run = tmp_path / "run"
    inputs = [str(crawl(tmp_path / "crawl.warc.gz")), str(seeds(tmp_path / "apis", "tides"))]
    lemnos.retrieve(inputs, out=run, workers=1, progress=False, **settings)
    counts = Counter(page["url"].split("/")[2] for page in rows(run))
    if hosts is None:
        assert sum(counts.values()) == 1
    elif "per_domain" in settings:
        assert sum(counts.values()) == 2
        assert report(run)["rejected"]["choose"]["per_domain"] > 0
        control = Counter(topic_of(page["url"]) for page in rows(run, "control"))
        assert max(control.values()) <= 2
    else:
        assert counts == hosts


def test_documents_and_dialogues_are_seeds_too(tmp_path: Path) -> None:
    documents = finished_run(
        tmp_path / "docs", "talk", "documents", Document, [document("About sails", text("sails", 1000))]
    )
    asked = Utterance("user", f"Tell me of this. {text('moorings', 1000)}")
    told = Utterance("assistant", text("moorings", 1001))
    dialogue = msgspec.convert(
        {
            "id": "00000000000000aa",
            "messages": [msgspec.to_builtins(asked), msgspec.to_builtins(told)],
            "turns": [],
            "documents": [{"id": "d", "title": "Moorings", "url": "", "licence": "", "source": "m"}],
            "meta": {
                "anchor": "d",
                "writer": "rules",
                "language": "en",
                "seed": 0,
                "switches": 0,
                "returns": 0,
                "raised": 0,
                "mean_reward": 0.0,
                "card": {"coherence": 0.0, "memory": 0.0, "soundness": 0.0, "coverage": 0.0, "score": 0.0},
            },
        },
        Dialogue,
    )
    talked = talk_run(tmp_path / "talk", [dialogue])
    run = tmp_path / "run"
    lemnos.retrieve(
        [str(crawl(tmp_path / "crawl.warc.gz")), str(documents), str(talked)], out=run, workers=1, progress=False
    )
    assert {topic_of(page["url"]) for page in rows(run)} == {"sails", "moorings"}
    assert report(run)["kinds"] == {"Dialogue": 1, "Document": 1}


def test_no_seed_and_no_page_are_said(tmp_path: Path) -> None:
    apis, archive = seeds(tmp_path / "apis", "tides"), crawl(tmp_path / "crawl.warc.gz", 1)
    with pytest.raises(EmptyError, match="no seed in it; left out: licence 2"):
        lemnos.retrieve(
            [str(archive), {"path": str(apis), "licence": ["CC0-1.0"]}], out=tmp_path / "a", workers=1, progress=False
        )
    with pytest.raises(EmptyError, match=r"no page in it; left out: short 4 .*lower retrieve.min_words"):
        lemnos.retrieve([str(archive), str(apis)], out=tmp_path / "b", workers=1, progress=False, min_words=500)


def test_runs_alone_and_crawls_alone_are_refused(tmp_path: Path) -> None:
    apis, archive = seeds(tmp_path / "apis", "tides"), crawl(tmp_path / "crawl.warc.gz", 1)
    with pytest.raises(SettingsError, match="none is a crawl to search"):
        lemnos.retrieve([str(apis)], out=tmp_path / "a", workers=1, progress=False)
    with pytest.raises(SettingsError, match="no input is a finished run"):
        lemnos.retrieve([str(archive)], out=tmp_path / "b", workers=1, progress=False)
    with pytest.raises(SettingsError, match=r"need 1 MB|need \d+ MB") as raised:
        lemnos.retrieve(
            [str(archive), str(apis)], out=tmp_path / "c", workers=1, progress=False, memory_mb=1, candidates=100_000
        )
    assert "set it to 17" in str(raised.value)
    with pytest.raises(SettingsError, match=r"no config.json in it"):
        lemnos.retrieve([str(archive), str(apis)], out=tmp_path / "d", embedding=str(tmp_path), progress=False)


@pytest.mark.slow
def test_the_command_forecasts_shows_and_ends_with_one_line(tmp_path: Path) -> None:
    archive = crawl(tmp_path / "crawl.warc.gz")
    apis = seeds(tmp_path / "apis", "tides")
    run = tmp_path / "run"
    planned = command("retrieve", archive, apis, "--dry-run", "--out", run)
    assert (planned.code, "48" in planned.out, run.exists()) == (0, True, False)
    assert command("retrieve", archive, apis, "--per-seed", 3, "--out", run, "--quiet").code == 0
    shown = command("show", run)
    assert shown.code == 0
    assert "found for ToolDocument" in shown.out
    assert "common terms: " in shown.out
    assert any("│" in line and line.count("*") >= 4 for line in shown.out.splitlines())
    archive.write_bytes(archive.read_bytes()[:-30])
    ended = command("retrieve", archive, apis, "--out", tmp_path / "cut", "--quiet")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "is cut off in the record at byte" in ended.err
