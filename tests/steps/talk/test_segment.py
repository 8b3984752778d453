"""Segments: slices of the document to the letter, of prose only, of a size that an answer has."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import Document, Link, Paragraph
from lemnos.steps.talk.documents.segment import Segment, SegmentSettings, is_prose, segment
from lemnos.text.scripts import count_words
from lemnos.text.sentences import sentence_ends
from tests.builders import document, prose, sentence

SETTINGS = SegmentSettings()


def texts(*parts: str | tuple[tuple[str, ...], str]) -> list[str]:
    return [part.text for part in segment(document("Title", *parts), SETTINGS)]


def check_slices(made: Document, segments: tuple[Segment, ...]) -> None:
    """Assert what holds of the segments of any document."""
    before = 0
    for part in segments:
        assert made.text[part.start : part.end] == part.text
        assert part.text == part.text.strip() != ""
        assert part.start >= before
        before = part.end
        inside = [p for p in made.paragraphs if p.start < part.end and part.start < p.end]
        assert {p.section for p in inside} == {part.section}
        assert all(is_prose(made.text[p.start : p.end]) for p in inside)
        first, last = inside[0], inside[-1]
        borders = {end for p in inside for end in sentence_ends(made.text, p.start, p.end)}
        assert part.start == first.start or made.text[first.start : part.start].rstrip() in {
            made.text[first.start : end] for end in borders
        }
        assert part.end == last.end or part.end in borders
        assert all(part.text.find(anchor.text) >= 0 and anchor.text for anchor in part.anchors)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    rng = random.Random(draw(st.integers(0, 10_000)))
    sections = [(), ("History",), ("History", "Early"), ("Use",)]
    parts: list[tuple[tuple[str, ...], str]] = []
    for number in draw(st.lists(st.integers(0, 14), max_size=8)):
        kind = draw(st.sampled_from(["prose", "prose", "prose", "label", "lead-in", "names", "one sentence"]))
        text = {
            "prose": " ".join(sentence(rng, rng.randint(4, 30)) for _ in range(number + 1)),
            "label": "See also",
            "lead-in": "The parts of it are these:",
            "names": "Amber Birch, Cedar Delta, Ember Flint and Garnet Hazel Ivory.",
            "one sentence": sentence(rng, 130),
        }[kind]
        parts.append((draw(st.sampled_from(sections)), text.replace(" birch", " [[birch]]")))
    return document("Title", *sorted(parts, key=lambda part: part[0]))


@settings(max_examples=60, deadline=None)
@given(documents(), st.sampled_from([SETTINGS, SegmentSettings(min_words=5, max_words=20, keep_words=3)]))
def test_segments_are_ordered_slices_of_whole_sentences_of_one_section(made: Document, chosen: SegmentSettings) -> None:
    segments = segment(made, chosen)
    check_slices(made, segments)
    for part in segments:
        words = count_words(part.text)
        longest = max(
            count_words(part.text[a:b].strip())
            for a, b in zip([0, *sentence_ends(part.text)], sentence_ends(part.text), strict=False)
        )
        assert words >= chosen.keep_words
        # An even share may be overshot by half of the sentence that crosses it.
        assert words <= max(1.25 * chosen.max_words, chosen.max_words + longest / 2 + 1, longest)


@settings(max_examples=30, deadline=None)
@given(documents())
def test_every_link_with_words_is_an_anchor_of_the_segment_it_stands_in(made: Document) -> None:
    segments = segment(made, SETTINGS)
    found = {anchor.link: number for number, part in enumerate(segments) for anchor in part.anchors}
    for place, link in enumerate(made.links):
        inside = [n for n, part in enumerate(segments) if part.start <= link.start and link.end <= part.end]
        assert found.get(place) == (inside[0] if inside else None)


def test_a_paragraph_of_the_right_size_is_a_segment() -> None:
    assert texts(prose(1, 60), prose(2, 48)) == [prose(1, 60), prose(2, 48)]


def test_short_paragraphs_of_a_section_are_merged() -> None:
    assert texts(prose(1, 24), prose(2, 24), prose(3, 60)) == [f"{prose(1, 24)}\n\n{prose(2, 24)}", prose(3, 60)]
    assert texts(prose(1, 60), prose(2, 24)) == [f"{prose(1, 60)}\n\n{prose(2, 24)}"]


def test_paragraphs_of_two_sections_are_not_merged() -> None:
    assert texts((("A",), prose(1, 24)), (("B",), prose(2, 24))) == [prose(1, 24), prose(2, 24)]


def test_merging_does_not_make_a_segment_too_long() -> None:
    assert texts(prose(1, 96), prose(2, 24)) == [prose(1, 96), prose(2, 24)]


def test_a_long_paragraph_is_split_evenly_at_sentence_ends() -> None:
    long = prose(1, 240)
    parts = texts(long)
    assert [count_words(part) for part in parts] == [84, 84, 72]
    assert " ".join(parts) == long


def test_one_long_sentence_stays_whole() -> None:
    long = sentence(random.Random(1), 200)
    assert texts(long) == [long]


@pytest.mark.parametrize(
    "text",
    [
        "See also",
        "The parts of it are these:",
        "Amber Birch, Cedar Delta, Ember Flint, Garnet Hazel and Ivory Juniper.",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16.",
        "too short.",
        ", born in the year 1950, was a sailor of the northern sea.",
        "– and so they went on to the harbour, which was closed.",
        "• the first of the many items in this list of items.",
        ") was a ship of the line that sailed in the northern sea.",
        "The ship was lost in the northern",
        "",
        " ",
    ],
)
def test_what_does_not_read_as_prose_is_left_out(text: str) -> None:
    assert not is_prose(text)
    assert texts(prose(1), text, prose(2)) == [prose(1), prose(2)]


@pytest.mark.parametrize(
    "text",
    [
        "The tide rises twice a day.",
        "“The tide rises twice a day,” she said.",
        "He asked: “Does the tide rise twice?”",
        "In 1950 it rose 3 metres above the quay.",
        "(The tide rises twice a day.)",
        "¿Sube la marea dos veces al día?",
        "$5 was a good price for a ship in those days.",
        "Прилив поднимается два раза в день.",
        "James Cook sailed with the Endeavour to New Zealand and the coast of Australia.",
    ],
)
def test_prose_is_recognised(text: str) -> None:
    assert is_prose(text)


def test_a_slice_never_runs_across_what_is_left_out() -> None:
    assert texts(prose(1, 24), "See also", prose(2, 24)) == [prose(1, 24), prose(2, 24)]


def test_a_scrap_without_a_neighbour_is_left_out() -> None:
    scrap = "It is a small sea bird."
    assert texts((("A",), scrap), (("B",), prose(1))) == [prose(1)]


@pytest.mark.parametrize(
    "text",
    [
        "For the classes of ports that this page does not name, see the list of shared classes.",
        "To learn how a lock is filled in winter and in summer, refer to the manual of version 2.1 of the lock.",
        "See also the table of tides, the table of winds and the list of harbours of the coast.",
    ],
)
def test_a_sentence_that_only_points_to_another_page_is_no_answer(text: str) -> None:
    assert segment(document("Port", text), SETTINGS) == ()
    assert len(segment(document("Port", f"{text} The port was dug in 1801 and filled in again."), SETTINGS)) == 1


def test_a_document_without_prose_has_no_segments() -> None:
    assert texts() == texts("Word") == []


def test_links_out_of_order_and_links_without_words_find_their_segments() -> None:
    first, second = prose(1), prose(2)
    text = f"{first}\n\n{second}"
    at = len(first) + 2
    made = Document(
        id="x",
        title="T",
        source="s",
        text=text,
        paragraphs=(Paragraph(0, len(first)), Paragraph(at, len(text))),
        links=(Link(at + 4, at + 8, "b"), Link(0, 0, "whole"), Link(4, 9, "a"), Link(len(first) - 2, at + 3, "across")),
    )
    parts = segment(made, SETTINGS)
    assert [[(anchor.link, anchor.text) for anchor in part.anchors] for part in parts] == [
        [(2, text[4:9])],
        [(0, text[at + 4 : at + 8])],
    ]


def test_a_document_begins_where_it_names_its_topic() -> None:
    aside = "Not to be confused with the strait of the same name, which is elsewhere."
    lead = "The Amber Canal is a waterway that " + "carries barley and timber down to the coast " * 5 + "every day."
    made = segment(document("Amber Canal (waterway)", aside, lead), SegmentSettings())
    assert [part.text for part in made] == [lead]


def test_a_long_first_paragraph_is_kept_though_it_does_not_name_the_topic() -> None:
    first = "Boats have " + "carried barley and timber down to the coast for ages and " * 5 + "still do."
    made = segment(document("Amber Canal", first, "The Amber Canal is old and wide."), SegmentSettings())
    assert made[0].text.startswith("Boats have")


SENTENCES = {
    "ja": "古い灯台は港の端に立っており、その明かりは今も毎晩、船を家まで導いています。",
    "zh": "古老的灯塔矗立在港口的尽头，它的灯光至今仍然每晚指引着船只安全地回家。",
    "ko": "오래된 등대는 항구 끝에 서 있고, 그 등불은 지금도 매일 밤 배들을 집으로 이끌어 준다.",
    "th": "ประภาคารเก่าตั้งอยู่ที่ปลายท่าเรือและแสงไฟของมันยังคงนำทางเรือกลับบ้านทุกคืน",
    "km": "ប៉មភ្លើងចាស់ឈរនៅចុងកំពង់ផែ ហើយចង្កៀងរបស់វានៅតែនាំទូកត្រឡប់មកផ្ទះវិញរៀងរាល់យប់។",
    "my": "မီးပြတိုက်ဟောင်းသည် ဆိပ်ကမ်းအစွန်းတွင် ရပ်တည်နေပြီး ၎င်း၏မီးသည် လှေများကို အိမ်သို့ လမ်းပြနေဆဲဖြစ်သည်။",
    "ar": "تقف المنارة القديمة عند طرف الميناء، ولا يزال مصباحها يرشد القوارب إلى ديارها كل ليلة.",
    "he": "המגדלור הישן עומד בקצה הנמל, והמנורה שלו עדיין מנחה את הסירות הביתה בכל לילה.",
    "hi": "पुराना प्रकाशस्तंभ बंदरगाह के छोर पर खड़ा है और उसका दीपक आज भी हर रात नावों को घर का रास्ता दिखाता है।",
    "ta": "பழைய கலங்கரை விளக்கம் துறைமுகத்தின் முனையில் நிற்கிறது, அதன் ஒளி இன்றும் படகுகளை வழிநடத்துகிறது.",
    "el": "Ο παλιός φάρος στέκεται στην άκρη του λιμανιού και το φως του οδηγεί ακόμα τις βάρκες στο σπίτι.",
    "hy": "Հին փարոսը կանգնած է նավահանգստի ծայրին, և նրա լույսը դեռ ամեն գիշեր նավակները տուն է ուղեկցում։",
    "ka": "ძველი შუქურა ნავსადგურის ბოლოს დგას და მისი სინათლე დღესაც ყოველ ღამე ნავებს სახლისკენ უჩვენებს გზას.",
    "am": "አሮጌው የመብራት ቤት በወደቡ ጫፍ ላይ ቆሟል፣ መብራቱም እስከ ዛሬ በየሌሊቱ ጀልባዎችን ወደ ቤት ይመራል።",
    "pl": "Żółta łódź śpi u źródła, a jej światło wciąż każdej nocy prowadzi łodzie do domu.",
    "cs": "Černý člun čeká u řeky a jeho světlo stále každou noc vede lodě šťastně domů.",
    "tr": "Işıklı eski deniz feneri limanın ucunda duruyor ve ışığı hâlâ her gece teknelere yolu gösteriyor.",
    "ru": "Старый маяк стоит в конце гавани, и его огонь до сих пор каждую ночь указывает лодкам дорогу домой.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_paragraph_of_every_script_is_prose(language: str) -> None:
    assert is_prose(SENTENCES[language])


@pytest.mark.parametrize("language", SENTENCES)
def test_long_paragraphs_of_every_script_are_split_at_sentences_into_answers_of_the_usual_length(language: str) -> None:
    (text,) = {SENTENCES[language]}
    paragraph = (" " if "။" not in text else "").join([text] * 40)
    segments = segment(document("Title", paragraph), SETTINGS)
    assert len(segments) > 3
    for part in segments:
        assert part.text.startswith(text[:12])
        assert part.text.endswith(text[-5:])
        assert SETTINGS.min_words / 2 <= count_words(part.text) <= 1.3 * SETTINGS.max_words


@pytest.mark.parametrize(
    "text",
    [
        "東京、大阪、名古屋、京都、神戸、札幌",
        "目次",
        "المحتويات والفهرس",
        "Αθήνα Πάτρα Λάρισα Βόλος Χανιά Κοζάνη.",
        "Москва Казань Омск Пермь Уфа Тверь.",
        "Łódź Kraków Żywiec Śrem Ćmielów Poznań.",
        "次の手順は以下の通りです：",
        "2020: 1,204; 2021: 3,422; 2022: 8,832; 年。",
    ],
)
def test_headings_lead_ins_and_lists_of_names_are_no_prose_in_any_script(text: str) -> None:
    assert not is_prose(text)


def test_quotations_of_other_scripts_are_not_cut() -> None:
    said = "彼は「" + "灯台は古い。しかし、その光は今も船を導いている。" * 3 + "」と言った。"
    segments = segment(document("Title", said * 6), SETTINGS)
    assert len(segments) > 1
    assert all(part.text.count("「") == part.text.count("」") for part in segments)


@pytest.mark.parametrize(
    "text", ["「灯台」は港にあり、船を導いています。", "¿Dónde está el faro que guía?", "₹500 is what the lamp costs."]
)
def test_prose_may_start_behind_marks(text: str) -> None:
    assert is_prose(text)
