"""Files that cannot be read: a rejection with its reason for one of many, one clear line for the only one."""

import os
import pickle
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.sources.documents.base import Item, Page, Source
from lemnos.sources.documents.detect import open_source
from lemnos.sources.documents.folder import FolderSource
from lemnos.sources.documents.links import read_links
from lemnos.sources.documents.mediawiki import source as mediawiki_source
from lemnos.sources.documents.table import TableSource
from tests.conftest import lemnos

LOADED_EARLY = mediawiki_source.__name__
"""The tests' other user may not read the libraries, so all of them are loaded before it is asked to."""
TEXT = "The red clay of the town is old, and its potters dig it by the river.\n"
NOBODY = 65534


def items(source: Source) -> list[Item]:
    source.identity()
    return [item for shard in source.shards() for item in pickle.loads(pickle.dumps(shard)).read()]


def rejections(found: list[Item]) -> list[tuple[str, str, str]]:
    return [(item.rule, item.source, item.reason) for item in found if isinstance(item, Rejected)]


@pytest.fixture
def without_privileges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which the test runs, as a user whom permissions bind; root may read everything."""
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)
    (tmp_path / "docs").mkdir()
    privileged = os.geteuid() == 0
    if privileged:
        os.chown(tmp_path / "docs", NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield Path("docs")
    finally:
        for path in Path("docs").rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755)
        if privileged:
            os.seteuid(0)


def _locked(path: Path) -> None:
    path.write_text(TEXT)
    path.chmod(0)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere.md")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (_locked, "the file cannot be read: Permission denied"),
        (_pipe, "the file cannot be read: it is not a regular file"),
        (_dangling, "the file cannot be read: the link leads nowhere"),
        (_loop, "the file cannot be read: Too many levels of symbolic links"),
    ],
)
def test_a_file_among_others_is_rejected(without_privileges: Path, made: Callable[[Path], None], reason: str) -> None:
    (without_privileges / "a.md").write_text(TEXT)
    made(without_privileges / "b.md")
    (without_privileges / "c.md").write_text(TEXT)
    found = items(FolderSource(str(without_privileges)))
    assert [item.document.source for item in found if isinstance(item, Page)] == ["docs/a.md", "docs/c.md"]
    assert rejections(found) == [("unreadable", "docs/b.md", reason)]


def test_a_folder_that_cannot_be_listed_is_rejected(without_privileges: Path) -> None:
    (without_privileges / "a.md").write_text(TEXT)
    (without_privileges / "inner").mkdir(mode=0)
    found = items(FolderSource(str(without_privileges)))
    reason = "the file cannot be read: the folder cannot be listed: Permission denied"
    assert rejections(found) == [("unreadable", "docs/inner/", reason)]
    assert len(found) == 2


def test_a_file_that_vanishes_is_rejected(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(TEXT)
    source = FolderSource(str(tmp_path))
    source.identity()
    (shard,) = source.shards()
    (tmp_path / "b.md").unlink()
    name = tmp_path.name
    reason = "the file cannot be read: No such file or directory"
    assert rejections(list(shard.read())) == [("unreadable", f"{name}/b.md", reason)]


def test_an_encrypted_member_of_a_zip_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "docs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", TEXT)
        archive.writestr("b.md", TEXT)
    data = bytearray(path.read_bytes())
    flags = data.rindex(b"PK\x01\x02") + 8
    data[flags] |= 1
    path.write_bytes(data)
    found = items(FolderSource(str(path)))
    assert rejections(found) == [("unreadable", "docs.zip/b.md", "the file cannot be read: it is encrypted")]
    assert len(found) == 2


@pytest.mark.parametrize("made", [_locked, _pipe, _dangling, _loop])
def test_a_table_among_others_is_rejected(without_privileges: Path, made: Callable[[Path], None]) -> None:
    (without_privileges / "a.jsonl").write_text(f'{{"text": "{TEXT.strip()}"}}\n')
    made(without_privileges / "b.jsonl")
    found = items(TableSource(str(without_privileges)))
    assert [(rule, source) for rule, source, _ in rejections(found)] == [("unreadable", "b.jsonl")]
    assert len(found) == 2


def test_a_table_that_vanishes_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "{TEXT.strip()}"}}\n')
    (shard,) = TableSource(str(path)).shards()
    path.unlink()
    reason = "the file cannot be read from here on: No such file or directory"
    assert rejections(list(shard.read())) == [("unreadable", "a.jsonl:line 1", reason)]


@pytest.mark.parametrize("kind", ["auto", "folder", "table", "mediawiki"])
@pytest.mark.parametrize("name", ["a.md", "a.zip", "a.tar", "a.jsonl", "a.parquet", "a.xml"])
def test_the_only_file_is_an_error_with_a_remedy(without_privileges: Path, kind: str, name: str) -> None:
    _locked(without_privileges / name)
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)") as raised:
        items(open_source(f"docs/{name}", kind=kind))
    assert "permission" in str(raised.value.remedy)


def test_a_folder_as_input_that_cannot_be_listed_is_an_error(without_privileges: Path) -> None:
    (without_privileges / "inner").mkdir(mode=0)
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)"):
        items(open_source("docs/inner"))


def test_a_named_pipe_as_input_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(InputError, match="is not a regular file"):
        open_source(str(tmp_path / "pipe.md"))


def test_a_link_table_without_permission_is_an_error(without_privileges: Path) -> None:
    _locked(without_privileges / "links.tsv")
    with pytest.raises(InputError, match=r"cannot be read \(Permission denied\)"):
        list(read_links("docs/links.tsv"))


def test_a_run_goes_on_without_the_files_that_cannot_be_read(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    words = " ".join(["The clay of this town is dug by hand and fired in kilns of brick."] * 4)
    for number in range(3):
        (docs / f"page{number}.md").write_text(f"# Page {number}\n\n{words} See [next](page{(number + 1) % 3}.md).\n")
    os.mkfifo(docs / "pipe.md")
    (docs / "gone.md").symlink_to("nowhere.md")
    ended = lemnos("talk", docs, "--out", tmp_path / "run", "--workers", 1, "--set", "talk.plan.min_turns=1")
    assert "Traceback" not in ended.err
    assert "unreadable 2" in ended.out + ended.err
