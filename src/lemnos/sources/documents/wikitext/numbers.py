"""Writes numbers with the separators of a language, as the magic word ``{{formatnum:}}`` of MediaWiki does.

``grouped`` takes the digits of a number and a language and returns the number as text: ``12000`` is ``12,000`` in
English, ``12.000`` in German, ``12 000`` in French. The separators are those of MediaWiki's language files, which
follow CLDR but for Spanish and Portuguese. A no-break space is written as a space, as in all text of this package.
Digits stay Latin.
"""

import re

_DOT = "ast az bs ca da de el eu fo gl hr id is it jv ku lb mk nds nl ro sl sr su tr vi".split()
_SPACE = (
    "af be be-tarask bg br cs cv eo es et fi fr hu hy ka kk ky lt lv nb nn no oc pl pt ru se sk sq sv tg tk tt uk uz"
).split()
_SEPARATORS = dict.fromkeys(_DOT, (".", ",")) | dict.fromkeys(_SPACE, (" ", ","))
_SEPARATORS |= {"de-ch": ("’", "."), "de-at": (" ", ","), "pt-br": (".", ",")}
_INDIAN = frozenset("as bn gu hi kn ml mr ne or pa sa ta te".split())
"""Languages that group the digits above the thousands in pairs: 12,34,567."""
_FOUR_DIGITS_BARE = frozenset("be-tarask bg es hy pl pt ru".split())
"""Languages that do not separate the thousands of a number of four digits."""
_NUMBER = re.compile(r"(?<![\w.,])([+\-−]?)(\d{1,40})(\.\d+)?(?![\w.,]*\d)", re.ASCII)
_PAIRS = re.compile(r"(?<=\d)(?=(?:\d\d)+$)")


def grouped(text: str, language: str, separated: bool = True) -> str:
    """Return ``text`` with each plain number in it written as ``language`` writes numbers.

    Args:
        text: A number with ``.`` as its decimal mark, alone or among words; digits that are grouped already stay.
        language: A BCP 47 code.
        separated: Whether thousands are separated.

    >>> grouped("12000.5", "de"), grouped("1234567", "hi"), grouped("1234", "es")
    ('12.000,5', '12,34,567', '1234')
    """
    code = language.lower()
    plain = code.partition("-")[0]
    separator, mark = _SEPARATORS.get(code) or _SEPARATORS.get(plain) or (",", ".")
    bare = not separated

    def written(match: re.Match[str]) -> str:
        sign, whole, rest = match[1], match[2], match[3] or ""
        if not bare and not (len(whole) == 4 and (code in _FOUR_DIGITS_BARE or plain in _FOUR_DIGITS_BARE)):
            if plain in _INDIAN and len(whole) > 3:
                whole = _PAIRS.sub(",", whole[:-3]) + "," + whole[-3:]
            else:
                whole = f"{int(whole):,}".replace(",", separator) if whole[0] != "0" else whole
        return sign + whole + rest.replace(".", mark)

    return _NUMBER.sub(written, text)


def raw(text: str, language: str) -> str:
    """Return a number of ``language`` without its separators and with ``.`` as its decimal mark.

    >>> raw("12.000,5", "de")
    '12000.5'
    """
    code = language.lower()
    separator, mark = _SEPARATORS.get(code) or _SEPARATORS.get(code.partition("-")[0]) or (",", ".")
    for space in " \u00a0\u202f\u2009" if separator == " " else separator:
        text = text.replace(space, "")
    return text.replace(mark, ".")
