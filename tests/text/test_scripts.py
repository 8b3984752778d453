"""Length, capitals and punctuation of text in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.text.scripts import capitals, count_words, has_unspaced, is_letters, is_unspaced, punctuation, unbroken

PARALLEL = {
    "en": "The old lighthouse stands at the end of the harbour, and its lamp still guides the boats home every night.",
    "zh": "古老的灯塔矗立在港口的尽头，它的灯光至今仍然每晚指引着船只回家。",
    "ja": "古い灯台は港の端に立っており、その明かりは今も毎晩、船を家まで導いています。",
    "ko": "오래된 등대는 항구 끝에 서 있고, 그 등불은 지금도 매일 밤 배들을 집으로 이끌어 준다.",
    "th": "ประภาคารเก่าตั้งอยู่ที่ปลายท่าเรือ และแสงไฟของมันยังคงนำทางเรือกลับบ้านทุกคืน",
    "ar": "تقف المنارة القديمة عند طرف الميناء، ولا يزال مصباحها يرشد القوارب إلى ديارها كل ليلة.",
    "he": "המגדלור הישן עומד בקצה הנמל, והמנורה שלו עדיין מנחה את הסירות הביתה בכל לילה.",
    "hi": "पुराना प्रकाशस्तंभ बंदरगाह के छोर पर खड़ा है, और उसका दीपक आज भी हर रात नावों को घर का रास्ता दिखाता है।",
    "el": "Ο παλιός φάρος στέκεται στην άκρη του λιμανιού και το φως του οδηγεί ακόμα τις βάρκες στο σπίτι κάθε βράδυ.",
    "ru": "Старый маяк стоит в конце гавани, и его огонь до сих пор каждую ночь указывает лодкам дорогу домой.",
    "tr": "Eski deniz feneri limanın ucunda duruyor ve ışığı hâlâ her gece teknelere eve dönüş yolunu gösteriyor.",
}
"""One sentence, of our own wording, in several languages."""


@pytest.mark.parametrize("language", PARALLEL)
def test_the_same_sentence_is_about_as_long_in_every_script(language: str) -> None:
    assert 0.65 <= count_words(PARALLEL[language]) / count_words(PARALLEL["en"]) <= 1.35


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("one two  three", 4),
        ("café au lait", 3),
        ("“Go,” he said — twice.", 5),
        ("你", 1),
        ("使用 API 的方法", 4),
        ("東京タワー", 2),
        ("ሰላም፡ለዓለም", 2),
        ("한국어 문장", 2),
    ],
)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(alphabet="ab é“中のไ\n"), st.integers(0, 9), st.integers(0, 9))
def test_words_of_a_slice_are_those_of_its_text(text: str, start: int, end: int) -> None:
    assert count_words(text, start, end) == count_words(text[start:end])


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("plain", False),
        ("“quoted” — é", False),
        ("हिन्दी", False),
        ("한국어", False),
        ("中", True),
        ("ไทย", True),
        ("か", True),
    ],
)
def test_scripts_without_spaces_are_known(text: str, has: bool) -> None:
    assert has_unspaced(text) == has


@pytest.mark.parametrize("letter", "中々ひカーｶไລខမཀㄅ")
def test_letters_of_scripts_without_spaces(letter: str) -> None:
    assert is_unspaced(letter)


@pytest.mark.parametrize("mark", "、。「」，！ ー"[:-1])
def test_punctuation_is_no_letter(mark: str) -> None:
    assert not is_unspaced(mark)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Łódź Ćma żółw ślimak", 2),
        ("Čapek řeka", 1),
        ("İzmir ışık", 1),
        ("Αθήνα είναι ωραία", 1),
        ("Москва город", 1),
        ("ā œuvre ñ", 0),
        ("中文 عربي עברית हिन्दी 한국어 ქართული", 0),
    ],
)
def test_only_capitals_count_as_capitals(text: str, count: int) -> None:
    assert capitals(text.split()) == count


@pytest.mark.parametrize(
    ("word", "are"),
    [
        ("word", True),
        ("x1", False),
        ("", False),
        ("हिन्दी", True),
        ("العربية", True),
        ("中国、日本", True),
        ("价格2", False),
    ],
)
def test_vowel_signs_and_punctuation_of_a_script_are_letters(word: str, are: bool) -> None:
    assert is_letters(word) == are


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("one\ntwo", "one\ntwo"),
        ("改行された\n文です。\n次の文", "改行された文です。次の文"),
        ("使用\nAPI", "使用\nAPI"),
        ("한국어\n문장", "한국어\n문장"),
        ("ภาษา\nไทย", "ภาษาไทย"),
    ],
)
def test_lines_of_scripts_without_spaces_are_joined_without_one(lines: str, joined: str) -> None:
    assert unbroken(lines) == joined


@pytest.mark.parametrize("mark", "“”—…·«»،؛؟।॥۔、。，！「」։׃፡\u200d")
def test_marks_of_all_scripts_are_punctuation(mark: str) -> None:
    assert punctuation().fullmatch(mark)


@pytest.mark.parametrize("letter", "éßıяعא״中々のไ한ि")
def test_letters_are_not_punctuation(letter: str) -> None:
    assert not punctuation().match(letter)
