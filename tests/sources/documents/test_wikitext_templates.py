"""Templates of unknown meaning, and the words that known ones print in each language."""

import time

import pytest

from lemnos.sources.documents.wikitext.body import Article
from lemnos.sources.documents.wikitext.local import BY_LANGUAGE, EVERYWHERE
from lemnos.sources.documents.wikitext.numbers import grouped, raw
from lemnos.sources.documents.wikitext.parse import Wikitext
from lemnos.sources.documents.wikitext.silent import SILENT, SILENT_BY_LANGUAGE
from lemnos.sources.documents.wikitext.site import Site
from lemnos.sources.documents.wikitext.words import EXPANSIONS

WIKIS: dict[str, Wikitext] = {}


def read(text: str, language: str = "en") -> Article:
    if language not in WIKIS:
        namespaces = ((0, ""), (6, "File"), (14, "Category"))
        WIKIS[language] = Wikitext(Site(f"{language}wiki", "", language, True, namespaces))
    return WIKIS[language].read("Stone Mill", text)


SENTENCES_WITH_A_PART_UNKNOWN = [
    "The word ''{{mystery|grc|mole}}'' means mill.",
    "She was born in {{mystery|Oslo}}.",
    "'''{{mystery|Vesper}}''' is a town.",
    "'''''{{mystery|Vesper}}''''' is a town.",
    "The road from {{mystery|Oslo}}–{{mystery|Bergen}} is long.",
    "L'{{mystery|mill}} is an art.",
    "L’{{mystery|mill}} is an art.",
    "The {{mystery|mill}}'s wheel turns.",
    "The wheel{{mystery|s}} turn.",
    "The mill, {{mystery|x}}, turns.",
    "The [[wheel]]{{mystery|s}} turn.",
    'The mill called "{{mystery|x}}" turns.',
    "'{{mystery|x}}' turns.",
    "The mill—{{mystery|x}}—turns.",
    "The {{mystery|x}}<ref>a</ref> turns.",
    "The <b>{{mystery|x}}</b> turns.",
    "The {{#ifexist:X|a|b}} turns.",
    "The mill in the U.S. {{mystery|x}} turns.",
    "The mill costs ${{mystery|5}} a day.",
    "The mill costs {{mystery|5}}% more.",
    "A {{mystery|stone}}-mill turns.",
    "The f({{mystery|x}}) is a function.",
    "{{mystery|A}} mill turns.",
    "{{mystery|A}}, which turns, grinds.",
    "{{mystery|A}} (a mill) grinds.",
    "{{mystery}} turns daily.",
    "The {{mystery}} turns daily.",
    "The {{mystery|name=a}} turns daily.",
    "The {{mystery|1=a}} turns daily.",
    "The {{mystery_name | a\n}} turns daily.",
    "The mill stands in\n{{mystery|Oslo}}\nnear the river.",
    "The [[mill|{{mystery|a}}]] turns.",
    "The [[{{mystery|a}}]] turns.",
    "The [http://x.org {{mystery|a}}] turns.",
    "The {{lang|fr|{{mystery|a}}}} turns.",
    "The {{nowrap|big {{mystery|a}}}} turns.",
    "The {{mystery|{{lang|fr|a}}}} turns.",
    "The {{mystery|{{other|a}}}} turns.",
    "The {{convert|{{mystery|5}}|km}} road is long.",
    "The {{#invoke:Mill|name|a}} turns.",
    "The {{#property:P31}} turns.",
    "The {{#expr:1+2}} turns.",
    "In {{CURRENTYEAR}} the mill turns.",
    "On {{SITENAME}} the mill turns.",
    "The {{#if:{{mystery|x}}|big|small}} mill turns.",
    "The {{#switch:{{mystery|x}}|a=big|small}} mill turns.",
    "The {{int:mill}} turns.",
    "The {{:Other page}} turns.",
    "The {{User:A/B|c}} turns.",
    "It is known as {{zh|c=x}} there.",
    "As {{harvnb|Miller|1990}} says, it turns.",
    "It is pronounced {{IPAc-fr|m|u}} there.",
    "Dr. {{mystery|A}} built it.",
    "It is, e.g. {{mystery|A}}, big.",
    "“It turns. {{mystery|A}} grinds. It stops”, he said.",
    'He said "it is {{mystery|A}}. Go." and left.',
    "It (a mill. Or {{mystery|x}}. Or (a) quern) turns.",
]


@pytest.mark.parametrize("sentence", SENTENCES_WITH_A_PART_UNKNOWN)
def test_a_sentence_with_an_unknown_template_is_left_out_whole_and_counted(sentence: str) -> None:
    article = read(f"It is old.\n\nThe mill grinds. {sentence} The wheel stops. ")
    assert article.text == "It is old.\n\nThe mill grinds. The wheel stops."
    assert article.left_out == {"sentences_with_unknown_parts": 1}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # alone on its line
        ("{{Mystery|a}}\nIt turns.", "It turns."),
        ("{{Mystery\n| a = b\n}}\nIt turns.", "It turns."),
        ("{{Mystery\n| a = b\n}} '''It''' turns.", "It turns."),
        ("{{Mystery|a=b}}'''It''' turns.", "It turns."),
        ("{{mystery|A}}The mill turns.", "The mill turns."),
        ("{{mystery}} The mill turns.", "The mill turns."),
        ("It turns.\n{{mystery|a}}\nIt stops.", "It turns.\n\nIt stops."),
        ("It turns.\n\n{{Mystery|a}} {{Other}}\n{{Third|b}}", "It turns."),
        ("It turns.\n\n''{{mystery|a}}''\n\nIt stops.", "It turns.\n\nIt stops."),
        ("* {{mystery|a}}\n* Wheel", "Wheel"),
        ("== {{mystery|a}} ==\nIt turns.", "It turns."),
        ("{{#invoke:Box|main|a=b}}\nIt turns.", "It turns."),
        ("{{DEFAULTSORT:Mill, Stone}}\nIt turns.", "It turns."),
        ("{| class=x\n| {{mystery|a}} || b\n|}\nIt turns.", "It turns."),
        ("[[File:A.jpg|thumb|A {{mystery|a}} mill]]\nIt turns.", "It turns."),
        # after the last sentence
        ("It turns. {{mystery|a}}", "It turns."),
        ("It turns. {{coord|1|N|2|E|display=title}}", "It turns."),
        ("It turns.{{mystery|a}}{{other|b}}", "It turns."),
        # footnotes and marks of maintenance
        ("It turns.{{mystery|a|b}} It stops.", "It turns. It stops."),
        ("It turns{{mystery|date=May 2010}}, then stops.", "It turns, then stops."),
        ("It turns {{mystery|date=May 2010|reason=x}} daily.", "It turns daily."),
        ("It turns{{mystery}} daily.", "It turns daily."),
        ("It turns{{citation needed|date=May 2010}} daily.{{sfn|Miller|1990|p=5}} Stop.", "It turns daily. Stop."),
        ("It {{when?}} turns {{clarify needed}} daily {{ref-fr}}.", "It turns daily."),
        ("{{nowrap begin}}It turns{{nowrap end}} daily.", "It turns daily."),
        ("It turns{{#tag:ref|x}} daily.", "It turns daily."),
        ("''{{anchor|a}}''It '''turns''' daily.", "It turns daily."),
        # inside parentheses, only these are left out
        ("The mill ({{mystery|a}}) turns.", "The mill turns."),
        ("The mill ({{mystery|a}}; a quern) turns.", "The mill (a quern) turns."),
        ("The mill (a quern; {{mystery|a}}) turns.", "The mill (a quern) turns."),
        ("The mill (a quern; {{mystery|a}}; old) turns.", "The mill (a quern; old) turns."),
        ("The mill (born {{mystery|a}} in Oslo) turns.", "The mill turns."),
    ],
)  # fmt: skip
def test_a_template_outside_sentences_costs_none(source: str, expected: str) -> None:
    article = read(source)
    assert article.text == expected
    assert "sentences_with_unknown_parts" not in article.left_out


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("ja", "水車は回る。水車は{{謎|粉}}で動く。終わる。", "水車は回る。終わる。"),
        ("ja", "水車は回る。{{要出典|date=2010年}}また止まる。", "水車は回る。また止まる。"),
        ("ja", "水車（{{謎|粉}}）は回る。", "水車は回る。"),
        ("zh", "它转动。它在{{謎|x}}停。它停。", "它转动。它停。"),
        ("ru", "Мельница{{sfn|А|1990}} стоит{{нет АИ|2|2|2010}}. Она {{нечто|в}} городе. Всё.", "Мельница стоит. Всё."),
        ("de", "Sie dreht. Sie steht bzw. {{Rätsel|a}} mahlt. Sie ruht.", "Sie dreht. Sie ruht."),
        ("fr", "Il tourne. L'{{mystère|a}} est un art. Il dort.", "Il tourne. Il dort."),
    ],
)  # fmt: skip
def test_sentences_of_other_languages(language: str, source: str, expected: str) -> None:
    assert read(source, language).text == expected


def test_a_heading_with_an_unknown_template_is_left_out_and_counted() -> None:
    article = read("== The {{mystery|a}} road ==\nIt turns.\n=== Use ===\nIt grinds.\n== {{anchor|b}}End ==\nIt stops.")
    assert [p.section for p in article.paragraphs] == [(), ("Use",), ("End",)]
    assert article.left_out == {"headings_with_unknown_parts": 1}


def test_unknown_templates_are_counted_by_name() -> None:
    article = read("A {{Mystery|a}} b {{mystery|c}}. {{Other|a}}\n\nD {{#invoke:X|y}} e. F ({{third|z}}) g.")
    assert article.unknown_templates == {"mystery": 2, "#invoke": 1, "third": 1}
    assert article.left_out == {"sentences_with_unknown_parts": 2, "parentheses_with_unknown_parts": 1}


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        # links to articles that another wiki has
        ("fr", "{{Lien|A|en|B}}", "A"),
        ("fr", "{{Lien|trad=B|lang=en|fr=A|texte=C}}", "C"),
        ("fr", "{{Lien|lang=en|trad=B|A}}", "A"),
        ("ru", "{{нп5|Джон|Джоном|en|John}} {{нп3|Джон||en|John}} {{не переведено 2|Джон|Джона|en|John}}",
         "Джоном Джон Джона"),
        ("ru", "{{нп5|надо=Джон|текст=Джону|язык=en|есть=John}}", "Джону"),
        ("uk", "{{нп|Млин|млином|en|Mill}}", "млином"),
        ("en", "{{interlanguage link|A|nl|lt=C}} {{ill|A|nl|B}} {{illm|A|nl|B}}", "C A A"),
        ("ja", "{{仮リンク|粉挽き|en|mill|label=粉屋}} {{仮リンク|粉挽き|en|mill}}", "粉屋 粉挽き"),
        ("zh", "{{link-en|磨坊|Mill|石磨}} {{le|磨坊|Mill}} {{tsl|en|Mill|磨坊|石磨}} {{tsl|en|Mill|磨坊}}",
         "石磨 磨坊 石磨 磨坊"),
        ("en", "{{w|Oslo}} {{w|Oslo|the city}}", "Oslo the city"),
        # arguments in the order of the documentation
        ("en", "{{wikt-lang|fr|moulin}} {{langwithname|fr|French|moulin}} {{font color|red|blue|mill}}",
         "moulin moulin mill"),
        ("en", "{{sortname|Ada|Miller|Ada (miller)}} {{sclass|Mill|boat}} {{SMU|U-20|Germany}}",
         "Ada Miller Mill-class boat SM U-20"),
        ("en", "{{bibleverse|1|John|3:16}} {{bibleverse||John|3:16}} {{bibleref|John|3:16}}",
         "1 John 3:16 John 3:16 John 3:16"),
        ("en", "{{nihongo3|mill|製粉所|seifunjo}} {{INRConvert|5|c}} {{JPYConvert|2|m}}",
         "seifunjo (製粉所, mill) ₹5 crore ¥2 million"),
        ("en", "The sound {{IPA|fr|mu}} and {{IPA|/m/}}.", "The sound [mu] and /m/."),
        ("en", "It is pronounced {{respell|MIL|stohn}}. The mill ({{respell|MIL}}) turns.",
         "It is pronounced MIL-stohn. The mill turns."),
        ("en", "A {{audio|a.ogg|mill}} ({{audio|a.ogg|listen}}).", "A mill."),
        ("en", "At {{coord|57|18|22|N|4|27|W}} and {{coord|57.5|-3.5}}.", "At 57°18′22″N 4°27′W and 57.5°N 3.5°W."),
        ("en", "So{{shy}}ft, 5{{nbsp}}km, {{sp|wide}}.", "Soft, 5 km, wide."),
        ("tr", "{{dil|grc|matesis}} bir sözdür.", "matesis bir sözdür."),
        ("de", 'Das {{"|Wort}}, {{enS|mill}}, {{§|1|BGB}}.', "Das „Wort“, englisch mill, § 1 BGB."),
        ("fr", "Au {{s|I|er}}, {{sp-|XV|e|et|XVI|e}}, {{-s|IV}}, le 1{{er}} mai, la 2{{e}}.",
         "Au Ier siècle, XVe et XVIe siècles, IVe siècle av. J.-C., le 1er mai, la 2e."),
        ("fr", "{{unité|12000|m|2|s|-1}}, {{nombre|5000|pas}}, {{date|1|1|2000}}, {{heure|8|30}}, {{citation|mot}}",
         "12 000 m²⋅s⁻¹, 5 000 pas, 1er janvier 2000, 8 h 30, mot"),
        ("fr", "Au {{XIXe siècle}}, le {{Ier siècle}}, {{nombre|5}}.", "Au XIXe siècle, le Ier siècle, 5."),
        ("es", "En el {{siglo|XIX}} y el {{siglo|V|a}}, {{bandera|Noruega}} [[Noruega]].",
         "En el siglo XIX y el siglo V a. C., Noruega."),
        ("fr", "L'{{japonais|ikebana|生け花}} dure.", "L'ikebana (生け花) dure."),
        # Wikivoyage
        ("en", "* {{see | name=Castle | phone=1 | content=Built in 1200.}}\n* {{marker|name=[[Bergen]]}} – port",
         "Castle: Built in 1200.\n\nBergen – port"),
        ("en", "{{pagebanner|a.jpg}}\nA town.\n{{IsPartOf|Norway}}\n{{usablecity}}", "A town."),
        # Wikinews and Wikisource
        ("en", "{{byline|date=May 5|location=Oslo}}\nThe {{w|Stone Mill|mill}} burned.\n{{haveyoursay}}",
         "The mill burned."),
        ("en", "{{di|T}}he {{sc|Mill}} turns.", "The Mill turns."),
        # parser functions
        ("en", "{{#switch:b|a=1|b=two|#default=3}} {{#switch:c|a|c=same|d}} {{#switch:x|a=1|other}}", "two same other"),
        ("en", "{{#ifeq:a|a|yes|no}} {{#ifeq:a|b|yes|no}} {{plural:1|mill|mills}} {{plural:2|mill|mills}}",
         "yes no mill mills"),
        ("en", "{{lc:BIG}} {{uc:small}} {{lcfirst:Big}} {{ucfirst:small}} {{BASEPAGENAME}}",
         "big SMALL big Small Stone Mill"),
        # ruby
        ("ja", "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢字"),
        ("ja", "<ruby><rb>漢</rb><rt>かん</ruby>字 <ruby>漢<rt>かん<rt>じ</ruby>", "漢字 漢"),
        ("ja", "<ruby>漢<rp>（<rt>かん<rp>）</ruby>字", "漢字"),
        ("ja", "{{ruby|漢|かん}}字 {{ルビ|漢|かん}} {{ruby-ja|漢|かん}} {{読み仮名|漢字|かんじ}}",
         "漢字 漢 漢 漢字（かんじ）"),
    ],
)  # fmt: skip
def test_words_of_known_templates(language: str, source: str, expected: str) -> None:
    assert read(source, language).text == expected


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("en", "{{formatnum:12000}}", "12,000"),
        ("de", "{{formatnum:12000}}", "12.000"),
        ("de", "{{formatnum:-1234567.89}}", "-1.234.567,89"),
        ("de", "{{ZAHLENFORMAT:12000}}", "12.000"),
        ("de", "{{Nts|12000}}", "12.000"),
        ("de-CH", "{{formatnum:12000.5}}", "12’000.5"),
        ("fr", "{{formatnum:12000.5}}", "12 000,5"),
        ("sv", "{{formatnum:1234}}", "1 234"),
        ("es", "{{formatnum:1234}} {{formatnum:12345}}", "1234 12 345"),
        ("pl", "{{formatnum:1234}} {{formatnum:12345}}", "1234 12 345"),
        ("hi", "{{formatnum:1234567}}", "12,34,567"),
        ("ta", "{{formatnum:123}} {{formatnum:1234}}", "123 1,234"),
        ("ja", "{{formatnum:12000}}", "12,000"),
        ("en", "{{formatnum:12000|NOSEP}} {{formatnum:12,000.5|R}} {{formatnum:007}}", "12000 12000.5 007"),
        ("de", "{{formatnum:12000.5|NOSEP}} {{formatnum:12.000,5|R}}", "12000,5 12000.5"),
        ("en", "{{formatnum:12000 km}} {{formatnum:12,000}} {{formatnum:}}x", "12,000 km 12,000 x"),
        ("en", "{{formatnum:{{#if:x|12000|1}}}}", "12,000"),
        ("en", "{{convert|12000|km|mi}} {{convert|1,200|ft}}", "12,000 km 1,200 ft"),
        ("en", "{{cvt|9000|-|12000|m}}", "9,000–12,000 m"),
        ("en", "{{convert|12000|km|comma=off}}", "12000 km"),
        ("ja", "{{Convert|12000|m}}", "12,000 m"),
        ("ru", "{{num|12000|км}} {{число|12000}}", "12 000 км 12 000"),
        ("uk", "{{num|12000|км}}", "12 000 км"),
        ("it", "{{M|12000|ul=m}} {{M|5|u=km}}", "12.000 m 5 km"),
        ("fr", "n{{o}} 5, n{{os}} 6", "nº 5, nºs 6"),
    ],
)  # fmt: skip
def test_numbers_have_the_separators_of_the_language(language: str, source: str, expected: str) -> None:
    assert read(source, language).text == expected


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "hi", "de-ch"])
def test_a_number_is_read_back(language: str) -> None:
    assert raw(grouped("1234567.5", language), language) == "1234567.5"


def test_no_silent_template_prints_words() -> None:
    assert not SILENT & (EXPANSIONS.keys() | EVERYWHERE.keys())
    for language, silent in SILENT_BY_LANGUAGE.items():
        assert not silent & BY_LANGUAGE.get(language, {}).keys(), language
    names = [*SILENT, *EXPANSIONS, *EVERYWHERE, *(name for table in BY_LANGUAGE.values() for name in table)]
    assert [name for name in names if name != name.lower().strip() or not name] == []


@pytest.mark.parametrize(
    "unit",
    ["{{a|b}} ", "{{a}}", "''{{a|b}}", "({{a|b}} ", "x. {{a|b}} ", '"{{a|b}}. ', "x (({{a|b}}; ", "\n{{a|b}}\nx",
     "<ruby>a<rt>", "{{#if:{{a|b}}|", "“x {{a}} y. ", "{{#switch:a|b=", "（{{a|b}}；"],
)  # fmt: skip
def test_hostile_templates_take_linear_time(unit: str) -> None:
    source = unit * (1_000_000 // len(unit))
    start = time.process_time()
    read(source)
    assert time.process_time() - start < 8


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("en", "It is cold. Take {{rint|berlin|s1}} to the kiln.", "It is cold."),
        ("ja", "窯は熱い。{{JPN}}の窯は古い。土は赤い。", "窯は熱い。土は赤い。"),
        ("zh", "窯很熱。{{ROC}}的窯很古老。", "窯很熱。"),
        ("ja", "窯は熱い。{{要出典}}土は赤い。", "窯は熱い。土は赤い。"),
    ],
)
def test_a_template_that_stands_for_a_word_costs_its_sentence(language: str, source: str, text: str) -> None:
    assert read(source, language).text == text


@pytest.mark.parametrize(
    ("source", "left_out"),
    [
        ("{{Kiln box\n| heat = 900\n}}\nIt is hot.", {"boxes": 1}),
        ("It is hot.\n\n{{warning|Mind the heat of it.}}\n\n{{warning|Mind the ash.}}", {"boxes": 2}),
        ("It is hot.\n\n{{Kilns of the north}}", {}),
        ("It is hot.\n{| class=x\n| a || b\n{|\n| c\n|}\n|}\n", {"tables": 1}),
        ("It is hot.\n\n''{{Kiln|x}}''\n\n''Heat'' goes.", {"boxes": 1}),
    ],
)
def test_what_stands_alone_is_counted(source: str, left_out: dict[str, int]) -> None:
    assert read(source).left_out == left_out
