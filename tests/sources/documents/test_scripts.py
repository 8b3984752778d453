"""What every reader does with text of other scripts than Latin; and a text is read alike wherever it comes from."""

import json
from pathlib import Path

import pytest

from lemnos.sources.documents.base import Page, Source
from lemnos.sources.documents.folder import FolderSource, parse_text
from lemnos.sources.documents.prose.builder import clean, ends_sentence
from lemnos.sources.documents.table import TableSource
from tests.sources.documents.prose_checks import texts

JAPANESE = ["古い灯台は港の端に立っており、その明かりは", "今も毎晩、船を家まで導いています。"]
KOREAN = ["오래된 등대는 항구 끝에 서 있고, 그 등불은", "지금도 매일 밤 배들을 집으로 이끌어 준다."]
MIXED = ["この文書では FastAPI と", "Starlette の使い方を説明しています。"]

PLAIN = {
    "blank lines": "Clay\n\nClay is a soft earth that hardens in a kiln.\n\nGlaze is a thin coat of glass on a pot.\n",
    "one a line": "Clay is a soft earth that hardens in a kiln.\nGlaze is a thin coat of glass on a pot.\n",
    "wrapped": "Clay is a soft earth that hardens in a kiln, and\nit shrinks as it dries in the sun for some days\n"
    "before it is fired in the kiln.\n\nGlaze is a thin coat of glass.\n",
    "carriage returns": "Clay is a soft earth of the hills.\r\n\r\nGlaze is a thin coat of glass.\r\n",
    "tables": "Clay is a soft earth of the hills.\n\nName    Year    Place\nAnna    1872    Oslo\n\n"
    "Glaze is a thin coat of glass.\n",
    "captions": "Clay is a soft earth of the hills.\n\nA pot in the sun\nZoom\nA pot in the sun\n\nGlaze is a glass.\n",
    "Japanese": "灯台\n\n灯台は港の端に立っており、船を導いている。\n\n塔は石で造られ、遠くから見える。\n",
    "Arabic": "المنارة برج يقف عند طرف الميناء.\n\nيرشد ضوءها السفن كل ليلة إلى الميناء.\n",
    "byte order mark": "\ufeffClay is a soft earth of the hills.\n\nGlaze is a thin coat of glass.\n",
}


def pages(source: Source) -> list[Page]:
    return [item for shard in source.shards() for item in shard.read() if isinstance(item, Page)]


@pytest.mark.parametrize("name", PLAIN)
def test_plain_text_is_the_same_document_in_a_table_and_in_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_bytes(PLAIN[name].encode())
    (tmp_path / "rows.jsonl").write_text(json.dumps({"text": PLAIN[name]}) + "\n")
    (folder,), (table,) = pages(FolderSource(str(tmp_path / "docs"))), pages(TableSource(str(tmp_path / "rows.jsonl")))
    assert folder.document.text == table.document.text != ""
    assert folder.document.paragraphs == table.document.paragraphs
    assert folder.left_out == table.left_out


@pytest.mark.parametrize(
    ("extension", "form"), [(".md", "{}"), (".html", "<p>{}</p>"), (".rst", "{}"), (".txt", "{}\n\nx")]
)
@pytest.mark.parametrize(
    ("lines", "text"),
    [(JAPANESE, "".join(JAPANESE)), (KOREAN, " ".join(KOREAN)), (MIXED, " ".join(MIXED))],
    ids=["ja", "ko", "mixed"],
)
def test_wrapped_lines_are_joined_as_their_script_needs(extension: str, form: str, lines: list[str], text: str) -> None:
    assert texts(parse_text(extension, form.format("\n".join(lines)), str)) == [text]


def test_links_keep_their_place_behind_joined_lines() -> None:
    prose = parse_text(".md", "古い灯台は港の\n[端](pier.md)に立っており、\n船を導いています。", str)
    (link,) = prose.links
    assert prose.text[link.start : link.end] == "端"
    assert prose.text == "古い灯台は港の端に立っており、船を導いています。"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200cष", "क्\u200cष"),
        ("plain\u200cword", "plainword"),
        ("\u200cمتن\u200c ساده", "متن ساده"),
        ("ภาษา\u200bไทย", "ภาษาไทย"),
        ("灯台\n港", "灯台港"),
        ("one\ntwo", "one two"),
    ],
)
def test_invisible_characters_stay_where_they_are_spelling(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize("text", ["次の通り：", "以下：", "التالي:", "終わった。」", "गया।", "ไปแล้ว", "Done.", "So:"])
def test_ends_of_sentences_and_lead_ins_of_every_script(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize(
    "heading", ["参考文献", "外部リンク", "각주", "المراجع", "קישורים חיצוניים", "Zobacz też", "Kaynakça"]
)
def test_sections_of_references_are_dropped_in_many_languages(heading: str) -> None:
    text = f"# T\n\nClay is a soft earth of the hills.\n\n## {heading}\n\nA book about clay and kilns is here.\n"
    assert texts(parse_text(".md", text, str)) == ["Clay is a soft earth of the hills."]


@pytest.mark.parametrize(
    "text", ["यह एक छोटा परिचय है जिसमें कोई विराम चिह्न नहीं", "港、灯台、船、それぞれの歴史と役割について"]
)
def test_text_without_a_full_stop_is_not_taken_for_syntax(text: str) -> None:
    assert texts(parse_text(".md", f"# T\n\n{text}\n", str)) == [text]
