"""Expands the templates of wikis other than English Wikipedia that print words into running text.

``EVERYWHERE`` holds names that mean one thing on every wiki that has them: of languages with a script of their own, of
Wikivoyage, Wikisource and Wikinews. ``BY_LANGUAGE`` holds the names that one language adds or gives another meaning.
Each is an expansion as in ``words.py``, after the documentation of the template.
"""

from lemnos.sources.documents.wikitext import math as wikitext_math
from lemnos.sources.documents.wikitext import numbers
from lemnos.sources.documents.wikitext.arguments import Arguments, Expansion
from lemnos.sources.documents.wikitext.tags import HOLE
from lemnos.sources.documents.wikitext.words import (
    constant,
    first,
    gap,
    japanese,
    last,
    names,
    quotation,
    text_or_second,
)

_FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_ROMAN = "II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".split()
_GERMAN_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "en:englisch fr:französisch es:spanisch it:italienisch la:lateinisch grc:altgriechisch el:griechisch "
        "ru:russisch pl:polnisch cs:tschechisch nl:niederländisch pt:portugiesisch ar:arabisch he:hebräisch "
        "ja:japanisch zh:chinesisch tr:türkisch hu:ungarisch sv:schwedisch da:dänisch "
        "uk:ukrainisch ko:koreanisch fa:persisch"
    ).split()
)


def _russian_missing(args: Arguments) -> str:
    """Return the text of ``{{нп5|Джон|Джоном|en|John}}``, a link to an article that another wiki has: “Джоном”."""
    return args.any_of("текст", "text") or args.nth(2) or args.any_of("надо", "треба") or args.first()


def _french_missing(args: Arguments) -> str:
    """Return ``{{Lien|A|en|B}}`` and ``{{Lien|trad=B|lang=en|fr=A|texte=C}}`` as “A” and “C”."""
    return args.any_of("texte", "text") or args.named.get("fr") or args.first() or args.any_of("trad")


def _labelled(*labels: str) -> Expansion:
    """Return the expansion of a link whose text is a named argument, or else its first argument."""
    return lambda args: args.any_of(*labels) or args.first()


def _chinese_missing(args: Arguments) -> str:
    """Return ``{{tsl|en|Foreign|Local|Label}}`` as “Label”, or as “Local” without it."""
    return args.nth(4) or args.nth(3) or args.nth(2)


def _chinese_link(args: Arguments) -> str:
    """Return ``{{link-en|Local|Foreign|Label}}`` as “Label”, or as “Local” without it."""
    return args.nth(3) or args.first()


def _hebrew_missing(args: Arguments) -> str:
    """Return ``{{קישור שפה|en|Foreign|Local}}`` as “Local”."""
    return args.nth(4) or args.nth(3) or args.nth(2)


def _listing(args: Arguments) -> str:
    """Return what a listing of Wikivoyage says of a place, on a line of its own: “Castle: Built in 1200.”"""
    name, content = args.any_of("name", "nom", "nome", "nombre"), args.any_of("content", "description", "descrizione")
    return f"\n* {name}: {content}\n" if name and content else ""


def _named(name: str) -> Expansion:
    return lambda args: args.named.get(name) or args.first()


def _century(suffix: str) -> Expansion:
    """Return the expansion of ``{{s|XIX|e}}``: “XIXe siècle”."""
    return lambda args: f"{args.first()}{args.nth(2) or 'e'} siècle{suffix}"


def _spanish_century(args: Arguments) -> str:
    """Return ``{{siglo|V|a}}`` as “siglo V a. C.”"""
    return f"siglo {args.first()}" + (" a. C." if args.nth(2).startswith("a") else "")


def _centuries(args: Arguments) -> str:
    """Return ``{{sp|XV|e|et|XVI|e}}`` as “XVe et XVIe siècles”."""
    if len(args.at) < 5:
        return HOLE
    start, end = args.nth(1) + (args.nth(2) or "e"), args.nth(4) + (args.nth(5) or "e")
    return f"{start}{args.nth(3)}{end} siècles" if args.nth(3) == "-" else f"{start} {args.nth(3)} {end} siècles"


def _french_date(args: Arguments) -> str:
    """Return ``{{date|1|janvier|2000|en musique}}`` and ``{{date|1|1|2000}}`` as “1er janvier 2000”."""
    parts = [part for part in args.at[:3] if part]
    if len(parts) == 3 and parts[1].isdigit():
        if not 1 <= int(parts[1]) <= 12:
            return HOLE
        parts[1] = _FRENCH_MONTHS[int(parts[1]) - 1]
    if len(parts) > 1 and parts[0] == "1":
        parts[0] = "1er"
    return " ".join(parts)


def _french_unit(args: Arguments) -> str:
    """Return ``{{unité|12000|m|2|s|-1}}`` as “12 000 m²⋅s⁻¹”."""
    units = []
    for position in range(2, len(args.at) + 1, 2):
        power = args.nth(position + 1)
        units.append(args.nth(position) + (wikitext_math.superscript(power) or power))
    return " ".join((_number(args), "⋅".join(unit for unit in units if unit))).strip()


def _french_time(args: Arguments) -> str:
    """Return ``{{heure|8|30}}`` as “8 h 30”."""
    return f"{args.first()} h {args.nth(2)}".strip()


def _number(args: Arguments) -> str:
    return numbers.grouped(args.first().replace(" ", ""), args.language)


def _number_of(args: Arguments) -> str:
    """Return ``{{nombre|12000|habitants}}`` and ``{{M|12000|ul=m}}`` as “12 000 habitants” and “12.000 m”."""
    return " ".join(filter(None, (_number(args), args.nth(2) or args.any_of("u", "ul", "um"))))


def _quoted(opening: str, closing: str) -> Expansion:
    return lambda args: opening + (args.named.get("text") or args.first()) + closing


def _before(word: str) -> Expansion:
    return lambda args: f"{word} {args.first()}".strip()


def _after(word: str) -> Expansion:
    return lambda args: f"{args.first()} {word}".strip()


def _german_word(name: str) -> Expansion:
    """Return the expansion of ``{{enS|word}}``: “englisch word”."""
    return lambda args: f"{name} {args.first()}"


def _furigana(args: Arguments) -> str:
    """Return ``{{読み仮名|漢字|かんじ}}`` as “漢字（かんじ）”."""
    return f"{args.first()}（{args.nth(2)}）" if args.nth(2) else args.first()


EVERYWHERE: dict[str, Expansion] = dict(
    (
        # Wikivoyage
        *names("listing; see; do; buy; eat; drink; sleep; go; other", _listing),
        *names("marker", _named("name")),
        *names("station", first),
        *names("km", _after("km")),
        *names("mi", _after("miles")),
        # Links to articles that only another wiki has
        *names("仮リンク", _labelled("label")),
        *names("link-en; link-de; link-fr; link-ja; link-ru; link-es; link-it", _chinese_link),
        *names("tsl; translink", _chinese_missing),
        *names("וי; קישור שפה", _hebrew_missing),
        *names("وإو; و.إ.و; وصلة إنترويكي", _labelled("نص", "عر")),
        *names("нп; нп1; нп2; нп3; нп4; нп5; не переведено; не переведено 1; не переведено 2; не переведено 3;"
               "не переведено 4; не переведено 5; не перекладено; нп-5", _russian_missing),
        *names("lien; llien; lien interlangue", _french_missing),
        # Annotated characters
        *names("ルビ; ふりがな; ruby/ja", first),
        *names("読み仮名; 読み仮名 ruby不使用; よみがな", _furigana),
    )
)  # fmt: skip

BY_LANGUAGE: dict[str, dict[str, Expansion]] = {
    "fr": dict(
        (
            *names("unité", _french_unit),
            *names("nombre; nb; num; nombre+", _number_of),
            *names("nombre en romain; romain", first),
            *names("date de naissance; date; date-; date de décès", _french_date),
            *names("citation; citation étrangère; guillemets; citation bloc; petit; indice; langue", last),
            *names("référence nécessaire; refnec; citation nécessaire; référence souhaitée", first),
            *names("passage non neutre; passage à actualiser", first),
            *names("s; siècle; s-; siècle-; s mini; s mini-; sc", _century("")),
            *names("-s; -s-; avs", _century(" av. J.-C.")),
            *names("sp; sp-", _centuries),
            *names("1er", _before("1er")),
            *names("er", constant("er")),
            *names("e; ème; eme", constant("e")),
            *names("re; ère", constant("re")),
            *names("o; º", constant("º")),
            *names("os", constant("ºs")),
            *names("nd", constant("nd")),
            *names("nde", constant("nde")),
            *names("n°; numéro", _before("n°")),
            *names("exposant; exp", first),
            *names("heure", _french_time),
            *names("av. j.-c.; av jc; avjc", _after("av. J.-C.")),
            *names("apr. j.-c.; apr jc; aprjc", _after("apr. J.-C.")),
            *names("p.; page", _before("p.")),
            *names("m.; monsieur", _before("M.")),
            *names("mme; madame", _before("Mme")),
            *names("mlle", _before("Mlle")),
            *names("incise", lambda args: f"– {args.first()} –"),
            *names("japonais; nihongo", japanese),
            *names("souverain-; souverain2; lnobr", first),
            *(pair for roman in _ROMAN for pair in names(f"{roman.lower()}e", constant(f"{roman}e"))),
            *(pair for roman in _ROMAN for pair in names(f"{roman.lower()}e siècle", constant(f"{roman}e siècle"))),
            *names("ier siècle", constant("Ier siècle")),
        )
    ),
    "de": dict(
        (
            *names("zitat; zitat-de", quotation),
            *names("0; nnbsp", gap),
            *names('"', _quoted("„", "“")),
            *names("§", lambda args: f"§ {args.first()} {args.nth(2)}".strip()),
            *names("bibel", lambda args: f"{args.first()} {','.join(args.at[1:3])}"),
            *(pair for code, name in _GERMAN_LANGUAGES.items() for pair in names(f"{code}s", _german_word(name))),
        )
    ),
    "es": dict(
        (
            *names("unidad; nombre", _number_of),
            *names("cita; cita destacada", quotation),
            *names("siglo", _spanish_century),
        )
    ),
    "it": dict((*names("m; unità", _number_of), *names("citazione; quote", quotation))),
    "pt": dict((*names("fmtn; unidade", _number_of), *names("quote; citação; citar bloco", quotation))),
    "ru": dict(
        (
            *names("s; nobr; comment; год; годом; нет аи 2; начало цитаты; подсказка; уточнить 2", first),
            *names("langi; lang-i", text_or_second),
            *names("число; num; nobr-число", _number_of),
            *names("цитата; начало цитаты", quotation),
        )
    ),
    "uk": dict(
        (
            *names("nobr; comment", first),
            *names("num; число", _number_of),
            *names("langi", text_or_second),
            *names("цитата", quotation),
        )
    ),
    "bg": dict(names("цитат", quotation)),
    "tr": dict((*names("dil", text_or_second), *names("alıntı", quotation))),
    "cs": dict((*names("cizojazyčně; vjazyce2; cj", text_or_second), *names("citát", quotation))),
    "pl": dict(names("cytat; cytatd", quotation)),
    "nl": dict(names("citaat; cquote", quotation)),
    "sv": dict(names("citat", quotation)),
    "ja": dict(names("要出典範囲; いつ範囲; 誰範囲; 独自研究範囲", first)),
    "zh": dict(names("le; lj; internal link helper", _chinese_link)),
    "ko": dict((*names("llang", text_or_second), *names("인용문", quotation))),
}
