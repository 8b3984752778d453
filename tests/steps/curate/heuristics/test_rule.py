"""Which records the heuristics drop, and which they must not."""

from typing import Any

import pytest

from lemnos.records import Document, Paragraph, document_id
from lemnos.steps.curate.base import Candidate, Finding
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.heuristics.rule import Heuristics
from lemnos.steps.curate.heuristics.settings import GopherSettings, HeuristicsSettings

SENTENCES = [
    "The ferry crosses the strait four times a day and carries both cars and people.",
    "In winter the crossing takes an hour longer, because of the ice that drifts from the north.",
    "Most of the islanders have worked at the harbour, which was built with stone from the quarry.",
    "A storm broke the old pier in the spring, and the council decided to build that part again.",
    "Fishing boats leave before dawn and return with the tide to sell the catch on the quay.",
]
PROSE = "\n\n".join(SENTENCES)


def document(text: str, *, kind: Any = "prose", language: str = "en", kinds: dict[int, Any] | None = None) -> Candidate:
    """Return a document whose paragraphs are the blocks of a text."""
    paragraphs, at = [], 0
    for number, block in enumerate(text.split("\n\n")):
        paragraphs.append(Paragraph(at, at + len(block), kind=(kinds or {}).get(number, kind)))
        at += len(block) + 2
    record = Document(
        id=document_id("t", text), title="t", source="t.md", language=language, text=text, paragraphs=tuple(paragraphs)
    )
    return candidate(record)


def judged(view: Candidate, settings: HeuristicsSettings | None = None, before: list[Finding] | None = None) -> str:
    """Return the rule that drops a record; empty if none does."""
    found = Heuristics(settings or HeuristicsSettings()).judge([view], before or [])
    assert all(not finding.keep and finding.reason for finding in found)
    return found[0].rule if found else ""


CODE = "\n".join(f"    if (value_{n} > {n}) {{ total += table[{n}][{n + 1}]; }} // row {n}" for n in range(30))
TABLE = "| Name | Type |\n|---|---|\n" + "\n".join(f"| field_{n} | int |" for n in range(40))
JAPANESE = "渡し船は一日に四回、海峡を渡り、車と人を運びます。冬は北から流れてくる氷のため、航海は一時間長くなります。"
CHINESE = (
    "渡轮每天横渡海峡四次，运送汽车和乘客。冬天由于北方漂来的浮冰，航程要多花一个小时。岛上的居民大多在港口工作过。"
)
STATUTE = [
    "船舶进出须向港务监督管理机关登记，渔获分配依沿岸渔业生产合作章程。木材堆放由港务监督管理机关划定，旧网修补归沿岸渔业生产合作办理。",
    "夜间装卸须经港务监督管理机关许可，新船添置报沿岸渔业生产合作备案。大风警报凭港务监督管理机关通告，冬季补贴从沿岸渔业生产合作支取。",
    "航道疏浚请示港务监督管理机关派员，鱼市摊位租自沿岸渔业生产合作名下。违反以上各条，港务监督管理机关可以罚款，沿岸渔业生产合作应当协助。",
]
KEPT = {
    "prose": document(PROSE),
    "a page of code": document(f"{SENTENCES[0]}\n\n{CODE}", kinds={1: "code"}),
    "a page of tables": document(f"{SENTENCES[1]}\n\n{TABLE}", kinds={1: "table"}),
    "an error message": document("The linker cannot open the file that is named.\n\nCheck the path and its rights."),
    "Japanese": document("\n\n".join([JAPANESE] + [JAPANESE[: 20 + n] for n in (0, 5, 9)]), language="ja"),
    "Chinese": document(CHINESE, language="zh"),
    "a Chinese statute": document("\n\n".join(STATUTE), language="zh"),
    "a post of one line that trails off": document(f"{SENTENCES[0][:-1]}, so we waited..."),
    "a list of sentences in Chinese": document(
        "\n\n".join("".join(STATUTE).split("。")[:7]), kind="item", language="zh"
    ),
    "German": document("Die Fähre überquert die Meerenge viermal täglich und befördert Fahrzeuge.", language="de"),
    "Icelandic": document("Ferjan siglir yfir sundið fjórum sinnum á dag og flytur bæði bíla og fólk.", language="is"),
    "Russian": document("Паром пересекает пролив четыре раза в день и перевозит машины и людей.", language="ru"),
    "French with guillemets": document(
        "« À l’île, l’été dure peu », dit-il ; « où être mieux ? Çà et là… »", language="fr"
    ),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_no_ordinary_web_page_stays(name: str) -> None:
    assert judged(KEPT[name]) == ""


LETTERS = "abcdefghij"
LIST = "\n\n".join(f"The pier number {n} of the old harbour" for n in range(12))
DROPPED = {
    "too_few_words": document("Page not found."),
    "lorem_ipsum": document(f"Lorem ipsum dolor sit amet, and nothing else.\n\n{SENTENCES[0]}"),
    "script_lines": document("Please enable JavaScript to view this page of the harbour.\n\nThis site uses cookies."),
    "curly_braces": document("var a = {b: {c: {d: 1}}}; function f() {return {x: {}};} {{{}}} and so on it goes"),
    "bullets": document(LIST, kind="item"),
    "ellipses": document("\n\n".join(f"{sentence[:-1]}..." for sentence in SENTENCES)),
    "unended_lines": document("\n\n".join(f"{sentence[:-1]} and" for sentence in SENTENCES)),
    "short_lines": document("\n\n".join(["Home.", "About.", "Prices.", "Contact us.", "Our harbour is open today."])),
    "repeated_lines": document("\n\n".join(SENTENCES + SENTENCES[:3])),
    "symbols": document("\n\n".join(f"#{'#'.join(sentence.split())}." for sentence in SENTENCES)),
    "mean_word": document("\n\n".join(f"{'a b c d e f g h ' * 3}{n}." for n in "vwxyz")),
    "few_letters": document(
        "\n\n".join(f"Rows {n}1 {n}22 {n}333 {n}4444 {n}55555 {n}6 {n}77 {n}88." for n in range(8))
    ),
    "stop_words": document(
        "\n\n".join(f"Ferry{n} harbour{n} pier{n} strait{n} winter{n} quarry{n} boat{n}." for n in LETTERS)
    ),
    "top_2_gram": document(
        "\n\n".join(f"Harbourmaster Lindqvist {n} harbourmaster Lindqvist {n}s." for n in PROSE.split()[:40])
    ),
    "repeated_n_grams": document("\n\n".join(f"{n} {SENTENCES[n % 2]} {n}." for n in range(12))),
    "replaced_characters": document(PROSE.replace("a", "\ufffd", 20)),
    "mojibake": document("La traversÃ©e dure une heure, et lâ€™Ã©tÃ© elle est plus calme quâ€™en hiver, dit-on ici."),
    "wrong_code_page": document("Ïàðîì ïåðåñåêàåò ïðîëèâ ÷åòûðå ðàçà â äåíü è ïåðåâîçèò ìàøèíû è ëþäåé."),
    "loop": document(f"{PROSE}\n\n{'and then the ferry left, ' * 30}"),
}


@pytest.mark.parametrize("rule", DROPPED)
def test_each_rule_drops_what_it_is_for(rule: str) -> None:
    assert judged(DROPPED[rule]) == rule


def test_a_high_score_of_the_filter_skips_the_rules_on_prose_but_not_those_on_damage() -> None:
    high = [Finding(number=0, rule="score", keep=True, score=0.95)]
    low = [Finding(number=0, rule="score", keep=True, score=0.5)]
    assert judged(DROPPED["bullets"], before=high) == ""
    assert judged(DROPPED["bullets"], before=low) == "bullets"
    assert judged(DROPPED["mojibake"], before=high) == "mojibake"


def test_languages_that_are_not_wanted_are_dropped() -> None:
    settings = HeuristicsSettings(languages=("en", "de"))
    assert judged(KEPT["prose"], settings) == ""
    assert judged(KEPT["German"], settings) == ""
    assert judged(KEPT["Japanese"], settings) == "language"
    assert judged(document(PROSE, language="en-GB"), settings) == ""


def test_a_threshold_is_a_setting() -> None:
    settings = HeuristicsSettings(gopher=GopherSettings(min_words=200))
    assert judged(KEPT["prose"], settings) == "too_few_words"
