"""The face for library users: run a step, read records, convert, bring your own. The how-to page runs as well."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

import lemnos
from lemnos.engine.base import Later, Result, Task
from lemnos.errors import RunError, SettingsError
from lemnos.records import Paragraph, Rejected, document_id
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.base import Cluster, Scorer
from lemnos.steps.talk.reward.lexical import LexicalReward
from lemnos.steps.talk.write.base import Step, Topic, UserTurn
from lemnos.version import VERSION
from tests.conftest import DEMO, ROOT, stable_files

PLAN = {"turns_mean": 12, "turns_sd": 4}


@pytest.fixture(scope="module")
def run(wiki: Path, tmp_path_factory: pytest.TempPathFactory) -> lemnos.Run:
    return lemnos.talk(
        wiki, out=tmp_path_factory.mktemp("library") / "run", plan=PLAN, reuse=0, workers=1, progress=False
    )


def test_the_release_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == lemnos.__version__ == VERSION


def test_importing_it_imports_nothing_heavy() -> None:
    program = "import sys, lemnos; dir(lemnos); print([m for m in ('numpy', 'pyarrow', 'msgspec') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told == "[]\n"


def test_a_name_that_does_not_exist_is_an_attribute_error(run: lemnos.Run) -> None:
    with pytest.raises(AttributeError, match="no attribute 'tolk'"):
        lemnos.tolk  # noqa: B018
    with pytest.raises(AttributeError, match="'dialogs'; this run has dialogues, documents, verdicts"):
        run.dialogs  # noqa: B018
    assert set(run.folders) <= set(dir(run))


def test_a_run_tells_what_it_is(run: lemnos.Run) -> None:
    assert (run.step, run.folders) == ("talk", ["dialogues", "documents", "verdicts"])
    assert run.settings["talk"]["plan"]["turns_mean"] == 12.0
    assert run.report["dialogues"]["dialogues"] == len(run.dialogues) == 12
    assert run.card.startswith("---\npretty_name:")
    assert repr(run).startswith(f"{run.path}: 12 dialogues of ")
    assert repr(run.dialogues) == f"<12 Dialogue records of {run.path}>"


def test_calling_it_again_returns_the_finished_run(run: lemnos.Run, wiki: Path) -> None:
    before = stable_files(run.path)
    again = lemnos.talk([str(wiki)], out=str(run.path), plan=PLAN, reuse=0, workers=2, progress=False)
    assert stable_files(again.path) == before
    with pytest.raises(RunError, match=r"talk\.plan\.turns_mean changed from 12 to 82\.2"):
        lemnos.talk(wiki, out=run.path, workers=1, progress=False)


def test_records_are_typed_and_iterate_again(run: lemnos.Run) -> None:
    dialogues = run.dialogues
    assert [type(dialogue) for dialogue in dialogues] == [lemnos.Dialogue] * 12
    assert [dialogue.id for dialogue in dialogues] == [dialogue.id for dialogue in dialogues]
    assert dialogues[3].id == list(dialogues)[3].id
    assert [dialogue.id for dialogue in dialogues[2:5]] == [dialogue.id for dialogue in list(dialogues)[2:5]]
    with pytest.raises(IndexError):
        dialogues[12]
    assert isinstance(dialogues[0].turns[0], lemnos.Turn)


def test_records_are_filtered_by_score_licence_and_anything(run: lemnos.Run) -> None:
    scores = [dialogue.meta.card.score for dialogue in run.dialogues]
    middle = sorted(scores)[6]
    assert len(run.dialogues.filter(min_score=middle)) == sum(score >= middle for score in scores) == 6
    assert len(run.dialogues.filter(licence="Apache-2.0")) == 12
    assert len(run.dialogues.filter(licence=("MIT", "GPL-3.0"))) == 0
    assert len(run.documents.filter(licence=["Apache-2.0"])) == 12
    chained = run.dialogues.filter(min_score=middle).filter(lambda dialogue: dialogue.meta.card.score > middle)
    assert len(chained) == 5
    assert "filtered" in repr(chained)
    with pytest.raises(SettingsError, match="Document records have no score; use where="):
        run.documents.filter(min_score=0.5)
    with pytest.raises(SettingsError, match="Verdict records have no licence; use where="):
        run.verdicts.filter(licence="MIT")


@pytest.mark.parametrize("format", ["parquet", "jsonl"])
def test_a_record_is_found_by_its_id_with_its_evidence(wiki: Path, tmp_path: Path, format: str) -> None:
    run = lemnos.talk(wiki, out=tmp_path / "run", plan=PLAN, reuse=0, format=format, workers=1, progress=False)
    wanted = list(run.dialogues)[7]
    found = run.get(wanted.id[:10])
    assert found == wanted
    turns = run.evidence(wanted)
    assert len(turns) == len(wanted.turns)
    assert [turn.user for turn in turns] == [message.content for message in wanted.messages[::2]]
    for turn in turns:
        if turn.turn.verbatim:
            assert turn.assistant == " ".join(passage.text for passage in turn.passages)
        for passage in turn.passages:
            assert passage.text == passage.document.text[passage.start : passage.end] != ""
    with pytest.raises(RunError, match="no Dialogue with the id 'zz'"):
        run.get("zz")
    assert run.documents.get_many(["nothing"]) == {}
    assert run.dialogues.arrow().num_rows == 12


def test_the_tool_of_a_document_is_found(tmp_path: Path) -> None:
    run = lemnos.tools(str(ROOT / "demo" / "apis" / "tides.py"), out=tmp_path / "run", workers=1, progress=False)
    document = run.records()[0]
    assert run.tool(document).id == document.tool
    assert document.title.startswith(run.tool(document).name)


def test_evidence_of_another_run_is_refused(run: lemnos.Run, tmp_path: Path) -> None:
    other = lemnos.talk(str(DEMO), out=tmp_path / "run", plan=PLAN, reuse=0, limit=20, workers=2, progress=False)
    documents = {document.id for document in run.documents}
    strange = next(d for d in other.dialogues if not {e.document for t in d.turns for e in t.evidence} <= documents)
    with pytest.raises(RunError, match="has no document"):
        run.evidence(strange)


def test_records_become_arrow_without_a_row_of_python(run: lemnos.Run) -> None:
    table = run.dialogues.arrow()
    assert table.column("id").to_pylist() == [dialogue.id for dialogue in run.dialogues]
    assert pa.table(run.dialogues).equals(table)
    good = run.dialogues.filter(min_score=0.5)
    assert pa.RecordBatchReader.from_stream(good).read_all().num_rows == len(good)
    assert run.dialogues.filter(min_score=2).arrow().schema.equals(table.schema)


def test_records_become_data_frames_over_the_memory_of_arrow(run: lemnos.Run) -> None:
    polars = pytest.importorskip("polars")
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("datasets")
    ids = [document.id for document in run.documents]
    assert run.documents.polars()["id"].to_list() == ids
    assert polars.DataFrame(run.documents)["id"].to_list() == ids
    frame = run.documents.pandas()
    assert list(frame["id"]) == ids
    assert isinstance(frame["text"].dtype, pandas.ArrowDtype)
    data = run.documents.datasets()
    assert data["id"][:] == ids
    assert data[0]["paragraphs"][0]["start"] == 0


class Parrot:
    """A writer of one's own: says the same again and again, so most of its turns fail a check."""

    name = "parrot"
    languages = None

    def __init__(self, word: str) -> None:
        self.word = word

    def identity(self) -> dict[str, Any]:
        return {"word": self.word}

    def write(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        return [
            UserTurn(
                f"Tell me more about {topics[step.topic].title}, {self.word} {number}.", step.kind, written="parrot"
            )
            for number, step in enumerate(steps)
        ]

    def rewrite(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        turns: Sequence[UserTurn],
        faults: Mapping[int, str],
        seed: str,
    ) -> dict[int, UserTurn]:
        return {}


def test_a_writer_of_ones_own_writes_and_is_part_of_the_fingerprint(wiki: Path, tmp_path: Path) -> None:
    given: dict[str, Any] = {"out": tmp_path / "run", "plan": PLAN, "reuse": 0, "progress": False}
    run = lemnos.talk(wiki, writer=Parrot("please"), workers=2, **given)
    assert run.report["written"]["parrot"] > 50
    assert "a writer of the user's own (" in run.card
    assert {dialogue.meta.writer for dialogue in run.dialogues} == {"parrot"}
    assert ", please 0." in run.dialogues[0].messages[0].content
    assert run.settings["talk"]["writer"] == {"class": f"{__name__}.Parrot", "word": "please"}
    one = lemnos.talk(wiki, writer=Parrot("please"), workers=1, **{**given, "out": tmp_path / "one"})
    assert stable_files(one.path) == stable_files(run.path)
    with pytest.raises(RunError, match=r"talk\.writer\.word changed from please to now"):
        lemnos.talk(wiki, writer=Parrot("now"), **given)


def test_a_writer_of_any_language_makes_other_documents_usable(tmp_path: Path) -> None:
    folder = tmp_path / "de"
    folder.mkdir()
    says = {
        "Ebbe": "Das Wasser läuft sechs Stunden lang ab und legt Sand, Muscheln und die Kiele der kleinen Boote frei. ",
        "Flut": "Der Mond zieht die Meere an, also steigt der Pegel im Hafen, bis die Schiffe wieder schwimmen. ",
    }
    for name, other in (("Ebbe", "Flut"), ("Flut", "Ebbe")):
        text = says[name] * 3
        parts = "\n\n".join(f"{text} Dies ist der Teil {n} über die {name}." for n in range(4))
        (folder / f"{name}.md").write_text(f"# {name}\n\nSiehe [{other}]({other}.md). {parts}\n")
    with pytest.raises(lemnos.InputError, match="the offline writer writes en only"):
        lemnos.talk({"path": folder, "language": "de"}, out=tmp_path / "a", workers=1, progress=False)
    entry = {"path": str(folder), "language": "de"}
    run = lemnos.talk(entry, out=tmp_path / "b", writer=Parrot("bitte"), workers=1, progress=False, plan=PLAN, reuse=0)
    assert run.report["graph"]["languages"] == {"de": 2}
    assert run.report["graph"]["usable"] == 2


class Backwards:
    """A reward of one's own: the lexical one turned round."""

    def identity(self) -> dict[str, Any]:
        return {}

    def read(self, cluster: Cluster, vectors: Vectors) -> Scorer:
        return _Turned(LexicalReward().read(cluster, vectors))


class _Turned:
    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer

    def extend(self, segments: Any, parents: Any) -> None:
        self._scorer.extend(segments, parents)

    def rewards(self) -> Any:
        return 1 - self._scorer.rewards()


def test_a_reward_of_ones_own_plans(wiki: Path, tmp_path: Path, run: lemnos.Run) -> None:
    made = lemnos.talk(wiki, out=tmp_path / "run", reward=Backwards(), plan=PLAN, reuse=0, workers=1, progress=False)
    assert made.settings["talk"]["reward"] == {"class": f"{__name__}.Backwards"}
    assert [d.id for d in made.dialogues] != [d.id for d in run.dialogues]


def test_an_object_that_cannot_be_identified_is_one_line(wiki: Path, tmp_path: Path) -> None:
    class Nameless:
        """No identity."""

    class Odd:
        """An identity that has no stable form."""

        def identity(self) -> dict[str, Any]:
            return {"at": object()}

    with pytest.raises(SettingsError, match=r"writer: Nameless has no method identity\(\); return a dictionary"):
        lemnos.talk(wiki, out=tmp_path / "r", writer=Nameless(), progress=False)
    with pytest.raises(SettingsError, match=r"writer: identity\(\) of Odd: settings cannot hold a object"):
        lemnos.talk(wiki, out=tmp_path / "r", writer=Odd(), progress=False)


class Pages:
    """A source of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def identity(self) -> dict[str, Any]:
        return {"kind": "mine", "name": self.folder.name}

    def shards(self, limit: int | None = None) -> Iterator["PageShard"]:
        yield PageShard(self.folder, limit)

    def progress(self) -> tuple[int, int]:
        return 1, 1


class PageShard(msgspec.Struct, frozen=True):
    folder: Path
    limit: int | None

    def read(self) -> Iterator[lemnos.Page | lemnos.Rejected]:
        for path in sorted(self.folder.glob("*.md"))[: self.limit]:
            parts = [part for part in path.read_text().split("\n\n") if part[0].isupper()]
            text = "\n\n".join(parts)
            starts = [text.index(part) for part in parts]
            document = lemnos.Document(
                id=document_id(path.stem, text),
                title=path.stem,
                source=path.name,
                language="en",
                text=text,
                paragraphs=tuple(
                    Paragraph(start, start + len(part)) for start, part in zip(starts, parts, strict=True)
                ),
            )
            yield lemnos.Page(document, (path.stem,))
        yield Rejected(stage="documents", rule="mine", reason="not wanted", source="nowhere")


def test_a_source_of_ones_own_is_an_input_like_any_other(wiki: Path, tmp_path: Path) -> None:
    run = lemnos.talk([Pages(wiki), str(DEMO)], out=tmp_path / "run", plan=PLAN, reuse=0, workers=2, progress=False)
    assert run.report["documents"]["documents"] > 66
    assert run.report["rejected"]["documents"] == {"mine": 1}
    assert "Inputs: `wiki`, `corpus`." in run.card


def test_records_and_runs_are_inputs(run: lemnos.Run, tmp_path: Path) -> None:
    given: dict[str, Any] = {"plan": PLAN, "reuse": 0, "workers": 1, "progress": False}
    memory = lemnos.talk(list(run.documents), out=tmp_path / "memory", **given)
    other = lemnos.talk(run, out=tmp_path / "run", **given)
    ids = [dialogue.id for dialogue in run.dialogues]
    assert [dialogue.id for dialogue in memory.dialogues] == [dialogue.id for dialogue in other.dialogues] == ids
    assert memory.settings["inputs"][0]["content"]["records"] == 12
    limited = lemnos.talk(run, out=tmp_path / "limited", limit=5, **given)
    assert 5 <= limited.report["documents"]["documents"] <= 8


class Careful:
    """An engine of one's own."""

    def __init__(self) -> None:
        self.tasks = 0

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task | Later]) -> Iterator[Result]:
        for task in tasks:
            if not isinstance(task, Later):
                self.tasks += 1
                yield function(task)


def test_an_engine_and_a_progress_display_of_ones_own_are_used(wiki: Path, tmp_path: Path, run: lemnos.Run) -> None:
    told: list[str] = []

    class Told:
        """Notes what it is told."""

        def start(self, stage: str, unit: str) -> None:
            told.append(stage)

        def update(self, done: int, total: int | None, note: str = "") -> None: ...

        def say(self, text: str) -> None: ...

        def finish(self, summary: str) -> None:
            told.append(summary)

    engine = Careful()
    made = lemnos.talk(wiki, out=tmp_path / "run", plan=PLAN, reuse=0, engine=engine, progress=Told())
    assert engine.tasks == 3
    assert told[::2] == ["documents", "graph", "dialogues"]
    assert told[-1] == "12 dialogues"
    assert stable_files(made.path) == stable_files(run.path)
    with pytest.raises(SettingsError, match="workers is for processes on this machine"):
        lemnos.talk(wiki, out=tmp_path / "run", engine=engine, workers=2)


def test_a_recipe_runs_by_its_content_or_its_file(wiki: Path, tmp_path: Path, run: lemnos.Run) -> None:
    content = {"inputs": [str(wiki)], "out": str(tmp_path / "one"), "talk": {"plan": PLAN, "reuse": 0}}
    (tmp_path / "r.json").write_text(json.dumps(content))  # JSON is YAML
    made = lemnos.run(content, workers=1, progress=False)
    assert list(made) == ["talk"]
    assert stable_files(made["talk"].path) == stable_files(run.path)
    again = lemnos.run(tmp_path / "r.json", f"out={tmp_path / 'two'}", workers=1, progress=False)
    assert stable_files(again["talk"].path) == stable_files(run.path)


def test_mistakes_are_told_as_on_the_command_line(wiki: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"unknown setting talk\.pln; did you mean talk\.plan\?"):
        lemnos.talk(wiki, out=tmp_path / "r", pln={}, progress=False)
    with pytest.raises(lemnos.InputError, match="no such file or folder"):
        lemnos.talk(tmp_path / "gone", out=tmp_path / "r", progress=False)
    with pytest.raises(SettingsError, match="inputs names no input"):
        lemnos.talk([], out=tmp_path / "r", progress=False)
    with pytest.raises(RunError, match="is not a run folder"):
        lemnos.open_run(tmp_path)


def test_a_script_needs_no_guard_and_defines_its_own_writer_behind_one(wiki: Path, tmp_path: Path) -> None:
    bare = f"import lemnos\nlemnos.talk({str(wiki)!r}, out='bare', workers=2, progress=False)\nprint('once')\n"
    own = (
        "import lemnos\nfrom tests.library.test_library import Parrot\n"
        "class Mine(Parrot):\n    'My own.'\n"
        "if __name__ == '__main__':\n"
        f"    run = lemnos.talk({str(wiki)!r}, out='own', writer=Mine('x'), workers=2, progress=False)\n"
        "    print(run.report['written'].get('parrot', 0) > 50)\n"
    )
    for name, text, told in (("bare.py", bare, "once\n"), ("own.py", own, "True\n")):
        (tmp_path / name).write_text(text)
        ended = subprocess.run(
            [sys.executable, name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )
        assert (ended.returncode, ended.stdout) == (0, told), ended.stderr


def test_a_run_of_an_old_release_is_told(tmp_path: Path, run: lemnos.Run) -> None:
    subprocess.run(["cp", "-r", run.path, tmp_path / "old"], check=True)
    manifest = json.loads((tmp_path / "old" / "manifest.json").read_bytes())
    (tmp_path / "old" / "manifest.json").write_text(json.dumps({"lemnos": "0.1.0", "files": manifest["files"]}))
    with pytest.raises(RunError, match=r"was made by Lemnos 0\.1\.0, which does not say what its records are"):
        lemnos.open_run(tmp_path / "old")
