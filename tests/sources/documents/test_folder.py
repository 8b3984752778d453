"""Folders and archives of prose."""

import bz2
import gzip
import io
import lzma
import pickle
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected, document_id
from lemnos.sources.documents.base import Item, Page
from lemnos.sources.documents.folder import FolderSource
from lemnos.sources.documents.prose import pandoc
from lemnos.sources.files import grouped

FILES = {
    "README.md": "# Potters\n\nAll about pots and [kilns](clay/kiln.md) is here.\n",
    "clay/index.html": "<title>Clay</title><p>Clay is a soft <a href='kiln.md#gas'>fired</a> earth.</p>",
    "clay/kiln.md": "---\nlicense: MIT\n---\n# Kiln types\n\nA kiln is an oven for [clay](./).\n",
    "clay-red/El_Aai%C3%BAn.txt": "The red clay of the town is old.\n",
    "notes.rst": "Notes\n=====\n\nThe notes of a potter are short.\n",
    "skip.py": "print('no')\n",
    ".git/x.md": "Hidden words are not read here.\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def read(source: FolderSource, limit: int | None = None) -> list[Item]:
    """Read all shards, each as another process would have it."""
    return [item for shard in source.shards(limit) for item in pickle.loads(pickle.dumps(shard)).read()]


def pages(items: list[Item]) -> list[Page]:
    return [item for item in items if isinstance(item, Page)]


def rejections(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.rule, item.source) for item in items if isinstance(item, Rejected)]


def test_a_folder(root: Path) -> None:
    source = FolderSource(str(root), licence="CC0-1.0")
    found = pages(read(source))
    assert [(p.document.source, p.document.title, p.document.licence) for p in found] == [
        ("docs/README.md", "Potters", "CC0-1.0"),
        ("docs/clay-red/El_Aai%C3%BAn.txt", "El Aaiún", "CC0-1.0"),
        ("docs/clay/index.html", "Clay", "CC0-1.0"),
        ("docs/clay/kiln.md", "Kiln types", "MIT"),
        ("docs/notes.rst", "Notes", "CC0-1.0"),
    ]
    assert found[0].names == ("README.md", "README", "index", "Potters")
    assert found[1].names == ("clay-red/El Aaiún.txt", "clay-red/El Aaiún", "El Aaiún")
    assert found[2].names == ("clay/index.html", "clay/index", "clay", "Clay")
    assert found[3].names == ("clay/kiln.md", "clay/kiln", "kiln", "Kiln types")
    document = found[3].document
    assert document.id == document_id("Kiln types", "A kiln is an oven for clay.")
    assert document.language == "en"
    assert (
        source.progress()
        == (sum(len(text) for name, text in FILES.items() if name[0] != "." and "py" not in name),) * 2
    )


def test_links_meet_the_names_of_their_targets(root: Path) -> None:
    found = pages(read(FolderSource(str(root))))
    names = {name for page in found for name in page.names}
    targets = [link.target for page in found for link in page.document.links]
    assert targets == ["clay/kiln", "clay/kiln", "clay"]
    assert names.issuperset(targets)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}


def archive(root: Path, kind: str) -> Path:
    path = root.parent / f"docs.{kind}"
    files = sorted(file for file in root.rglob("*") if file.is_file())
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for file in reversed(files):
                packed.write(file, file.relative_to(root))
    else:
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w") as tar:
            for file in files:
                tar.add(file, f"./{file.relative_to(root)}")
        path.write_bytes(PACK[kind](raw.getvalue()))
    return path


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
@pytest.mark.parametrize("shard_bytes", [1, 100, 2_000_000])
def test_archives_and_shard_sizes_give_the_same(
    root: Path, kind: str, shard_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pages(read(FolderSource(str(root))))
    monkeypatch.setattr(grouped, "GROUP_BYTES", shard_bytes)
    source = FolderSource(str(archive(root, kind)))
    packed = pages(read(source))
    assert sorted((p.names, p.document.text, p.document.links) for p in packed) == sorted(
        (p.names, p.document.text, p.document.links) for p in plain
    )
    assert {p.document.source.partition("/")[0] for p in packed} == {f"docs.{kind}"}
    done, total = source.progress()
    assert 0 < done <= total
    assert len(read(FolderSource(str(root)))) == len(plain)


@pytest.mark.parametrize("kind", ["", "zip", "tar"])
def test_files_are_named_before_they_are_read_and_chosen_by_number(root: Path, tmp_path: Path, kind: str) -> None:
    path = Path(shutil.make_archive(str(tmp_path / "packed"), kind, root)) if kind else root
    source = FolderSource(str(path))
    assert source.lists
    names = source.names()
    assert names[1] == ("clay-red/El Aaiún.txt", "clay-red/El Aaiún", "El Aaiún")
    every = pages(read(source))
    assert all(set(own) & set(page.names) for own, page in zip(names, every, strict=True))
    chosen = [item for shard in source.shards(chosen=frozenset((1, 3))) for item in shard.read()]
    assert chosen == [every[1], every[3]]


def test_a_compressed_tar_is_not_listed_before_it_is_read(root: Path, tmp_path: Path) -> None:
    assert not FolderSource(shutil.make_archive(str(tmp_path / "packed"), "gztar", root)).lists


def test_limit_and_shards(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(read(FolderSource(str(root)), limit=2)) == 2
    monkeypatch.setattr(grouped, "GROUP_BYTES", 120)
    assert [len(list(shard.read())) for shard in FolderSource(str(root)).shards()] == [2, 1, 2]


def test_a_single_file(root: Path) -> None:
    (page,) = pages(read(FolderSource(str(root / "clay" / "kiln.md"), language="de")))
    assert page.document.source == "kiln.md"
    assert page.document.language == "de"
    assert page.names == ("kiln.md", "kiln", "Kiln types")


def test_identity_changes_with_the_content(root: Path) -> None:
    before = FolderSource(str(root)).identity()
    assert before == FolderSource(str(root)).identity()
    assert before["files"] == 5
    (root / "notes.rst").write_text("Other words.\n")
    assert FolderSource(str(root)).identity() != before


def test_bad_files_are_rejected(root: Path) -> None:
    (root / "a.txt").write_bytes(b"Caf\xe9 words that are Latin.\n")
    (root / "b.html").write_bytes(b'<meta charset="latin1"><p>Caf\xe9 words that are Latin.</p>')
    (root / "c.txt").write_bytes(b"\x7fELF\x00\x01")
    (root / "d.md").write_bytes(b"")
    (root / "e.md").write_bytes(b"One word.")
    (root / "f.txt").write_bytes("Sixteen bits a letter it has.".encode("utf-16"))
    (root / "g.html").write_bytes(b'<meta charset="klingon"><p>x</p>')
    (root / "h.txt").write_bytes(b"x" * 2000)
    items = read(FolderSource(str(root), max_file_bytes=1000))
    assert rejections(items) == [
        ("encoding", "docs/a.txt"),
        ("binary", "docs/c.txt"),
        ("no_prose", "docs/d.md"),
        ("no_prose", "docs/e.md"),
        ("encoding", "docs/g.html"),
        ("too_large", "docs/h.txt"),
    ]
    reasons = {item.source: item.reason for item in items if isinstance(item, Rejected)}
    assert reasons["docs/a.txt"] == "not valid UTF-8 at byte 3: invalid continuation byte"
    read_texts = {page.document.source: page.document.text for page in pages(items)}
    assert read_texts["docs/b.html"] == "Café words that are Latin."
    assert read_texts["docs/f.txt"] == "Sixteen bits a letter it has."


def test_a_damaged_member_of_a_zip_is_rejected(root: Path) -> None:
    path = root.parent / "docs.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.md", "The first words are sound here.")
        packed.writestr("b.md", "The second words are not sound.")
    path.write_bytes(path.read_bytes().replace(b"second words", b"second WORDS"))
    items = read(FolderSource(str(path)))
    assert len(pages(items)) == 1
    assert rejections(items) == [("unreadable", "docs.zip/b.md")]


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.bz2"])
def test_a_tar_that_stops_short(root: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped, "GROUP_BYTES", 1)
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for number in range(40):
            text = f"Page number {number} has these words: {bz2.compress(bytes([number]) * 500).hex()}.".encode()
            member = tarfile.TarInfo(f"{number:02}.md")
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    raw = PACK[kind](data.getvalue())
    path = root.parent / f"docs.{kind}"
    path.write_bytes(raw[: len(raw) * 2 // 3])
    with pytest.raises(InputError, match=r"the archive is damaged (?:at|after|in) .+; download or create"):
        read(FolderSource(str(path)))


def test_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("pass")
    with pytest.raises(InputError, match=r"contains no documents; give a folder or archive with \.md"):
        read(FolderSource(str(tmp_path)))


@pytest.mark.parametrize(
    ("name", "rule"),
    [("a.adoc", "unread_asciidoc"), ("b.org", "unread_org_mode"), ("c.docx", "unread_word"), ("D.PDF", "unread_pdf")],
)
def test_documents_of_other_formats_are_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, rule: str
) -> None:
    monkeypatch.setattr(pandoc, "program", lambda: "")
    (tmp_path / name).write_bytes(b"\x00 hot")
    (tmp_path / "kiln.mdown").write_text("A kiln is a hot oven.")
    (tmp_path / "kiln.py").write_text("hot = 1")
    items = [item for shard in FolderSource(str(tmp_path)).shards() for item in shard.read()]
    rejected = [item for item in items if isinstance(item, Rejected)]
    assert [(item.rule, item.source) for item in rejected] == [(rule, f"{tmp_path.name}/{name}")]
    assert "convert it to Markdown or HTML" in rejected[0].reason
    assert ("lemnos[pandoc]" in rejected[0].reason) == (name != "D.PDF")
    assert len(items) == 2


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.parquet", "more.ZIP", "wiki.xml.bz2", "docs.tar.gz"])
def test_an_input_of_its_own_in_a_folder_is_rejected(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"hot")
    (tmp_path / "kiln.md").write_text("A kiln is a hot oven.")
    (tmp_path / "package.json").write_text("{}")
    items = [item for shard in FolderSource(str(tmp_path)).shards() for item in shard.read()]
    (rejected,) = [item for item in items if isinstance(item, Rejected)]
    assert (rejected.rule, rejected.source) == ("own_input", f"{tmp_path.name}/{name}")
    assert rejected.reason.endswith("is not read in a folder: give it as an input of its own")
    assert len(items) == 2
