import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.sources.documents.wikitext.body import Article
from lemnos.sources.documents.wikitext.math import plain
from lemnos.sources.documents.wikitext.parse import Wikitext
from lemnos.sources.documents.wikitext.site import Site

NAMESPACES = ((0, ""), (2, "User"), (6, "File"), (10, "Template"), (14, "Category"))
ENGLISH = Wikitext(Site("enwiki", "https://en.example.org/wiki/", "en", True, NAMESPACES))


def read(text: str) -> Article:
    return ENGLISH.read("Stone Mill", text)


def paragraphs(article: Article) -> list[str]:
    return [article.text[p.start : p.end] for p in article.paragraphs]


def links(article: Article) -> list[tuple[str, str]]:
    return [(article.text[link.start : link.end], link.target) for link in article.links]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # emphasis
        ("A '''bold''' and ''slanted'' and '''''both''''' word.", "A bold and slanted and both word."),
        ("''The Mill'''s wheel turns.", "The Mill's wheel turns."),
        # comments and references
        ("One<!-- hidden --> two.", "One two."),
        ("One\n<!-- a line of its own -->\ntwo.", "One two."),
        ("One.<ref>{{cite book|title=A}}</ref> Two.<ref name=a/> Three.", "One. Two. Three."),
        ('One.<ref name="a>b">text</ref> Two.<ref name="c>d"/> Three.', "One. Two. Three."),
        ("One.<ref>text <!-- x --> with <b>tags</b></ref> Two.", "One. Two."),
        ("One.<ref>never closed\nTwo.<ref>closed</ref> Three.", "One. Two. Three."),
        ("One.<ref>never closed <ref>closed</ref> Two.", "One. Two."),
        # literal text and code
        ("Write <nowiki>[[x]] and ''y''</nowiki> so.", "Write [[x]] and ''y'' so."),
        ("Call <code>run()</code> first.", "Call run() first."),
        ("Code: <syntaxhighlight lang=c inline>a[0]</syntaxhighlight> reads.", "Code: a[0] reads."),
        ("Before.\n<pre>\nint x;\n</pre>\nAfter.", "Before.\n\nAfter."),
        ("Before.<gallery>\nFile:A.jpg|A\n</gallery>", "Before."),
        ("Before.\n\n int main() {\n   x\n }\n\nAfter.", "Before.\n\nAfter."),
        # HTML
        ("One<br>two<br/>three.", "One two three."),
        ("<div style='color:red'>Words <span lang=\"fr\">mots</span></div>", "Words mots"),
        ("H<sub>2</sub>O, 10<sup>-3</sup> m<sup>2</sup>, e<sup>x</sup>, 19<sup>th</sup>", "H₂O, 10⁻³ m², e^x, 19th"),
        ("<poem>\nRoses are red\nViolets blue\n</poem>", "Roses are red / Violets blue"),
        ("He said: <blockquote>Grind.</blockquote> Then left.", "He said:\n\nGrind.\n\nThen left."),
        ("<table><tr><td>cell <table></table></td></tr></table>Words.", "Words."),
        ("If a < b and b <c then.", "If a < b and b <c then."),
        # formulas
        ("Energy <math>E = mc^2</math> holds.", "Energy E = mc² holds."),
        ("First. The matrix <math>\\begin{pmatrix}1\\end{pmatrix}</math> is one. Last.", "First. Last."),
        ("The area is\n:<math>\\frac{a}{2}</math>\nwhere a is a side.", "The area is a/2 where a is a side."),
        # entities
        ("A&nbsp;b &ndash; c&thinsp;d &amp; e&#91;f&#93; so\u00adft\u200b.", "A b – c d & e[f] soft."),
        # links outward
        ("See [http://x.org the site] and [http://x.org] now.", "See the site and now."),
        ("See [https://x.org a [[Wheel]]].", "See a Wheel."),
        # templates: units, dates, numbers
        ("It is {{convert|10|km|mi|abbr=on}} long.", "It is 10 km long."),
        ("From {{convert|5|to|7|km2}} and {{cvt|2|x|3|m|ft}}.", "From 5 to 7 km² and 2 × 3 m."),
        ("{{convert|50|koilbbl/d}}, {{convert|3|e6acre|km2}}, {{convert|2|PD/sqmi}}, {{convert|5|C-change|F-change}}",
         "50 thousand barrels per day, 3 million acres, 2 inhabitants per sq mi, 5 °C"),
        ("Tall {{convert|6|ft|2|in|m}}, {{convert|3|-|4|C|F}}.", "Tall 6 ft 2 in, 3–4 °C."),
        ("Built {{circa|1066}}, {{as of|2010|5|lc=y}}, {{start date|1990|2|3}}.",
         "Built c. 1066, as of May 2010, February 3, 1990."),
        ("Born {{birth date|1990|5|1|df=y}}, aged {{age|1990|5|1|2000|4|30}}.", "Born 1 May 1990, aged 9."),
        ("{{frac|1|2}} {{sfrac|3|1|4}} {{val|1.5|0.2|e=6|u=m}} {{formatnum:12345.6}}",
         "1/2 3 1/4 1.5±0.2×10⁶ m 12,345.6"),
        ("Costs {{US$|5}}, {{£|6}} or {{INR|7}}.", "Costs US$5, £6 or ₹7."),
        ("{{chem|H|2|SO|4}} and {{chem2|C6H12O6}}, 2{{sup|3}}", "H₂SO₄ and C₆H₁₂O₆, 2³"),
        # templates: words
        ("A {{lang|fr|moulin}} ({{lang-fr|moulin}}; {{transl|ru|ALA|mel'nitsa}})",
         "A moulin (French: moulin; mel'nitsa)"),
        ("It is {{nowrap|[[Bar|x]] {{IPAc-en|f|uː}}}} there.", "It is x there."),
        ("It is pronounced {{nowrap|[[Bar|x]] {{IPAc-en|f|uː}}}} there.", "It is pronounced x /fuː/ there."),
        ("{{nowrap|two words}}{{spaced ndash}}{{small|more}}{{'s}}", "two words – more's"),
        ("x {{=}} 1 {{!}} y", "x = 1 | y"),
        ("{{nihongo|Mill|製粉所|Seifunjo}} {{ill|Miller|de|Müller}}", "Mill (製粉所, Seifunjo) Miller"),
        ("Says:\n{{quote|Grind on.|A. Miller}}\nNext.", "Says:\n\nGrind on.\n\nNext."),
        ("{{PAGENAME}} turns. {{uc:loud}} {{#if:x|yes|no}}", "Stone Mill turns. LOUD yes"),
        # templates: dropped, and what they leave
        ("Mill ({{IPAc-en|m|ɪ|l}}; {{lang-el|μύλος}}; {{zh|c=x}}) grinds.", "Mill (Greek: μύλος) grinds."),
        ("Mill (pronounced {{IPA|/mɪl/}}) grinds. The sound {{IPA|/m/}} is nasal.",
         "Mill grinds. The sound /m/ is nasal."),
        ("'''Mill''' {{IPAc-en|m|ɪ|l}} is pronounced {{IPA-de|mɪl}} here.", "Mill is pronounced [mɪl] here."),
        ("One. Before {{odd sign|r}}, it stops. Two.", "One. Two."),
        ("HA {{eqm}} H{{su|p=+}} + A", "HA ⇌ H⁺ + A"),
        ("One. The types are:\n{|\n|a\n|}\n== Next ==\nTwo.", "One.\n\nTwo."),
        ("== Parts ==\nThe first:\n=== Deeper ===\nOne.", "The first:\n\nOne."),
        ("As follows:\n:<math>a=b</math>\n:<math>c=d</math>", "As follows: a=b; c=d"),
        ("Mill{{citation needed|date=May 2010}} , then{{sfn|A|1990}} .", "Mill, then."),
        ("{{Infobox mill\n| name = {{nowrap|A}}\n| x = [[File:A.jpg|b]]\n}}\n'''Mill'''.", "Mill."),
        ("One. Prices rose {{inflation|US|100|1950}} since. Two.", "One. Two."),
        ("It landed in 1969 ({{age|1969|7|20}} years ago). Two.", "It landed in 1969. Two."),
        ("One. Each {{some figure|7}} is counted. Two.", "One. Two."),
        ("{{main|Wheel}}\nText goes on. It {{unknown|a=b}} turns.", "Text goes on."),
        # tables
        ("Before.\n{| class=x\n|-\n| a || {{b}}\n{|\n| inner\n|}\n|}\nAfter.", "Before.\n\nAfter."),
        # switches, variants, signatures, rules
        ("__NOTOC__ Text.\n----\nMore. ~~~~", "Text.\n\nMore."),
        ("A -{zh-hans:一;zh-hant:二}- b", "A 一 b"),
        # unbalanced markup stays harmless
        ("One {{convert|10|km is open.\n\nTwo.", "One\n\nTwo."),
        ("One }} two ]] three [[four.", "One two three four."),
        ("{| class=x\n| a\n\nTwo.", "Two."),
        ("A [[Wheel|wheel [of stone]]] b [[c|d", "A wheel [of stone] b d"),
    ],
)  # fmt: skip
def test_construct(source: str, expected: str) -> None:
    assert read(source).text == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("The [[wheel]]s turn.", "The wheels turn.", [("wheels", "Wheel")]),
        ("A [[water_wheel#Use|wheel ]]turns.", "A wheel turns.", [("wheel turns", "Water wheel")]),
        ("A[[wheel| wheel ]].", "A wheel.", [("wheel", "Wheel")]),
        ("[[Mill (tool)|]] and [[caf%C3%A9|a]].", "Mill and a.", [("Mill", "Mill (tool)"), ("a", "Café")]),
        ("[[Stone mill]] [[stone Mill|here]] [[#Use|below]]", "Stone mill here below", [("Stone mill", "Stone mill")]),
        ("[[:Category:Mills|mills]] [[wikt:mill|mill]] [[:de:Mühle]]", "mills mill de:Mühle", []),
        ("Text.[[Category:Mills]][[de:Mühle]][[File:A.jpg|thumb|left|A [[wheel]] here]]", "Text.", []),
        ("Text. [[Image:A.jpg|A [http://x y] [[b|c [[d]]]] e]] More [[x]].", "Text. More x.", [("x", "X")]),
        ("[[1: A Mill]] ( ; [[Wheel]] , )", "1: A Mill (Wheel)", [("1: A Mill", "1: A Mill"), ("Wheel", "Wheel")]),
        ("'''[[Wheel|''wheel'']]'''", "wheel", [("wheel", "Wheel")]),
        ("{{nowrap|[[Wheel|big wheel]]}}", "big wheel", [("big wheel", "Wheel")]),
        ("[[Wheel|A\nB]]", "A B", [("A B", "Wheel")]),
    ],
)  # fmt: skip
def test_links(source: str, text: str, expected: list[tuple[str, str]]) -> None:
    article = read(source)
    assert article.text == text
    assert links(article) == expected


def test_sections_and_lists() -> None:
    article = read(
        "Lead.\n==Use==\nOne\nline.\n* item ''a''\n** item b\n; Term : meaning\n: more\n\n: Indented.\n"
        "=== Deep <!-- x --> ===\nDeep text.\n== [[Wheel|Wheels]] ==\n# First\n== References ==\nGone.\n"
        "=== Also gone ===\nGone.\n==Legacy==\nEnd."
    )
    assert [(article.text[p.start : p.end], p.section, p.kind) for p in article.paragraphs] == [
        ("Lead.", (), "prose"),
        ("One line.", ("Use",), "prose"),
        ("item a", ("Use",), "item"),
        ("item b", ("Use",), "item"),
        ("Term: meaning", ("Use",), "item"),
        ("more", ("Use",), "item"),
        ("Indented.", ("Use",), "prose"),
        ("Deep text.", ("Use", "Deep"), "prose"),
        ("First", ("Wheels",), "item"),
        ("End.", ("Legacy",), "prose"),
    ]


def test_local_names() -> None:
    site = Site("bgwiki", "", "bg", True, ((0, ""), (6, "Файл"), (14, "Категория")))
    article = Wikitext(site).read(
        "Мелница",
        "Мелницата [[Файл:А.jpg|мини|Надпис]] е [[камък|каменна]] ({{lang-la|mola}}).[[Категория:Х]]\n"
        "== Източници ==\nИзчезва.",
    )
    assert article.text == "Мелницата е каменна (mola)."
    assert links(article) == [("каменна", "Камък")]


def test_case_sensitive_wiki() -> None:
    article = Wikitext(Site(language="en", first_letter=False)).read("mill", "A [[wheel]] of a [[Mill]].")
    assert links(article) == [("wheel", "wheel"), ("Mill", "Mill")]


@pytest.mark.parametrize("mark", ["{{disambig}}", "{{ Geodis }}", "{{hndis|name=X}}", "__DISAMBIG__"])
def test_disambiguation(mark: str) -> None:
    assert read(f"'''Mill''' may mean:\n* [[A]]\n==See also==\n{mark}").disambiguation
    assert not read("A {{disambiguation needed}} mark.").disambiguation


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\alpha \le \frac{1}{2}", "α ≤ 1/2"),
        (r"\sqrt{x+1}", "√(x+1)"),
        (r"x_{n+1} \in \mathbb{R}", "x_(n+1) ∈ ℝ"),
        (r"\text{speed} = 10^{-3}", "speed = 10⁻³"),
        (r"\{a\}", "{a}"),
        (r"\unknown{x}", None),
        ("a & b", None),
    ],
)
def test_formula(latex: str, expected: str | None) -> None:
    assert plain(latex) == expected


TOKENS = [
    "{{", "}}", "{{{", "}}}", "[[", "]]", "{|", "|}", "\n{|", "\n|}", "|", "=", "==", "\n== A ==\n", "'''", "''", "'",
    "<ref>", "</ref>", "<ref name=x/>", "<!--", "-->", "<nowiki>", "</nowiki>", "<math>", "</math>", "<sub>", "</sub>",
    "<br>", "<poem>", "</poem>", "<table>", "</table>", "<", ">", "&nbsp;", "&lt;", "&#10;", "\n", "\n\n",
    "\n* ", "\n# ",
    "\n: ", "\n;", "\n ", " ", "  ", "(", ")", ",", ";", ":", ".", "[", "]", "[http://x ", "File:", "Category:", "de:",
    "#", "-{", "}-", "__TOC__", "~~~~", "convert", "lang", "IPA", "quote", "nowrap", "inflation", "a", "B", "é", "水",
    "10", "\u200b", "\u00a0", "\r\n", "İ", "\\frac{a}", "----", "_", "%",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=60).map("".join))
def test_any_markup_keeps_the_contract(source: str) -> None:
    article = read(source)
    parts = paragraphs(article)
    assert "\n\n".join(parts) == article.text
    assert all(part and part == part.strip() and "\n" not in part for part in parts)
    position = 0
    for link in article.links:
        assert position <= link.start < link.end <= len(article.text)
        assert any(p.start <= link.start and link.end <= p.end for p in article.paragraphs)
        assert article.text[link.start : link.end].strip()
        position = link.end
    assert not any("\x00" <= c < " " and c != "\n" for c in article.text)


HOSTILE = [
    "{{", "}}", "[[", "[[File:", "[[File:\n", "<ref", "<ref>", '<ref name="', "<!--", "<nowiki>", "<math>",
    "\n{|", "\n|}",
    "{{a|", "{{nowrap|", "{{{", "[[a|", "[http://a ", "\n==", "\n== a ==\n", "<table>", "<poem>", "<sub>", "''a'''s ",
    "-{", "__A_", "&amp", "[", "[[a|[b] ", " ,", "; ,", "(", "( ,", "[[ | ]]", "{{IPA|a}}", '<br "', "\n:a",
    "\n*", "(or ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_page_takes_linear_time(unit: str) -> None:
    source = unit * (1_000_000 // len(unit))
    start = time.process_time()
    read(source)
    assert time.process_time() - start < 8


@pytest.mark.parametrize(
    ("opening", "closing"), [("{{nowrap|", "}}"), ("\n{|", "\n|}"), ("[[a|", "]]"), ("<sub>", "</sub>")]
)
def test_deep_nesting_takes_linear_time(opening: str, closing: str) -> None:
    start = time.process_time()
    read(opening * 60_000 + "x" + closing * 60_000)
    assert time.process_time() - start < 8
