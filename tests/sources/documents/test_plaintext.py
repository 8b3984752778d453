"""Plain text to prose."""

from textwrap import fill

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.sources.documents.prose import plaintext
from tests.sources.documents.prose_checks import MARKUP, assert_sound, lines, texts

CLAY = (
    "Clay is a soft earth that hardens when it is fired in a kiln, and it has been used for pots, for bricks "
    "and for tablets since people first lived in villages along the rivers. It shrinks as it dries."
)
GLAZE = (
    "Glaze is a thin coat of glass that melts onto the surface of a pot during the firing. It makes the pot "
    "tight against water, and it gives it a colour that depends on the metals that are in it."
)


def dumped(text: str, indent: int = 3) -> str:
    """Return ``text`` laid out as a text browser does."""
    return fill(text, 74, initial_indent=" " * indent, subsequent_indent=" " * indent)


def page(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def test_one_paragraph_a_line() -> None:
    prose = plaintext.parse(f"Clay\n{CLAY}\n{GLAZE}\n")
    assert texts(prose) == [CLAY, GLAZE]


def test_wrapped_paragraphs_are_joined() -> None:
    prose = plaintext.parse(page("Clay", fill(CLAY, 70), "Glazes", fill(GLAZE, 70)))
    assert prose.title == "Clay"
    assert lines(prose) == [(CLAY, (), "prose"), (GLAZE, ("Glazes",), "prose")]


def test_underlined_and_capital_headings() -> None:
    prose = plaintext.parse(
        page("Clay\n====", fill(CLAY, 70), "Glazes\n------", fill(GLAZE, 70), "AFTERWORD.", "That is all there is.")
    )
    assert prose.title == "Clay"
    assert lines(prose) == [
        (CLAY, (), "prose"),
        (GLAZE, ("Glazes",), "prose"),
        ("That is all there is.", ("AFTERWORD.",), "prose"),
    ]


def test_a_dumped_page() -> None:
    prose = plaintext.parse(
        page(
            "   #copyright",
            "Clay",
            "2007 Selection. Related subjects: Earth; Craft and\nthe like of it",
            "   Clay soil\n   Colour       red\n   Hardness 2 to 3\n   Kingdom: Mineralia\n   (None, 1758)",
            dumped(CLAY),
            "Glazes",
            "   A pot in the museum\n   Enlarge\n   A pot in the museum",
            dumped(GLAZE) + "\n   Two pots with glaze.\n   Enlarge\n   Two pots with glaze.",
            '   Retrieved from " http://example.org/Clay"\n   This article is under a licence that is free.',
        )
    )
    assert prose.title == "Clay"
    assert lines(prose) == [(CLAY, (), "prose"), (GLAZE, ("Glazes",), "prose")]


def test_a_caption_with_another_spelling_or_at_a_lines_end() -> None:
    prose = plaintext.parse(
        page(
            dumped(CLAY),
            "   The center of a pot in the museum.\n   Enlarge\n   The centre of a pot in the museum.\n"
            + dumped(GLAZE),
            "   A kiln in the snow. Enlarge\n   A kiln in the snow.",
            "   A view of the kiln.\n   A view of the kiln.",
        )
    )
    assert texts(prose) == [CLAY, GLAZE]


@pytest.mark.parametrize(
    "block",
    [
        "   Area - Total 3,000 km²",
        "   Kingdom: Animalia\n   Phylum:  Chordata\n   Species: P. leo",
        "   Name         Mass         Radius\n   Sun          1.02         1.4\n   Bb one       0.97         1.2",
        "   This is a featured article. Click here for more information.",
        "   CAPTION: The heat of kilns in winter.",
        "   Main article: Heat of kilns",
        "          E = m c^2 + 1",
        r"          \sin A = \frac{\mbox{opposite}}{\mbox{hypotenuse}}",
        "   Clay is soft;\n   Fire is hot;\n   Pots are brittle;\n   and so am I.",
        "   ^1 The note of the page says this.",
        "   A kiln\n   Enlarge",
    ],
)
def test_what_is_not_prose(block: str) -> None:
    assert texts(plaintext.parse(page(dumped(CLAY), dumped(GLAZE), block))) == [CLAY, GLAZE]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Pots ( or jars ) are old , and new .", "Pots (or jars) are old, and new."),
        ("They fire CaCO[3] and Fe[2]O[3] in it.", "They fire CaCO3 and Fe2O3 in it."),
        ("Pots are old.[12] They break.[3]", "Pots are old. They break."),
        ('They call it " red ware" at home.', 'They call it "red ware" at home.'),
        ("The half- baked pot is pre- and post-fired.", "The half-baked pot is pre- and post-fired."),
        ("Pots are old.^[ citation needed]", "Pots are old."),
        ("The angle is \\alpha and the mass \\mathbf{M} of it.", "The angle is α and the mass M of it."),
        ("Files lie in C:\\temp\\new on the disk.", "Files lie in C:\\temp\\new on the disk."),
        ("The element argv[1] is the first one.", "The element argv[1] is the first one."),
        ("It weighs 22  kg when it is dry.", "It weighs 22 kg when it is dry."),
    ],
)
def test_what_layout_does_to_prose_is_undone(raw: str, text: str) -> None:
    assert texts(plaintext.parse(page(dumped(CLAY), "   " + raw))) == [CLAY, text]


def test_lists() -> None:
    prose = plaintext.parse(
        page(
            dumped(CLAY),
            "   A pot is made in these steps:\n"
            "     * The clay is wedged until it has no air in it and can be thrown\n"
            "       well.\n"
            "     * Asia\n"
            "     * The kiln of the village was in use for a very long time (from 970\n"
            "       - 997) by its potters.\n"
            "    1. The pot is left to dry.\n"
            "          + The glaze is brushed on it.",
        )
    )
    assert lines(prose)[1:] == [
        ("A pot is made in these steps:", (), "prose"),
        ("The clay is wedged until it has no air in it and can be thrown well.", (), "item"),
        ("The kiln of the village was in use for a very long time (from 970 - 997) by its potters.", (), "item"),
        ("The pot is left to dry.", (), "item"),
        ("The glaze is brushed on it.", (), "item"),
    ]


def test_a_quotation_is_kept() -> None:
    quotation = "He said that clay is the mother of all crafts, and that whoever scorns it scorns the earth."
    prose = plaintext.parse(page(dumped(CLAY), dumped(quotation, 10), dumped(GLAZE)))
    assert texts(prose) == [CLAY, quotation, GLAZE]


def test_a_sentence_runs_on_over_a_unit_that_may_not_be_parted() -> None:
    raw = page(
        dumped(CLAY),
        "   The first kiln of the village that we know of was fired for more than\n   216 km³/yr of gas in it.",
        dumped(GLAZE),
    )
    assert texts(plaintext.parse(raw))[1].endswith("was fired for more than 216 km³/yr of gas in it.")


def test_sections_of_references_go() -> None:
    prose = plaintext.parse(page("Clay", fill(CLAY, 70), "References", fill(GLAZE, 70), "Uses", "It is used for pots."))
    assert lines(prose) == [(CLAY, (), "prose"), ("It is used for pots.", ("Uses",), "prose")]


def test_what_stands_around_a_book_goes() -> None:
    raw = page(
        "The Book of Clay, a licence",
        "*** START OF THE PROJECT GUTENBERG EBOOK CLAY ***",
        fill(CLAY, 70),
        "*** END OF THE PROJECT GUTENBERG EBOOK CLAY ***",
        "The licence says that this is free.",
    )
    assert texts(plaintext.parse(raw)) == [CLAY]


@given(MARKUP)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert_sound(plaintext.parse(text))
    assert_sound(plaintext.parse(page(dumped(CLAY), text, dumped(GLAZE))))


@given(st.lists(st.sampled_from([CLAY, GLAZE]), min_size=1, max_size=6), st.integers(40, 100), st.integers(0, 8))
@settings(deadline=None)
def test_prose_of_any_width_and_indentation_is_kept(paragraphs: list[str], width: int, indent: int) -> None:
    raw = page(*(fill(p, width, initial_indent=" " * indent, subsequent_indent=" " * indent) for p in paragraphs))
    assert texts(plaintext.parse(raw)) == paragraphs


def test_a_paragraph_with_leftover_markup_is_no_prose() -> None:
    spoilt = GLAZE.replace("during", "</ref> during")
    assert texts(plaintext.parse(page("Clay", fill(CLAY, 70), fill(spoilt, 70), fill(GLAZE, 70)))) == [CLAY, GLAZE]


SCRIPTS = {
    "ja": (
        "灯台の歴史",
        "この灯台は百年前に建てられ、長い間、港に入る船を導いてきました。塔は嵐の夜にも遠くから見えます。",
    ),
    "zh": (
        "灯塔的历史",
        "这座灯塔建于一百年前，长期以来一直为进入港口的船只指引方向。石塔在暴风雨的夜晚也能从远处看到。",
    ),
    "th": ("ประวัติประภาคาร", "ประภาคารแห่งนี้สร้างขึ้นเมื่อร้อยปีก่อน และนำทางเรือเข้าสู่ท่าเรือมานาน หอคอยหินมองเห็นได้จากระยะไกล"),
    "ko": (
        "등대의 역사",
        "이 등대는 백 년 전에 세워졌으며 오랫동안 항구로 들어오는 배들을 인도해 왔다. 탑은 밤에도 멀리서 보인다.",
    ),
    "he": (
        "תולדות המגדלור",
        "המגדלור נבנה לפני מאה שנה ומזה זמן רב הוא מנחה את הספינות אל הנמל. המגדל נראה מרחוק גם בלילות סערה.",
    ),
    "ar": (
        "تاريخ المنارة",
        "بنيت المنارة قبل مئة عام وهي ترشد السفن الداخلة إلى الميناء منذ زمن بعيد. ويرى البرج من بعيد في الليل.",
    ),
    "hi": (
        "प्रकाशस्तंभ का इतिहास",
        "यह प्रकाशस्तंभ सौ साल पहले बना था और लंबे समय से जहाजों को रास्ता दिखाता है। मीनार रात में दूर से दिखती है।",
    ),
    "el": (
        "Ιστορία του φάρου",
        "Ο φάρος χτίστηκε πριν από εκατό χρόνια και οδηγεί τα πλοία στο λιμάνι. Ο πύργος φαίνεται από μακριά.",
    ),
    "ru": (
        "История маяка",
        "Маяк построили сто лет назад, и с тех пор он ведёт корабли в гавань. Башню видно издалека и ночью.",
    ),
}


def wrapped(text: str, width: int) -> str:
    """Return ``text`` wrapped at ``width``, between letters where its script allows that."""
    if " " in text and not text.startswith("ประ"):
        return fill(text, width)
    return "\n".join(text[start : start + width].strip() for start in range(0, len(text), width))


@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("width", [26, 1000])
def test_every_script_is_read(language: str, width: int) -> None:
    heading, text = SCRIPTS[language]
    prose = plaintext.parse(page(heading, wrapped(text, width), heading, wrapped(text, width)))
    assert prose.title == heading
    assert [part.replace(" ", "") for part in texts(prose)] == [text.replace(" ", "")] * 2
    if language in ("ja", "zh"):
        assert texts(prose) == [text] * 2


def test_letters_of_another_script_in_parentheses_make_no_sentence() -> None:
    assert texts(plaintext.parse(page(CLAY, "Northern Potters Guild (北方陶工行会)"))) == [CLAY]


@pytest.mark.parametrize("word", ["Enlarge", "Vergrößern", "拡大", "Zoom"])
def test_captions_are_known_by_their_repetition_whatever_word_stands_between(word: str) -> None:
    caption = "   Two pots with glaze on a shelf in the sun"
    text = page(dumped(CLAY), f"{dumped(GLAZE)}\n{caption}\n   {word}\n{caption}", dumped(GLAZE))
    prose = plaintext.parse(text)
    assert texts(prose) == [CLAY, GLAZE, GLAZE]
    assert prose.left_out == {"captions": 1}


def test_a_word_after_the_sentence_of_a_caption_stands_between() -> None:
    text = page(dumped(CLAY), "   Two pots stand in the sun. Zoom\n   Two pots stand in the sun.", dumped(GLAZE))
    assert texts(plaintext.parse(text)) == [CLAY, GLAZE]


def test_the_word_that_stands_between_captions_is_kept_in_sentences() -> None:
    sentence = "Potters enlarge the kiln every year, since the pots that they make there get larger and larger. Enlarge"
    text = page(dumped(sentence + " the kiln."), dumped(CLAY))
    assert texts(plaintext.parse(text)) == [sentence + " the kiln.", CLAY]


def test_a_caption_of_several_lines_that_is_repeated_at_once_is_left_out() -> None:
    caption = dumped("Two pots with glaze stand on a shelf in the sun, in front of a kiln that was built of brick.")
    prose = plaintext.parse(page(dumped(CLAY), f"{caption}\n{caption}", dumped(GLAZE)))
    assert texts(prose) == [CLAY, GLAZE]
    assert prose.left_out == {"captions": 1}


def test_a_long_paragraph_that_occurs_twice_is_kept() -> None:
    long = " ".join([CLAY, GLAZE] * 2)
    assert texts(plaintext.parse(f"{long}\n{long}\n{CLAY}\n")) == [long, long, CLAY]


def test_a_sentence_that_begins_like_the_one_before_is_no_caption() -> None:
    text = "Clay that is fired is hard.\nClay that is fired is old.\nClay that is fired is red.\n"
    assert texts(plaintext.parse(text)) == text.splitlines()


def test_what_is_left_out_is_counted() -> None:
    rows = "   Name      Year      Place\n   Anna      1872      Oslo\n   Bert      1880      Bergen"
    prose = plaintext.parse(page(dumped(CLAY), rows, "   Coordinates: 12 N, 40 E", dumped(GLAZE)))
    assert texts(prose) == [CLAY, GLAZE]
    assert prose.left_out == {"lines_without_sentences": 2, "page_furniture": 1, "table_rows": 1}
