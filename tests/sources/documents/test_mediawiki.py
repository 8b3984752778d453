import bz2
import gzip
import pickle
from pathlib import Path

import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected, document_id
from lemnos.sources.documents.base import Item, Page, Redirect
from lemnos.sources.documents.mediawiki.source import MediaWikiRange, MediaWikiShard, MediaWikiSource

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Mills</sitename>
    <dbname>millwiki</dbname>
    <base>https://en.wikipedia.org/wiki/Main_Page</base>
    <case>first-letter</case>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="1" case="first-letter">Talk</namespace>
      <namespace key="6" case="first-letter">File</namespace>
      <namespace key="14" case="first-letter">Category</namespace>
    </namespaces>
  </siteinfo>
"""
TAIL = "</mediawiki>\n"


def page(title: str, text: str, number: int = 1, ns: int = 0, redirect: str = "", model: str = "wikitext") -> str:
    moved = f'\n    <redirect title="{redirect}" />' if redirect else ""
    return f"""  <page>
    <title>{title}</title>
    <ns>{ns}</ns>
    <id>{number}</id>{moved}
    <revision>
      <id>{number + 900}</id>
      <contributor><username>A &amp; B</username></contributor>
      <model>{model}</model>
      <text bytes="{len(text)}" xml:space="preserve">{text}</text>
    </revision>
  </page>
"""


PAGES = [
    page("Wind mill", "A '''wind mill''' is a [[mill]] &amp; turns.&lt;ref&gt;x&lt;/ref&gt;", 1),
    page("Windmill", "#REDIRECT [[Wind mill]]", 2, redirect="Wind mill"),
    page("Talk:Wind mill", "Nice page.", 3, ns=1),
    page("Mill", "{{disambig}}\n* [[Wind mill]]", 4),
    page("Table mill", "{|\n| a\n|}", 5),
    page("Müller &amp; Söhne?", "A firm of [[mill]]ers.", 6),
    page("Script", "return 1", 7, model="Scribunto"),
    page("Old name", "#redirect [[:mill#Use]]", 8),
    page("Quern (disambiguation)", "Words.", 9),
    page("Quern", "A quern is a hand mill.", 10),
]
DUMP = HEAD + "".join(PAGES) + TAIL


def items(source: MediaWikiSource, limit: int | None = None) -> list[Item]:
    return [item for shard in source.shards(limit) for item in pickle.loads(pickle.dumps(shard)).read()]


def summary(found: list[Item]) -> list[str]:
    out = []
    for item in found:
        match item:
            case Page(document, names):
                out.append(f"page {names[0]}: {document.text}")
            case Redirect(name, target):
                out.append(f"redirect {name} > {target}")
            case Rejected():
                out.append(f"rejected {item.rule} {item.record}")
    return out


EXPECTED = [
    "page Wind mill: A wind mill is a mill & turns.",
    "redirect Windmill > Wind mill",
    "rejected disambiguation Mill",
    "rejected no_prose Table mill",
    "page Müller & Söhne?: A firm of millers.",
    "rejected content_model Script",
    "redirect Old name > Mill",
    "rejected disambiguation Quern (disambiguation)",
    "page Quern: A quern is a hand mill.",
]


def write(path: Path, data: bytes) -> MediaWikiSource:
    path.write_bytes(data)
    return MediaWikiSource(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mills.xml", DUMP.encode()),
        ("mills.xml.bz2", bz2.compress(DUMP.encode())),
        ("mills.xml.gz", gzip.compress(DUMP.encode())),
        ("no-extension", bz2.compress(DUMP.encode())),
        ("wrong.xml", gzip.compress(DUMP.encode())),
        ("bom.xml", b"\xef\xbb\xbf" + DUMP.encode()),
        ("utf16.xml", b"\xff\xfe" + DUMP.encode("utf-16-le")),
        ("utf16be.xml.bz2", bz2.compress(b"\xfe\xff" + DUMP.encode("utf-16-be"))),
        ("utf16-no-bom.xml.gz", gzip.compress(DUMP.encode("utf-16-le"))),
        ("latin.xml", b"<?xml version='1.0' encoding='iso-8859-1'?>\n" + DUMP.encode("latin-1")),
        ("crlf.xml", DUMP.replace("\n", "\r\n").encode()),
        ("padded.xml.bz2", bz2.compress(DUMP.encode()) + b"\0" * 20),
        ("cut-anywhere.xml.bz2", bz2.compress(DUMP[:1500].encode()) + bz2.compress(DUMP[1500:].encode())),
    ],
)
def test_containers_give_the_same_items(tmp_path: Path, name: str, data: bytes) -> None:
    source = write(tmp_path / name, data)
    assert summary(items(source)) == EXPECTED
    assert source.progress() == (len(data), len(data))


def test_document_fields(tmp_path: Path) -> None:
    source = write(tmp_path / "mills.xml", DUMP.encode())
    found = [item for item in items(source) if isinstance(item, Page)][1]
    document = found.document
    assert document.id == document_id("Müller & Söhne?", "A firm of millers.")
    assert document.title == "Müller & Söhne?"
    assert document.url == "https://en.wikipedia.org/wiki/M%C3%BCller_%26_S%C3%B6hne%3F"
    assert document.source == "mills.xml:page 6"
    assert document.licence == "CC-BY-SA-4.0 AND GFDL-1.3-or-later"
    assert document.language == "en"
    assert [(document.text[link.start : link.end], link.target) for link in document.links] == [("millers", "Mill")]
    mine = MediaWikiSource(tmp_path / "mills.xml", licence="CC0-1.0")
    assert {item.document.licence for item in items(mine) if isinstance(item, Page)} == {"CC0-1.0"}


@pytest.mark.parametrize("name", ["mills.xml", "mills.xml.bz2", "mills.xml.gz"])
@pytest.mark.parametrize("shard_bytes", [1, 300, 2_000, 4_000_000])
def test_items_do_not_depend_on_shard_size(tmp_path: Path, name: str, shard_bytes: int) -> None:
    raw = DUMP.encode()
    packed = {".xml": raw, ".bz2": bz2.compress(raw), ".gz": gzip.compress(raw)}
    (tmp_path / name).write_bytes(packed[Path(name).suffix])
    source = MediaWikiSource(tmp_path / name, shard_bytes=shard_bytes)
    assert summary(items(source)) == EXPECTED
    assert len(list(source.shards())) == {1: 10, 300: 6, 2_000: 2, 4_000_000: 1}[shard_bytes]


def multistream(size: int) -> tuple[bytes, list[int]]:
    """A multistream dump with ``size`` pages a stream, and where each stream of pages starts."""
    data = bz2.compress(HEAD.encode())
    starts = []
    for i in range(0, len(PAGES), size):
        starts.append(len(data))
        data += bz2.compress("".join(PAGES[i : i + size]).encode())
    return data + bz2.compress(TAIL.encode()), starts


@pytest.mark.parametrize("index", ["none", "bz2", "txt", "stale"])
@pytest.mark.parametrize("shard_bytes", [1, 3_000, 4_000_000])
def test_multistream(tmp_path: Path, index: str, shard_bytes: int) -> None:
    data, starts = multistream(2)
    path = tmp_path / "millwiki-latest-pages-articles-multistream.xml.bz2"
    path.write_bytes(data)
    lines = "".join(f"{start}:{i}:Title\n" for i, start in enumerate(starts)).encode()
    stem = tmp_path / "millwiki-latest-pages-articles-multistream-index.txt"
    match index:
        case "bz2":
            stem.with_name(stem.name + ".bz2").write_bytes(bz2.compress(lines))
        case "txt":
            stem.write_bytes(lines)
        case "stale":
            stem.write_bytes(b"17:1:Title\n")
    source = MediaWikiSource(path, shard_bytes=shard_bytes)
    shards = list(source.shards())
    assert isinstance(shards[0], MediaWikiRange)
    assert summary(items(source)) == EXPECTED
    assert source.progress() == (len(data), len(data))


def test_multistream_cut_off_keeps_the_streams_before(tmp_path: Path) -> None:
    data, starts = multistream(2)
    path = tmp_path / "mills-multistream.xml.bz2"
    path.write_bytes(data[: starts[-1] + 60])
    shards = MediaWikiSource(path).shards()
    assert summary(list(next(shards).read())) == EXPECTED[:7]
    with pytest.raises(InputError, match="the bz2 data is cut off after"):
        list(shards)


def test_multistream_damaged_in_the_middle(tmp_path: Path) -> None:
    data, starts = multistream(2)
    path = tmp_path / "mills-multistream.xml.bz2"
    path.write_bytes(data[: starts[1] + 40] + b"\0" * 40 + data[starts[1] + 80 :])
    shards = list(MediaWikiSource(path, shard_bytes=1).shards())
    assert list(shards[0].read()) == []  # the header
    assert summary(list(shards[1].read())) == EXPECTED[:2]
    with pytest.raises(InputError, match="the bz2 data is damaged between bytes"):
        shards[2].read()


@pytest.mark.parametrize("name", ["mills.xml", "mills.xml.gz", "mills-multistream.xml.bz2"])
def test_limit_counts_articles(tmp_path: Path, name: str) -> None:
    data = {"mills.xml": DUMP.encode(), "mills.xml.gz": gzip.compress(DUMP.encode())}.get(name) or multistream(3)[0]
    source = write(tmp_path / name, data)
    assert summary(items(source, limit=1)) == EXPECTED[:1]
    assert summary(items(source, limit=3)) == EXPECTED[:4]
    assert summary(items(source, limit=99)) == EXPECTED


def collect(source: MediaWikiSource) -> tuple[list[str], InputError]:
    found: list[Item] = []
    try:
        for shard in source.shards():
            found += shard.read()
    except InputError as error:
        return summary(found), error
    raise AssertionError("the damage went unnoticed")


@pytest.mark.parametrize("pack", [bytes, bz2.compress, gzip.compress])
def test_cut_inside_a_page(tmp_path: Path, pack: type[bytes]) -> None:
    source = write(tmp_path / "mills.dump", pack(DUMP[: DUMP.index("A firm")].encode()))
    found, error = collect(source)
    assert found == EXPECTED[:4]
    assert error.what == "the dump is cut off inside the page “Müller & Söhne?”"
    assert error.where == "mills.dump"


@pytest.mark.parametrize("pack", [bytes, bz2.compress, gzip.compress])
def test_cut_between_pages(tmp_path: Path, pack: type[bytes]) -> None:
    found, error = collect(write(tmp_path / "mills.dump", pack((HEAD + PAGES[0]).encode())))
    assert found == EXPECTED[:1]
    assert error.what == "the dump is cut off after its last page"


def test_truncated_compression(tmp_path: Path) -> None:
    import random

    noise = random.Random(0)
    pages = [page(f"P{i}", "".join(noise.choices("abcdefgh ", k=4_000)), i) for i in range(400)]
    dump = (HEAD + "".join(pages) + TAIL).encode()
    for name, data in (("a.bz2", bz2.compress(dump, 1)), ("b.gz", gzip.compress(dump))):
        cut = data[: len(data) * 3 // 4]
        found, error = collect(write(tmp_path / name, cut))
        assert 100 < len(found) < 400
        assert f"data is cut off after {len(cut):,} bytes" in str(error)
        assert error.where == f"{name}:{len(cut)}"
        spoilt = data[: len(data) // 2] + b"\xff" * 2_000 + data[len(data) // 2 + 2_000 :]
        found, error = collect(write(tmp_path / name, spoilt))
        assert 0 < len(found) < 400
        assert error.where.startswith(f"{name}:")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 nothing", "the file is not XML"),
        (b"<?xml version='1.0'?><rss></rss>", "the file is XML, but not a MediaWiki export"),
        (b"BZh9 not really", "the bz2 data is damaged"),
        (b"\x1f\x8bnot really", "the gzip data is damaged"),
        (b"", "is empty"),
    ],
)
def test_other_files(tmp_path: Path, data: bytes, what: str) -> None:
    found, error = collect(write(tmp_path / "file.xml", data))
    assert found == []
    assert what in error.what
    assert error.remedy


def test_missing_file(tmp_path: Path) -> None:
    found, error = collect(MediaWikiSource(tmp_path / "none.xml"))
    assert found == []
    assert "cannot be read" in error.what
    with pytest.raises(InputError):
        MediaWikiSource(tmp_path / "none.xml").identity()


def test_page_that_is_not_utf8(tmp_path: Path) -> None:
    data = DUMP.encode().replace(b"A firm", b"A \xfcfirm")
    found = items(write(tmp_path / "mills.xml", data))
    bad = [item for item in found if isinstance(item, Rejected) and item.rule == "encoding"]
    assert [item.source for item in bad] == ["mills.xml:page Müller & Söhne?/6"]
    assert len(found) == len(EXPECTED)


def test_page_without_title_is_rejected(tmp_path: Path) -> None:
    data = HEAD + "<page><id>1</id></page>" + PAGES[0] + TAIL
    assert summary(items(write(tmp_path / "a.xml", data.encode()))) == ["rejected malformed ", EXPECTED[0]]


def test_dump_without_header_or_namespace_numbers(tmp_path: Path) -> None:
    pages = "".join(PAGES[:3]).replace("<ns>0</ns>", "").replace("<ns>1</ns>", "")
    data = '<mediawiki xml:lang="de">' + pages + TAIL
    found = items(write(tmp_path / "a.xml", data.encode()))
    assert summary(found) == EXPECTED[:2]
    assert isinstance(found[0], Page)
    assert (found[0].document.url, found[0].document.licence, found[0].document.language) == ("", "", "de")


def test_last_revision_counts(tmp_path: Path) -> None:
    old = "<revision><id>1</id><text>Old words.</text></revision>"
    data = HEAD + page("Mill", "New words.", 1).replace("    <revision>", f"    {old}\n    <revision>", 1) + TAIL
    assert summary(items(write(tmp_path / "a.xml", data.encode()))) == ["page Mill: New words."]


def test_dump_without_pages(tmp_path: Path) -> None:
    assert items(write(tmp_path / "a.xml", (HEAD + TAIL).encode())) == []
    assert items(write(tmp_path / "a.xml.bz2", bz2.compress((HEAD + TAIL).encode()))) == []


def test_shards_carry_whole_pages(tmp_path: Path) -> None:
    (tmp_path / "a.bz2").write_bytes(bz2.compress(DUMP.encode()))
    shards = list(MediaWikiSource(tmp_path / "a.bz2", shard_bytes=500).shards())
    assert all(isinstance(shard, MediaWikiShard) and shard.data.endswith(b"</page>") for shard in shards)


def test_identity_changes_with_the_file(tmp_path: Path) -> None:
    source = write(tmp_path / "a.xml", DUMP.encode())
    before = source.identity()
    assert before == MediaWikiSource(tmp_path / "a.xml").identity()
    write(tmp_path / "a.xml", DUMP.replace("quern", "quarn").encode())
    assert source.identity() != before


def revision(*parts: str) -> str:
    return "<revision><id>1</id>" + "".join(parts) + "<sha1>x</sha1></revision>"


def text(words: str, attributes: str = 'bytes="9" sha1="x" xml:space="preserve"') -> str:
    return f"<model>wikitext</model><format>text/x-wiki</format><text {attributes}>{words}</text>"


def content(role: str, words: str, model: str = "wikitext") -> str:
    return (
        f'<content><role>{role}</role><origin>1</origin><model>{model}</model><text bytes="9">{words}</text></content>'
    )


@pytest.mark.parametrize(
    ("revisions", "expected"),
    [
        (revision(text("A mill turns."), content("mediainfo", "{}", "wikibase-mediainfo")), "page Mill: A mill turns."),
        (revision(content("extra", "Not this."), text("A mill turns.")), "page Mill: A mill turns."),
        (
            revision(content("a", "No.", "json"), text("A mill turns."), content("b", "No.")),
            "page Mill: A mill turns.",
        ),
        (revision(content("extra", "No."), content("main", "A mill turns.")), "page Mill: A mill turns."),
        (revision(content("extra", "A mill turns.", "json"), text("")), "rejected no_prose Mill"),
        (revision("<content/>", text("A mill turns.")), "page Mill: A mill turns."),
        (revision(text("Old."), content("x", "No.")) + revision(text("A mill turns.")), "page Mill: A mill turns."),
        (revision(text("Old.")) + revision(text("A mill turns."), content("x", "No.")), "page Mill: A mill turns."),
        (revision(text("Write &lt;content&gt; and &lt;text&gt; here.")), "page Mill: Write and here."),
        (
            revision(text("#REDIRECT [[Wheel]]"), content("x", "No.")),
            "redirect Mill > Wheel",
        ),
        (revision('<text bytes="9" deleted="deleted" />'), "rejected deleted Mill"),
        (revision('<text bytes="9" id="4" location="tt:1" />'), "rejected no_text Mill"),
        (revision('<text id="4" bytes="9" />'), "rejected no_text Mill"),
        (revision(text("A mill turns.", 'location="tt:1" bytes="9"')), "page Mill: A mill turns."),
        (revision('<text bytes="0" />'), "rejected no_prose Mill"),
    ],
)
def test_the_main_slot_of_the_last_revision_is_read(tmp_path: Path, revisions: str, expected: str) -> None:
    path = tmp_path / "dump.xml"
    path.write_text(f"{HEAD}<page><title>Mill</title><ns>0</ns><id>1</id>{revisions}</page>{TAIL}")
    assert summary(items(MediaWikiSource(path))) == [expected]


def test_a_page_says_what_was_left_out_of_it(tmp_path: Path) -> None:
    path = tmp_path / "dump.xml"
    path.write_text(HEAD + page("Mill", "A {{mystery|a}} turns. It grinds.") + TAIL)
    (found,) = items(MediaWikiSource(path))
    assert isinstance(found, Page)
    assert found.left_out == {"sentences_with_unknown_parts": 1}
    assert found.unknown_templates == {"mystery": 1}
