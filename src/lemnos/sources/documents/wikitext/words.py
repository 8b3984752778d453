"""Expands the templates that print words into running text: units, foreign words, dates, numbers, signs.

Each expansion takes the ``Arguments`` of a call and returns the words that a reader would see, as closely as possible
without executing the template. ``EXPANSIONS`` maps lower-case template names of English Wikipedia, which most other
wikis share, to expansions; ``BY_LANGUAGE`` holds those that one language adds.
"""

from collections.abc import Iterable

from lemnos.sources.documents.wikitext import measures
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
_FLAT = {"flat": "♭", "b": "♭", "sharp": "♯", "#": "♯", "natural": "♮"}


def _first(args: Arguments) -> str:
    return args.first()


def _second(args: Arguments) -> str:
    return args.at[1] if len(args.at) > 1 else args.first()


def _last(args: Arguments) -> str:
    return args.last()


def _text_or_first(args: Arguments) -> str:
    return args.named.get("text") or args.first()


def _joined(args: Arguments) -> str:
    return "".join(args.at)


def _spaced(args: Arguments) -> str:
    return " ".join(args.at)


def _constant(text: str) -> Expansion:
    return lambda args: text  # noqa: ARG005


def _signed(sign: str, after: bool = False) -> Expansion:
    return lambda args: (args.first() + sign) if after else sign + args.first()


def _language(args: Arguments) -> str:
    """Return ``{{lang-fr|mot}}`` as “French: mot”; on a page that is not in English, without the label."""
    word = args.named.get("text") or args.first()
    code = args.name.replace("_", "-").removeprefix("lang-").strip()
    label = _LANGUAGES.get(code, "").replace("_", " ")
    bare = args.language != "en" or not label or args.named.get("label") == "none" or args.named.get("links") == "no"
    return word if bare or not word else f"{label}: {word}"


def _japanese(args: Arguments) -> str:
    inner = ", ".join(argument for argument in args.at[1:3] if argument)
    return f"{args.first()} ({inner})" if inner and args.first() else args.first() or inner


def _about(sign: str) -> Expansion:
    def expand(args: Arguments) -> str:
        return f"{sign} " + "–".join(argument for argument in args.at[:2] if argument)

    return expand


def _quotation(args: Arguments) -> str:
    words = args.named.get("text") or args.named.get("quote") or args.named.get("content") or args.first()
    return "\n\n" + " ".join(words.split()) + "\n\n"


def _ship(args: Arguments) -> str:
    prefix = args.name.upper() if args.name != "ship" else args.first()
    name = args.at[1] if args.name == "ship" and len(args.at) > 1 else args.first()
    return f"{prefix} {name}".strip()


def _gap(args: Arguments) -> str:
    return " " * 1 if args else ""


def _music(args: Arguments) -> str:
    return _FLAT.get(args.first().lower(), "")


def _sound(args: Arguments) -> str:
    """Return ``{{IPA|/a/}}`` as an aside, which ``tidy`` drops inside parentheses and keeps elsewhere."""
    return ASIDE + args.first() + ASIDE


def _pronunciation(args: Arguments) -> str:
    """Return ``{{IPAc-en|æ|l|iː}}`` or ``{{IPA-de|ʃaː}}`` as an aside that only a word like “pronounced” keeps."""
    if args.name == "ipac-en":
        sounds = "".join(argument for argument in args.at if argument not in _IPA_LABELS)
        return ASIDE + UNLESS_LED + "/" + sounds + "/" + ASIDE
    return ASIDE + UNLESS_LED + "[" + args.first() + "]" + ASIDE


def _patent(args: Arguments) -> str:
    return "U.S. Patent " + measures.grouped(args.first())


def _old_style(args: Arguments) -> str:
    day, year, old = (*args.at, "", "", "")[:3]
    return f"{day} [O.S. {old}] {year}" if old else f"{day} {year}".strip()


def _bible(args: Arguments) -> str:
    return " ".join(args.at[:2])


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


def _names(names: str, expansion: Expansion) -> Iterable[tuple[str, Expansion]]:
    return ((name.strip(), expansion) for name in names.split(";"))


EXPANSIONS: dict[str, Expansion] = dict(
    (
        *_names(
            "nowrap; nobr; nobreak; j; small; smaller; smalldiv; big; bigger; larger; em; strong; italic; "
            "italics; bold; noitalic; nobold; normal; sc; smallcaps; sc2; abbr; abbrv; tooltip; hover title; tt; "
            "mono; code; samp; kbd; key; keypress; var; mvar; math; bigmath; vanchor; visible anchor; "
            "angle bracket; center; centre; as written; not a typo; typo; proper name; notatypo; ill; "
            "interlanguage link; illm; interlanguage link multi; flag; flagcountry; flagu; overline; underline; "
            "u; strikethrough; nihongo2; nihongo3; unicode; polytonic; grc; okina text; sic; text; wikt-lang; "
            "nocaps; lc; large; huge; allcaps; hebrew; arabic; nastaliq; rtl; dtsh; nq; no italic; ipa text; "
            "plainlist; plain list; flatlist; translation; gloss; literally; lit.; blue; red; green; sclass; "
            "mathcal; dfn; tq; color text; ushort; small caps",
            _first,
        ),
        *_names("color; font color; fontcolor; colour; background color; bgcolor; lang; langwithname; script", _second),
        *_names("native name; rtl-lang; ltr-lang; lsj; wikt; wiktlang; nativename; sort; hs; sortname text", _second),
        *_names("transl; transliteration; resize; font; size; align; raise; lower; rtl-para; columns-list", _last),
        *_names(
            "citation needed span; cn-span; clarify span; fix-span; citation needed-span; efn span", _text_or_first
        ),
        *_names("gaps; linktext; chem name; sum text; serif; sans-serif; word", _joined),
        *_names("sortname; hms text; langnf", _spaced),
        *_names("convert; cvt; conv; convinfobox; pressure", measures.convert),
        *_names("lang-", _language),
        *_names("nihongo; nihongo-s; korean text", _japanese),
        *_names(
            "birth date; birth date and age; bda; dob; death date; death date and age; start date; start-date;"
            "end date; start date and age; film date; dts; date; birth year; release date; opdate",
            measures.date,
        ),
        *_names("as of; asof; as at", measures.as_of),
        *_names("circa; c.; ca.; circ.; ca", _about("c.")),
        *_names("floruit; fl.; fl", _about("fl.")),
        *_names("reign; r.", _about("r.")),
        *_names("born; b.", _about("b.")),
        *_names("died; d.", _about("d.")),
        *_names("age; age in years; ayd; aged", measures.age),
        *_names(
            "quote; cquote; quotation; blockquote; bquote; quote text; centered pull quote; long quote; rquote;"
            "imagequote; verse translation; poemquote; poem quote; quote without source",
            _quotation,
        ),
        *_names("frac; sfrac; fraction; sfraction; fract; ssfrac; tfrac", measures.fraction),
        *_names("sup; superscript; smallsup", measures.superscript),
        *_names("sub; subscript", measures.subscript),
        *_names("e; esp; x10^", measures.power_of_ten),
        *_names("pow; exp", measures.power),
        *_names("chem; chem/a", measures.chemistry),
        *_names("chem2; chemf; formula", measures.formula),
        *_names("nuclide; nuclide2; simplenuclide; simplenuclide2; isotope", measures.nuclide),
        *_names("nts; ntsh; number; formatnum; number format; commas; fnum", measures.number),
        *_names("val; value; ntsval", measures.value),
        *_names("uss; hms; hmas; hmcs; rms; ss; ms; mv; smu; sms; ins; hmnzs; usns; usat; ship", _ship),
        *_names("radic; sqrt; root", measures.root),
        *_names("nbsp; space; spaces; thinsp; thin space; hair space; hairsp; ensp; emsp; sp; nnbsp; 0ws; shy", _gap),
        *_names("music", _music),
        *_names("railgauge; rail gauge; track gauge; trackgauge", measures.railway_gauge),
        *_names("marriage", _marriage),
        *_names("ipa; ipalink; ipablink; ipaslink; ipa link; ipa blink; ipa slink", _sound),
        *_names("ipac-en; ipa-", _pronunciation),
        *_names("us patent", _patent),
        *_names("eqm; eqarrow; equilibrium; rlarrow; ⇌", _constant("⇌")),
        *_names("su; subsup; supsub", measures.sub_and_superscript),
        *_names("oldstyledate; oldstyledatedy; old style date", _old_style),
        *_names("bibleref; bibleref2; bibleverse; bv; sourcetext", _bible),
        *_names("harvtxt; harvcoltxt; harvard citation text", _text_citation),
        *_names("height", measures.height),
        *_names("ordered list; bulleted list; unbulleted list; ubl; unbullet; vunblist; blist", _list),
        *_names("hlist; flatlist2; comma separated entries; cslist; comma list", _row),
        *_names("' \"; '\"", _constant("'\"")),
        *_names("\" '; \"'", _constant("\"'")),
        *_names("'s; ’s", _constant("'s")),
        *_names("'; apostrophe", _constant("'")),
        *_names("''; \"; '-; -\"", _constant('"')),
        *_names("=; equals", _constant(EQUALS)),
        *_names("!; pipe; vbar; !-", _constant(PIPE)),
        *_names("ndash; en dash; –", _constant("–")),
        *_names("mdash; em dash; mdashb; —", _constant("—")),
        *_names("snd; snds; spnd; spaced ndash; sndash; spaced en dash; sdash; dash", _constant(" – ")),
        *_names("smd; smdash; spaced mdash; spaced em dash", _constant(" — ")),
        *_names("·; •; dot; bullet; middot; bull; sdot; sbull; interpunct; dotsep", _constant(" · ")),
        *_names("pm; +-; plusminus; ±; gmp", _constant("±")),
        *_names("times; x mark text; ×", _constant("×")),
        *_names("minus; −", _constant("−")),
        *_names("degree; deg; °", _constant("°")),
        *_names("ellipsis; ...; …", _constant("…")),
        *_names("okina; ʻokina; 'okina", _constant("ʻ")),
        *_names("hamza; ʾ", _constant("ʼ")),
        *_names("ayin; ayn; ʿ", _constant("ʿ")),
        *_names("prime; ′", _signed("′", after=True)),
        *_names("angbr; angbr ipa; angle", lambda args: f"⟨{args.first()}⟩"),
        *_names("us$; usd; us dollar; us dollars", _signed("US$")),
        *_names("$; dollar", _signed("$")),
        *_names("£; gbp; pound; pound sterling; pounds", _signed("£")),
        *_names("€; eur; euro; euros", _signed("€")),
        *_names("inr; ₹; indian rupee; rupee; inrconvert; rs; rs.", _signed("₹")),
        *_names("jpy; yen; ¥; cny; rmb; jpyconvert", _signed("¥")),
        *_names("a$; aud", _signed("A$")),
        *_names("c$; cad; can$", _signed("C$")),
        *_names("nz$; nzd", _signed("NZ$")),
        *_names("won; krw; ₩", _signed("₩")),
        *_names("rub; ruble; ₽", _signed("₽")),
        *_names("inflation; formatprice; format price; population; popest; metadata population", _constant(HOLE)),
    )
)

SILENT = frozenset(
    (
        "rp|r|ref|sfn|sfnp|sfnm|harvnb|harvp|harv|harvcol|refn|efn|efn-ua|note|anchor|anchors|cn|fact|"
        "citation needed|coord|ref label|note label|dn|disambiguation needed|clarify|when|who|which|page needed|"
        "audio|listen|respell|ipac-es|ipac-fr|ipac-pl|flagicon|flagdeco|flag icon|fact-now|inflation-fn|main|"
        "see also|further|dubious|issn|isbn|oclc|doi|update after|zh|ipa-en|cite|citation|wikisource|wiktionary|"
        "commons|webarchive|dead link|verify source|increase|decrease|steady|clear|defaultsort|reflist|refbegin|"
        "refend|source|icd9|icd10|legend|unicode chart"
    ).split("|")
)
"""Templates that print nothing into a sentence, although they have arguments."""

BY_LANGUAGE: dict[str, dict[str, Expansion]] = {
    "fr": dict(
        (
            *_names("unité; nombre; nb; nombre en romain; romain", _spaced),
            *_names("date de naissance; date; date-; date de décès", _spaced),
            *_names("citation; citation étrangère; guillemets; lien; langue; indice; petit; citation bloc", _last),
            *_names("s; siècle; s-; sp-", lambda args: f"{args.first()}e siècle"),
            *_names("exposant; exp; e; er; re", _first),
        )
    ),
    "de": dict((*_names("zitat; zitat-de", _quotation), *_names("0; nnbsp", _gap))),
    "es": dict((*_names("unidad; nombre", _spaced), *_names("cita; cita destacada", _quotation))),
    "it": dict((*_names("m; unità", _spaced), *_names("citazione; quote", _quotation))),
    "pt": dict((*_names("fmtn; unidade", _spaced), *_names("quote; citação; citar bloco", _quotation))),
    "ru": dict(
        (
            *_names("s; nobr; langi; нп; нп1; нп2; нп3; нп5; не переведено; comment; число", _first),
            *_names("цитата; начало цитаты", _quotation),
            *_names("год; годом", _first),
        )
    ),
    "bg": dict((*_names("цитат", _quotation), *_names("нп; нп3; нп5", _first))),
}


def variable(name: str, inner: str, title: str) -> str:
    """Return the words of a magic word or parser function, or an empty string for any other call.

    Args:
        name: The text before the first ``|``, in lower case.
        inner: The whole text between the braces.
        title: The title of the page.
    """
    if name in ("pagename", "fullpagename", "basepagename", "subpagename"):
        return title
    head, colon, rest = inner.partition(":")
    if not colon:
        return HOLE if name.startswith(("current", "localday", "localyear", "numberof")) else ""
    match head.strip().lower():
        case "lc" | "lcfirst":
            return rest.strip().lower() if head.strip() == "lc" else rest.strip()
        case "uc":
            return rest.strip().upper()
        case "ucfirst":
            return rest.strip()[:1].upper() + rest.strip()[1:]
        case "formatnum":
            return HOLE if HOLE in rest else measures.grouped(rest.partition("|")[0].strip())
        case "nowrap":
            return rest.strip()
        case "#expr" | "#time" | "#dateformat" | "plural" | "numberofarticles":
            return HOLE if head.strip().lower() != "#dateformat" else rest.partition("|")[0].strip()
        case "#if":
            condition, *branches = [part.strip() for part in rest.split("|")]
            chosen = 0 if condition else 1
            return branches[chosen] if chosen < len(branches) else ""
    return ""
