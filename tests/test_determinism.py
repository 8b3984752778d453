"""The same inputs, settings and seed give the same bytes: for any number of workers, in any folder, every time."""

import json
from pathlib import Path

import pytest

from lemnos.records import MEMORY_KINDS
from tests.conftest import DEMO, EVERY, lemnos, stable_files

MANY = ["--set", "talk.anchors_per_shard=5"]


def made(run: Path, *options: object, inputs: tuple[Path, ...] = (DEMO,)) -> dict[str, str]:
    ended = lemnos("talk", *inputs, "--out", run, "--quiet", *EVERY, *options)
    assert ended.code == 0, ended.err
    return stable_files(run)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The demo corpus in four inputs, so that reading it is four shards."""
    files = sorted(DEMO.iterdir())
    folders = []
    for number in range(4):
        folder = tmp_path_factory.mktemp("part") / f"part{number}"
        folder.mkdir()
        for file in files[number::4]:
            (folder / file.name).symlink_to(file)
        folders.append(folder)
    return tuple(folders)


@pytest.mark.parametrize(("format", "workers"), [("parquet", 2), ("jsonl", 4)])
def test_any_number_of_workers_gives_the_same_bytes(
    tmp_path: Path, parts: tuple[Path, ...], format: str, workers: int
) -> None:
    options = [*MANY, "--format", format]
    one = made(tmp_path / "1" / "run", *options, "--workers", 1, inputs=parts)
    assert {f"documents/00000{number}.{format}" for number in range(4)} < one.keys()
    assert f"dialogues/000013.{format}" in one
    assert made(tmp_path / str(workers) / "run", *options, "--workers", workers, inputs=parts) == one


def test_another_seed_gives_other_dialogues_from_the_same_documents(tmp_path: Path, wiki: Path) -> None:
    first = made(tmp_path / "a" / "run", "--workers", 1, inputs=(wiki,))
    second = made(tmp_path / "b" / "run", "--workers", 1, "--seed", 1, inputs=(wiki,))
    assert first["documents/000000.parquet"] == second["documents/000000.parquet"]
    assert first["dialogues/000000.parquet"] != second["dialogues/000000.parquet"]


def test_a_dialogue_does_not_depend_on_the_shard_of_its_anchor(tmp_path: Path, wiki: Path) -> None:
    lines = []
    for per_shard in (3, 128):
        run = tmp_path / str(per_shard)
        made(run, "--workers", 1, "--format", "jsonl", "--set", f"talk.anchors_per_shard={per_shard}", inputs=(wiki,))
        lines.append(b"".join(path.read_bytes() for path in sorted((run / "dialogues").iterdir())))
    assert lines[0] == lines[1]


def test_both_formats_hold_the_same_records(tmp_path: Path, wiki: Path, finished: Path) -> None:
    from lemnos.store.run_folder import existing_run

    made(tmp_path / "run", "--workers", 1, "--format", "jsonl", inputs=(wiki,))
    for name in ("documents", "dialogues"):
        assert list(existing_run(tmp_path / "run").read_records(name)) == list(
            existing_run(finished).read_records(name)
        )


def test_every_answer_is_its_evidence_to_the_letter(finished: Path) -> None:
    from lemnos.store.run_folder import existing_run

    run = existing_run(finished)
    texts = {document["id"]: document["text"] for document in run.read_records("documents")}
    answers = 0
    for dialogue in run.read_records("dialogues"):
        for turn, answer in zip(dialogue["turns"], dialogue["messages"][1::2], strict=True):
            spans = [texts[place["document"]][place["start"] : place["end"]] for place in turn["evidence"]]
            if turn["verbatim"]:
                assert answer["content"] == " ".join(spans)
                answers += 1
            else:
                assert turn["kind"] in MEMORY_KINDS
    assert answers > 12 * 8


def test_the_manifest_tells_the_size_of_every_file_that_the_input_decides(finished: Path) -> None:
    listed = json.loads((finished / "manifest.json").read_bytes())["files"]
    outside = ("work", "manifest.json", "report.json", "journal.jsonl", ".lock")
    found = [path.relative_to(finished) for path in finished.rglob("*") if path.is_file()]
    assert listed == {
        path.as_posix(): (finished / path).stat().st_size for path in found if path.parts[0] not in outside
    }
    assert {"README.md", "dialogues/000000.parquet", "documents/000000.parquet", "run.json"} <= listed.keys()
