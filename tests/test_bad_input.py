"""Bad input: one clear line and exit code 2, or a record of what was refused; never a traceback."""

import bz2
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lemnos.store.run_folder import existing_run
from tests.builders import prose
from tests.conftest import EVERY, Ended, lemnos

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" xml:lang="en">
  <siteinfo><sitename>Wikipedia</sitename><dbname>enwiki</dbname>
  <base>https://en.wikipedia.org/wiki/Main_Page</base><case>first-letter</case></siteinfo>
"""


def xml_page(number: int, text: str) -> str:
    return (
        f"  <page>\n    <title>Page {number}</title>\n    <ns>0</ns>\n    <id>{number + 1}</id>\n    <revision>\n"
        f"      <id>1</id>\n      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
        f'      <text bytes="9" xml:space="preserve">{text}</text>\n    </revision>\n  </page>\n'
    )


def dump(pages: int = 12, *more: str) -> str:
    texts = [
        "\n\n".join(f"[[Page {(number + part + 1) % pages}]] is near. {prose((number, part))}" for part in range(4))
        for number in range(pages)
    ]
    return HEAD + "".join(xml_page(number, text) for number, text in enumerate([*texts, *more])) + "</mediawiki>\n"


def talk(*inputs: object, out: Path, options: tuple[object, ...] = ()) -> Ended:
    return lemnos("talk", *inputs, "--out", out, "--workers", 1, "--quiet", *EVERY, *options)


def refused(run: Path, stage: str = "documents") -> list[dict[str, Any]]:
    files = sorted((run / "rejected" / stage).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "run"


def test_a_whole_dump_is_no_bad_input(tmp_path: Path, out: Path) -> None:
    (tmp_path / "wiki.xml.bz2").write_bytes(bz2.compress(dump().encode()))
    ended = talk(tmp_path / "wiki.xml.bz2", out=out)
    assert (ended.code, ended.err) == (0, "")
    assert len(list(existing_run(out).read_records("dialogues"))) == 12


@pytest.mark.parametrize("workers", [1, 2])
def test_a_truncated_dump_ends_the_run_and_keeps_what_came_before(tmp_path: Path, out: Path, workers: int) -> None:
    whole = dump()
    middle = whole.index("  <page>\n    <title>Page 6")
    last = bz2.compress(whole[middle:].encode())
    path = tmp_path / "wiki.xml.bz2"
    path.write_bytes(bz2.compress(whole[:middle].encode()) + last[: len(last) // 2])
    ended = lemnos("talk", path, "--out", out, "--workers", workers, "--quiet", *EVERY)
    assert ended.code == 2
    assert "wiki.xml.bz2" in ended.line
    titles = [document["title"] for document in existing_run(out).read_records("documents")]
    assert titles[:6] == [f"Page {number}" for number in range(6)]
    again = lemnos("talk", path, "--out", out, "--workers", workers, "--quiet", *EVERY)
    assert (again.code, again.line) == (ended.code, ended.line)


def test_a_dump_cut_inside_a_page_keeps_the_pages_before(tmp_path: Path, out: Path) -> None:
    whole = dump()
    (tmp_path / "wiki.xml").write_text(whole[: whole.index("<title>Page 7") + 300])
    ended = talk(tmp_path / "wiki.xml", out=out)
    assert ended.code == 2
    assert ended.line == (
        "lemnos: wiki.xml: the dump is cut off inside the page “Page 7”; download it again and compare its checksum"
    )
    titles = [document["title"] for document in existing_run(out).read_records("documents")]
    assert titles == [f"Page {number}" for number in range(7)]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xml", b"this is not XML at all", "a.xml"),
        ("a.xml", b"<html><body>no dump</body></html>", "a.xml"),
        ("a.xml.bz2", b"BZh9 this is no bz2", "a.xml.bz2"),
        ("a.zip", b"PK\x03\x04 broken", "a.zip"),
        ("a.parquet", b"PAR1 broken", "a.parquet"),
        ("a.jsonl.gz", b"\x1f\x8b broken", "a.jsonl.gz"),
        ("a.bin", bytes(range(256)), "a.bin"),
    ],
)
def test_a_file_that_is_not_what_it_seems_is_one_line(
    tmp_path: Path, out: Path, name: str, data: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(data)
    ended = talk(tmp_path / name, out=out)
    assert ended.code == 2
    assert told in ended.line


def test_a_missing_input_is_one_line(tmp_path: Path, out: Path) -> None:
    ended = talk(tmp_path / "none", out=out)
    assert (ended.code, ended.line) == (2, f"lemnos: {tmp_path / 'none'}: no such file or folder; check the path")
    assert not out.exists()


def test_an_empty_folder_is_one_line(tmp_path: Path, out: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = talk(tmp_path / "empty", out=out)
    assert ended.code == 2
    expected = f"lemnos: {tmp_path / 'empty'}: contains no documents; give a folder or archive with .md"
    assert ended.line.startswith(expected)


def test_a_document_of_one_word_is_refused_and_nothing_is_left(tmp_path: Path, out: Path) -> None:
    (tmp_path / "one.md").write_text("Word\n")
    ended = talk(tmp_path / "one.md", out=out)
    assert ended.code == 2
    assert ": no document with prose in it; left out: no_prose 1" in ended.line
    assert [(row["rule"], row["source"]) for row in refused(out)] == [("no_prose", "one.md")]


def test_one_document_alone_makes_no_dialogue_and_says_why(tmp_path: Path, out: Path, wiki: Path) -> None:
    (tmp_path / "one").mkdir()
    shutil.copy(wiki / "sextant.md", tmp_path / "one")
    ended = talk(tmp_path / "one", out=out)
    assert ended.code == 2
    assert f"{out}: no dialogue was made; left out: no_cluster 1 (each with its reason in " in ended.line
    assert "lower talk.cluster.min_documents (now 2) or give more documents that are related" in ended.line
    assert [row["rule"] for row in refused(out, "dialogues")] == ["no_cluster"]


def test_a_file_that_is_not_text_is_refused_and_the_run_goes_on(tmp_path: Path, out: Path, wiki: Path) -> None:
    corpus = shutil.copytree(wiki, tmp_path / "corpus")
    (corpus / "latin.md").write_bytes("Das Café war schön und alle waren da.".encode("latin-1"))
    (corpus / "empty.md").write_bytes(b"")
    ended = talk(corpus, out=out)
    assert ended.code == 0, ended.err
    found = {row["source"].rpartition("/")[2]: row["rule"] for row in refused(out)}
    assert found == {"latin.md": "encoding", "empty.md": "no_prose"}
    report = json.loads((out / "report.json").read_bytes())
    assert report["rejected"]["documents"] == {"encoding": 1, "no_prose": 1}
    assert (report["documents"]["documents"], report["dialogues"]["dialogues"]) == (12, 12)


def test_rows_that_are_no_documents_are_refused_with_their_line(tmp_path: Path, out: Path, wiki: Path) -> None:
    rows = [json.dumps({"title": path.stem, "text": path.read_text()}) for path in sorted(wiki.iterdir())]
    rows[3:3] = ["{broken", "[1, 2]", '{"title": "no text"}', '{"text": 7}', '{"text": "\\ud800 and more words here."}']
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    ended = talk(tmp_path / "a.jsonl", out=out, options=("--map", "format=markdown"))
    assert ended.code == 0, ended.err
    assert [row["source"] for row in refused(out)] == [f"a.jsonl:line {number}" for number in range(4, 9)]


def test_a_mapping_to_a_field_that_is_not_there_is_one_line(tmp_path: Path, out: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "The tide rises."}\n')
    ended = talk(tmp_path / "a.jsonl", out=out, options=("--map", "text=content"))
    assert ended.code == 2
    assert "content" in ended.line
    wrong = talk(tmp_path / "a.jsonl", out=out, options=("--map", "txt=body"))
    assert wrong.code == 2
    assert "unknown field 'txt'" in wrong.line


def test_a_corpus_in_another_language_needs_a_model_writer(tmp_path: Path, out: Path) -> None:
    text = "Der Leuchtturm steht auf der Klippe und warnt die Schiffe vor den Felsen in der Nacht. "
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"{text * 3}\n\n{text * 3}")
    ended = talk(*(tmp_path / f"{number}.txt" for number in range(3)), out=out)
    assert ended.code == 2
    assert "the offline writer writes en only, and no document is in it (found: und 3)" in ended.line
    assert "give a --model to write their user turns" in ended.line
    assert len(list(existing_run(out).read_records("documents"))) == 3


def test_a_language_with_a_region_is_that_language(tmp_path: Path, out: Path, wiki: Path) -> None:
    assert talk(wiki, out=out, options=("--language", "en-GB")).code == 0
    assert len(list(existing_run(out).read_records("dialogues"))) == 12


def test_rows_of_a_link_table_to_nothing_are_counted(tmp_path: Path, out: Path, wiki: Path) -> None:
    (tmp_path / "links.tsv").write_text("sextant\tlatitude\nsextant\tnowhere\nnobody\tlatitude\nonly one name\n")
    ended = talk(wiki, out=out, options=("--links", tmp_path / "links.tsv"))
    assert ended.code == 0, ended.err
    graph = json.loads((out / "report.json").read_bytes())["graph"]
    assert (graph["table_rows"], graph["table_rows_unresolved"]) == (3, 2)
    assert [row["source"] for row in refused(out, "graph")] == ["links.tsv:line 4"]


def test_a_link_table_of_which_nothing_resolves_is_one_line(tmp_path: Path, out: Path, wiki: Path) -> None:
    path = tmp_path / "links.tsv"
    path.write_text("a\tb\nc\td\n")
    ended = talk(wiki, out=out, options=("--links", path))
    assert ended.code == 2
    assert ended.line == (
        f"lemnos: {path}: no row names two of the documents (for example a -> b); "
        "name documents by file name, id or title"
    )


def test_a_missing_link_table_is_told_before_anything_is_read(tmp_path: Path, out: Path, wiki: Path) -> None:
    ended = talk(wiki, out=out, options=("--links", tmp_path / "none.tsv"))
    assert ended.code == 2
    assert ended.line.startswith(f"lemnos: {tmp_path / 'none.tsv'}: no such file")
    assert not out.exists()


def test_a_link_table_that_changed_is_another_run(tmp_path: Path, out: Path, wiki: Path) -> None:
    path = tmp_path / "links.tsv"
    path.write_text("sextant\tlatitude\n")
    assert talk(wiki, out=out, options=("--links", path)).code == 0
    path.write_text("sextant\tlatitude\nlatitude\tpolaris\n")
    ended = talk(wiki, out=out, options=("--links", path))
    assert ended.code == 2
    assert "was created with different settings: talk.links[0] has other content;" in ended.line


def test_a_run_folder_of_other_settings_is_one_line_and_untouched(wiki: Path, finished: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in finished.rglob("*")}
    ended = talk(wiki, out=finished, options=("--seed", 5))
    assert ended.code == 2
    assert ended.line == (
        f"lemnos: {finished}: was created with different settings: seed changed from 0 to 5; "
        "choose another --out, restore the settings, or delete the folder"
    )
    assert {path: path.stat().st_mtime_ns for path in finished.rglob("*")} == before


def test_a_folder_of_somebody_else_is_one_line_and_untouched(tmp_path: Path, wiki: Path) -> None:
    (tmp_path / "thesis.md").write_text("mine")
    ended = talk(wiki, out=tmp_path)
    assert ended.code == 2
    assert ended.line == f"lemnos: {tmp_path}: is neither empty nor a run folder; choose another --out or empty it"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.md"]


def test_an_output_that_cannot_be_written_is_one_line(tmp_path: Path, wiki: Path) -> None:
    (tmp_path / "file").touch()
    ended = talk(wiki, out=tmp_path / "file" / "run")
    assert ended.code == 2
    assert (
        ended.line == f"lemnos: {tmp_path / 'file' / 'run'}: another file or folder is in the way; choose another --out"
    )


def test_a_run_folder_inside_an_input_is_one_line(tmp_path: Path, wiki: Path) -> None:
    corpus = shutil.copytree(wiki, tmp_path / "corpus")
    ended = talk(corpus, out=corpus / "run")
    assert ended.code == 2
    assert ended.line == f"lemnos: {corpus / 'run'}: the run folder is inside an input; choose another --out"
    assert not (corpus / "run").exists()


def test_a_file_in_the_place_of_a_folder_of_the_run_is_one_line(tmp_path: Path, wiki: Path, finished: Path) -> None:
    out = tmp_path / "run"
    out.mkdir()
    shutil.copy(finished / "run.json", out)
    (out / "documents").touch()
    ended = talk(wiki, out=out)
    assert ended.code == 2
    assert "another file or folder is in the way" in ended.line


def test_an_input_without_prose_is_named(tmp_path: Path, out: Path) -> None:
    (tmp_path / "one.md").write_text("Word\n")
    assert "one.md: no document with prose in it" in talk(tmp_path / "one.md", out=out).line


def test_a_page_with_half_a_character_is_no_traceback(tmp_path: Path, out: Path) -> None:
    odd = f"The lone &#xD800; and &amp;#xD800; stand here. {prose('odd')}"
    (tmp_path / "wiki.xml").write_text(dump(12, odd))
    ended = talk(tmp_path / "wiki.xml", out=out)
    assert (ended.code, ended.err) == (0, "")
    assert len(list(existing_run(out).read_records("dialogues"))) >= 12
