import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from lemnos.errors import InputError
from lemnos.sources.files import grouped
from lemnos.sources.tools.json import base as json_source
from lemnos.sources.tools.json.functions import FunctionsSource
from tests.sources.tools.reading import read, rejected, tools, written

FUNCTION = {"name": "f", "description": "Does.", "parameters": {"type": "object"}}


def folder_of(root: Path) -> Path:
    folder = root / "set"
    (folder / "inner").mkdir(parents=True)
    for name in ("b.json", "a.jsonl", "inner/c.json"):
        written(folder, name, {**FUNCTION, "name": name[-6]})
    (folder / "notes.txt").write_text("no", encoding="utf-8")
    return folder


def test_a_folder_a_zip_and_a_tar_give_the_same_tools(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    packed = str(tmp_path / "set.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*.*")):
            archive.write(path, path.relative_to(folder))
    tarred = str(tmp_path / "set.tar.gz")
    with tarfile.open(tarred, "w:gz") as archive:
        for name in ("a.jsonl", "b.json", "inner/c.json"):
            archive.add(folder / name, name)
    expected = ["set/a.jsonl", "set/b.json", "set/inner/c.json"]
    assert [tool.source for tool in tools(FunctionsSource(str(folder)))] == expected
    assert [tool.source.partition("/")[2] for tool in tools(FunctionsSource(packed))] == [name[4:] for name in expected]
    assert len({tool.id for path in (str(folder), packed, tarred) for tool in tools(FunctionsSource(path))}) == 3


def test_shards_end_at_files_and_progress_adds_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped, "GROUP_BYTES", 100)
    source = FunctionsSource(str(folder_of(tmp_path)))
    assert len(list(source.shards())) == 3
    done, total = source.progress()
    assert done == total > 0
    assert len(list(source.shards(limit=2))) == 2
    assert source.identity()["kind"] == "functions"


def test_a_file_that_is_too_large_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "MAX_FILE_BYTES", 10)
    assert rejected(FunctionsSource(written(tmp_path, "f.json", FUNCTION))) == [("too_large", "f.json")]


def test_a_mended_file_is_noted_with_its_tools(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text("[\n" + json.dumps(FUNCTION)[:-1] + ",}\n]", encoding="utf-8")
    (tool,) = tools(FunctionsSource(str(path)))
    assert tool.repaired == ("trailing_comma",)


def test_a_single_file_may_have_any_extension(tmp_path: Path) -> None:
    (tool,) = tools(FunctionsSource(written(tmp_path, "tools.txt", FUNCTION)))
    assert tool.source == "tools.txt"


def test_an_input_without_descriptions_ends_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# x", encoding="utf-8")
    with pytest.raises(InputError, match="no tool descriptions here"):
        read(FunctionsSource(str(tmp_path)))
