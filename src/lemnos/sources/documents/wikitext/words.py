"""Expands the templates that print words into running text: units, foreign words, dates, numbers, signs.

Each expansion takes the ``Arguments`` of a call and returns the words that a reader would see, as closely as possible
without executing the template. ``EXPANSIONS`` maps lower-case template names of English Wikipedia, which most other
wikis share, to expansions (``local.py`` has those of other wikis); ``INLINE`` holds the expansions that print words
only inside a sentence.
"""

import re
from collections.abc import Iterable

from lemnos.sources.documents.wikitext import measures, numbers
from lemnos.sources.documents.wikitext.arguments import Arguments, Expansion
from lemnos.sources.documents.wikitext.tags import ASIDE, EQUALS, HOLE, PIPE, UNLESS_LED

_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "ar:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali ca:Catalan cs:Czech cy:Welsh da:Danish "
        "de:German el:Greek en:English es:Spanish et:Estonian eu:Basque fa:Persian fi:Finnish fr:French ga:Irish "
        "gd:Scottish_Gaelic gl:Galician grc:Ancient_Greek he:Hebrew hi:Hindi hr:Croatian hu:Hungarian hy:Armenian "
        "id:Indonesian is:Icelandic it:Italian ja:Japanese ka:Georgian kk:Kazakh ko:Korean ku:Kurdish la:Latin "
        "lt:Lithuanian lv:Latvian mk:Macedonian mn:Mongolian mr:Marathi ms:Malay nah:Nahuatl nl:Dutch no:Norwegian "
        "oc:Occitan pa:Punjabi pl:Polish ps:Pashto pt:Portuguese ro:Romanian ru:Russian sa:Sanskrit sk:Slovak "
        "sl:Slovene sq:Albanian sr:Serbian sv:Swedish ta:Tamil te:Telugu th:Thai tr:Turkish uk:Ukrainian ur:Urdu "
        "uz:Uzbek vi:Vietnamese yi:Yiddish zh:Chinese ang:Old_English gre:Greek grc-gre:Ancient_Greek"
    ).split()
)
_IPA_LABELS = frozenset(("lang", "local", "pron", "us", "uk", "also", "audio", "icon", "en-us", "en-uk"))
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]+)*")
_INDIAN_SCALES = {"k": " thousand", "l": " lakh", "c": " crore", "lc": " lakh crore", "m": " million", "b": " billion"}
_INDIAN_SCALES |= {"t": " trillion"}
_LISTEN = frozenset(("", "listen", "pronunciation", "pronounced", "help", "info", "audio", "play", "speaker"))
_FLAT = {"flat": "♭", "b": "♭", "sharp": "♯", "#": "♯", "natural": "♮"}


def first(args: Arguments) -> str:
    """Return the first positional argument."""
    return args.first()


def text_or_second(args: Arguments) -> str:
    """Return ``{{lang|fr|mot}}`` as “mot”."""
    return args.named.get("text") or args.nth(2) or args.first()


def last(args: Arguments) -> str:
    """Return the last positional argument that is not empty."""
    return args.last()


def _text_or_last(args: Arguments) -> str:
    return args.named.get("text") or args.last()


def _missing_article(args: Arguments) -> str:
    """Return ``{{ill|A|de|B|lt=C}}``, a link to an article that another wiki has, as “C”, or as “A” without ``lt``."""
    return args.any_of("lt", "display") or args.first()


def _text_or_first(args: Arguments) -> str:
    return args.named.get("text") or args.first()


def _joined(args: Arguments) -> str:
    return "".join(args.at)


def spaced(args: Arguments) -> str:
    """Return all positional arguments, with spaces between them."""
    return " ".join(args.at)


def constant(text: str) -> Expansion:
    """Return the expansion of a template that always prints the same."""
    return lambda args: text  # noqa: ARG005


def _signed(sign: str, after: bool = False) -> Expansion:
    return lambda args: (args.first() + sign) if after else sign + args.first()


def _language(args: Arguments) -> str:
    """Return ``{{lang-fr|mot}}`` as “French: mot”; on a page that is not in English, without the label."""
    word = args.named.get("text") or args.first()
    code = args.name.replace("_", "-").removeprefix("lang-").strip()
    label = _LANGUAGES.get(code, "").replace("_", " ")
    bare = (
        not args.language.startswith("en")
        or not label
        or args.named.get("label") == "none"
        or args.named.get("links") == "no"
    )
    return word if bare or not word else f"{label}: {word}"


def japanese(args: Arguments) -> str:
    """Return ``{{nihongo|Mill|製粉所|Seifunjo}}`` as “Mill (製粉所, Seifunjo)”."""
    return _with_others(args.first(), *args.at[1:4]) + (f" {args.nth(5)}" if args.nth(5) else "")


def _with_others(word: str, *others: str) -> str:
    """Return a word with its other forms in parentheses."""
    inner = ", ".join(other for other in others if other)
    return f"{word} ({inner})" if inner and word else word or inner


def _about(sign: str) -> Expansion:
    def expand(args: Arguments) -> str:
        return f"{sign} " + "–".join(argument for argument in args.at[:2] if argument)

    return expand


def quotation(args: Arguments) -> str:
    """Return a quotation as a paragraph of its own."""
    words = args.named.get("text") or args.named.get("quote") or args.named.get("content") or args.first()
    return "\n\n" + " ".join(words.split()) + "\n\n"


def _ship(args: Arguments) -> str:
    prefix = {"ship": args.first(), "smu": "SM"}.get(args.name, args.name.upper())
    name = args.at[1] if args.name == "ship" and len(args.at) > 1 else args.first()
    return f"{prefix} {name}".strip()


def gap(args: Arguments) -> str:
    """Return the first argument, of which some templates widen the letters, or a space if there is none."""
    return args.first() if args.first() and not args.first().isdigit() else " "


def _music(args: Arguments) -> str:
    return _FLAT.get(args.first().lower(), "")


def _sound(args: Arguments) -> str:
    """Return ``{{IPA|/a/}}`` as an aside, which ``tidy`` drops inside parentheses and keeps elsewhere.

    ``{{IPA|fr|a}}`` names the language first.
    """
    sound = f"[{args.nth(2)}]" if _LANGUAGE_CODE.fullmatch(args.first()) and args.nth(2) else args.first()
    return ASIDE + sound + ASIDE


def _pronunciation(args: Arguments) -> str:
    """Return ``{{IPAc-en|æ|l|iː}}`` or ``{{IPA-de|ʃaː}}`` as an aside that only a word like “pronounced” keeps."""
    if args.name == "ipac-en":
        sounds = "".join(argument for argument in args.at if argument not in _IPA_LABELS)
        return ASIDE + UNLESS_LED + "/" + sounds + "/" + ASIDE
    return ASIDE + UNLESS_LED + "[" + args.first() + "]" + ASIDE


def _respelling(args: Arguments) -> str:
    return ASIDE + UNLESS_LED + "-".join(args.at) + ASIDE


def _unknown_sound(args: Arguments) -> str:  # noqa: ARG001 - an ``Expansion``
    """Return an aside whose sounds are not known, so that a sentence that leads to it is left out."""
    return ASIDE + UNLESS_LED + HOLE + ASIDE


def _recording(args: Arguments) -> str:
    """Return the label of ``{{audio|file.ogg|label}}`` if it is a word of the text."""
    label = args.nth(2)
    return "" if label.lower().strip(" ?") in _LISTEN else label


def _scaled(sign: str) -> Expansion:
    """Return the expansion of ``{{INRConvert|5|c}}``: “₹5 crore”."""
    return lambda args: f"{sign}{args.first()}{_INDIAN_SCALES.get(args.nth(2).lower(), '')}"


def _identifier(label: str) -> Expansion:
    return lambda args: f"{label} {args.first()}"


def _patent(args: Arguments) -> str:
    return "U.S. Patent " + numbers.grouped(args.first(), "en")


def _old_style(args: Arguments) -> str:
    day, year, old = (*args.at, "", "", "")[:3]
    return f"{day} [O.S. {old}] {year}" if old else f"{day} {year}".strip()


def _bible(args: Arguments) -> str:
    """Return ``{{bibleverse|1|Cor|3:16}}``, ``{{bibleverse||John|3:16}}`` and ``{{bibleref|John|3:16}}`` in words."""
    numbered = args.first().isdigit() or not args.first()
    return " ".join(argument for argument in args.at[: 3 if numbered else 2] if argument)


def _text_citation(args: Arguments) -> str:
    names = [argument for argument in args.at if argument]
    if len(names) < 2:
        return args.first()
    *authors, year = names
    listed = authors[0] if len(authors) == 1 else " and ".join((", ".join(authors[:-1]), authors[-1]))
    return f"{listed} ({year})"


def _list(args: Arguments) -> str:
    return "\n" + "".join(f"* {argument}\n" for argument in args.at if argument)


def _row(args: Arguments) -> str:
    return ", ".join(argument for argument in args.at if argument)


def _marriage(args: Arguments) -> str:
    years = "–".join(argument for argument in args.at[1:3] if argument)
    return f"{args.first()} (m. {years})" if years else args.first()


def names(listed: str, expansion: Expansion) -> Iterable[tuple[str, Expansion]]:
    """Return pairs of each of the names, which ``;`` separates, and an expansion."""
    return ((name.strip(), expansion) for name in listed.split(";"))


EXPANSIONS: dict[str, Expansion] = dict(
    (
        *names(
            "nowrap; nobr; nobreak; j; small; smaller; smalldiv; big; bigger; larger; em; strong; italic; "
            "italics; bold; noitalic; nobold; normal; sc; smallcaps; sc2; abbr; abbrv; tooltip; hover title; tt; "
            "mono; code; samp; kbd; key; keypress; var; mvar; math; bigmath; vanchor; visible anchor; "
            "angle bracket; center; centre; as written; not a typo; typo; proper name; notatypo; flag; "
            "flagcountry; flagu; overline; underline; u; nihongo2; unicode; polytonic; grc; okina text; sic; text; "
            "ruby; ruby-ja; ruby2; "
            "nocaps; lc; large; huge; allcaps; hebrew; arabic; nastaliq; rtl; nq; no italic; ipa text; "
            "plainlist; plain list; flatlist; gloss; blue; red; green; "
            "mathcal; dfn; tq; ushort; small caps; highlight; larger; "
            "x-larger; xx-larger; x-smaller; asc; "
            "di; drop initial; dropinitial; dropcap; drop cap; sic2; red link; as is; delink",
            first,
        ),
        *names("color; colour; background color; bgcolor; script; w", text_or_second),
        *names("lang; native name; rtl-lang; ltr-lang; lsj; nativename; sort", text_or_second),
        *names("langwithname; wikt-lang; wiktlang; transl; transliteration; resize; font; size; align", _text_or_last),
        *names("raise; lower; rtl-para; columns-list; font color; fontcolor; color text", _text_or_last),
        *names("ill; interlanguage link; illm; interlanguage link multi; interlanguage link forced", _missing_article),
        *names("citation needed span; cn-span; clarify span; fix-span; citation needed-span; efn span", _text_or_first),
        *names("gaps; linktext; chem name; sum text; serif; sans-serif; word", _joined),
        *names("hms text", spaced),
        *names("sortname", lambda args: " ".join(args.at[:2])),
        *names("sclass; sclass2; sclass-", lambda args: f"{args.first()}-class {args.nth(2)}".strip()),
        *names("literally; lit.", lambda args: f"lit. '{args.first()}'"),
        *names("convert; cvt; conv; convinfobox; pressure", measures.convert),
        *names("lang-", _language),
        *names("nihongo; nihongo-s", japanese),
        *names("nihongo3", lambda args: _with_others(args.nth(3), args.nth(2), args.first())),
        *names(
            "birth date; birth date and age; bda; dob; death date; death date and age; start date; start-date;"
            "end date; start date and age; film date; dts; date; birth year; release date; opdate",
            measures.date,
        ),
        *names("as of; asof; as at", measures.as_of),
        *names("circa; c.; ca.; circ.; ca", _about("c.")),
        *names("floruit; fl.; fl", _about("fl.")),
        *names("reign; r.", _about("r.")),
        *names("born; b.", _about("b.")),
        *names("died; d.", _about("d.")),
        *names("age; age in years; ayd; aged", measures.age),
        *names(
            "quote; cquote; quotation; blockquote; bquote; quote text; centered pull quote; long quote; rquote;"
            "imagequote; verse translation; poemquote; poem quote; quote without source",
            quotation,
        ),
        *names("frac; sfrac; fraction; sfraction; fract; ssfrac; tfrac", measures.fraction),
        *names("sup; superscript; smallsup", measures.superscript),
        *names("sub; subscript", measures.subscript),
        *names("e; esp; x10^", measures.power_of_ten),
        *names("pow; exp", measures.power),
        *names("chem; chem/a", measures.chemistry),
        *names("chem2; chemf; formula", measures.formula),
        *names("nuclide; nuclide2; simplenuclide; simplenuclide2; isotope", measures.nuclide),
        *names("nts; ntsh; number; formatnum; number format; commas; fnum", measures.number),
        *names("val; value; ntsval", measures.value),
        *names("uss; hms; hmas; hmcs; rms; ss; ms; mv; smu; sms; ins; hmnzs; usns; usat; ship", _ship),
        *names("radic; sqrt; root", measures.root),
        *names(
            "nbsp; space; spaces; thinsp; thin space; hair space; hairsp; ensp; emsp; sp; nnbsp; br; break; gap", gap
        ),
        *names("music", _music),
        *names("railgauge; rail gauge; track gauge; trackgauge", measures.railway_gauge),
        *names("marriage", _marriage),
        *names("ipa; ipalink; ipablink; ipaslink; ipa link; ipa blink; ipa slink", _sound),
        *names("ipac-en; ipa-", _pronunciation),
        *names("respell", _respelling),
        *names("ipac-es; ipac-fr; ipac-pl; ipac-pt; ipac-cmn; ipac-yue; ipac-de; ipac-it; ipa-en", _unknown_sound),
        *names("audio", _recording),
        *names("coord; coor; coor d; coor dm; coor dms", measures.coordinates),
        *names("isbn", _identifier("ISBN")),
        *names("issn", _identifier("ISSN")),
        *names("oclc", _identifier("OCLC")),
        *names("doi", _identifier("doi")),
        *names("us patent", _patent),
        *names("eqm; eqarrow; equilibrium; rlarrow; ⇌", constant("⇌")),
        *names("su; subsup; supsub", measures.sub_and_superscript),
        *names("oldstyledate; oldstyledatedy; old style date", _old_style),
        *names("bibleref; bibleref2; bibleverse; bv", _bible),
        *names("harvtxt; harvcoltxt; harvard citation text", _text_citation),
        *names("height", measures.height),
        *names("ordered list; bulleted list; unbulleted list; ubl; unbullet; vunblist; blist", _list),
        *names("hlist; flatlist2; comma separated entries; cslist; comma list", _row),
        *names("' \"; '\"", constant("'\"")),
        *names("\" '; \"'", constant("\"'")),
        *names("'s; ’s", constant("'s")),
        *names("'; apostrophe", constant("'")),
        *names("''; \"; '-; -\"", constant('"')),
        *names("=; equals", constant(EQUALS)),
        *names("!; pipe; vbar; !-", constant(PIPE)),
        *names("ndash; en dash; –", constant("–")),
        *names("mdash; em dash; mdashb; —", constant("—")),
        *names("snd; snds; spnd; spaced ndash; sndash; spaced en dash; sdash; dash", constant(" – ")),
        *names("smd; smdash; spaced mdash; spaced em dash", constant(" — ")),
        *names("·; •; dot; bullet; middot; bull; sdot; sbull; interpunct; dotsep", constant(" · ")),
        *names("pm; +-; plusminus; ±; gmp", constant("±")),
        *names("times; x mark text; ×", constant("×")),
        *names("minus; −", constant("−")),
        *names("degree; deg; °", constant("°")),
        *names("ellipsis; ...; …", constant("…")),
        *names("okina; ʻokina; 'okina", constant("ʻ")),
        *names("hamza; ʾ", constant("ʼ")),
        *names("ayin; ayn; ʿ", constant("ʿ")),
        *names("prime; ′", _signed("′", after=True)),
        *names("angbr; angbr ipa; angle", lambda args: f"⟨{args.first()}⟩"),
        *names("us$; usd; us dollar; us dollars", _signed("US$")),
        *names("$; dollar", _signed("$")),
        *names("£; gbp; pound; pound sterling; pounds", _signed("£")),
        *names("€; eur; euro; euros", _signed("€")),
        *names("inr; ₹; indian rupee; rupee; inrconvert; rs; rs.", _scaled("₹")),
        *names("jpy; yen; ¥; cny; rmb; jpyconvert", _scaled("¥")),
        *names("a$; aud", _signed("A$")),
        *names("c$; cad; can$", _signed("C$")),
        *names("nz$; nzd", _signed("NZ$")),
        *names("won; krw; ₩", _signed("₩")),
        *names("rub; ruble; ₽", _signed("₽")),
        *names("inflation; formatprice; format price; population; popest; metadata population", constant(HOLE)),
    )
)

INLINE: frozenset[Expansion] = frozenset((measures.coordinates,))
"""Expansions whose words are no paragraph of their own."""
