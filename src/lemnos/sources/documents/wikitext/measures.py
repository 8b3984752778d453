"""Expands the templates that print numbers: measures, dates, ages, fractions, powers, chemical formulas.

Each function takes the ``Arguments`` of a call and returns the words that the template prints.
"""

import re

from lemnos.sources.documents.wikitext import math as wikitext_math
from lemnos.sources.documents.wikitext import numbers
from lemnos.sources.documents.wikitext.arguments import Arguments
from lemnos.sources.documents.wikitext.tags import HOLE

_DECIMAL = re.compile(r"[+\-−]?\d+(?:\.\d+)?")
_DEGREE_MARKS = re.compile("[°′″]")
_NUMBER = re.compile(r"[+\-−]?[\d,.]+")
_UNITS = {
    "km2": "km²", "m2": "m²", "cm2": "cm²", "mm2": "mm²", "sqmi": "sq mi", "sqft": "sq ft", "sqin": "sq in",
    "sqyd": "sq yd", "km3": "km³", "m3": "m³", "cm3": "cm³", "cuft": "cu ft", "cumi": "cu mi", "cuin": "cu in",
    "cuyd": "cu yd", "c": "°C", "f": "°F", "°c": "°C", "°f": "°F", "k": "K", "ha": "hectares", "acre": "acres",
    "mile": "miles", "foot": "feet", "impgal": "imp gal", "usgal": "US gal", "u.s.gal": "US gal", "um": "μm",
    "lbf": "lbf", "kn": "kn", "nmi": "nmi", "/km2": "per km²", "/sqmi": "per sq mi", "pd/sqmi": "inhabitants per sq mi",
    "pd/km2": "inhabitants per km²", "inhabitants/km2": "inhabitants per km²", "long ton": "long tons",
    "short ton": "short tons",
    "metric ton": "metric tons",
    "lt": "long tons", "st": "short tons", "mt": "tonnes", "oilbbl": "barrels", "oilbbl/d": "barrels per day",
    "carat": "carats", "c-change": "°C", "f-change": "°F", "ft3": "cu ft", "in3": "cu in", "g/cm3": "g/cm³",
    "kg/m3": "kg/m³", "w/m2": "W/m²", "m/s2": "m/s²", "usgal/d": "US gal per day", "bbl": "barrels",
}  # fmt: skip
_SCALES = {"e3": "thousand", "e6": "million", "e9": "billion", "e12": "trillion"}
_SCALES |= {"k": "thousand", "M": "million", "G": "billion", "T": "trillion"}
_SCALED = re.compile(r"(e3|e6|e9|e12|[kMGT](?=oilbbl|USgal|cuft|carat|bbl))(.+)")
_RANGES = {
    "to": " to ", "-": "–", "–": "–", "and": " and ", "by": " by ", "x": " × ", "×": " × ", "*": " × ", "or": " or ",
    "+/-": " ± ", "±": " ± ", "to(-)": " to ", "and(-)": " and ", "to about": " to about ", "xx": " × ", "&": " & ",
    "plus": " + ", "+": " + ",
}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_COMPOUND = {
    "ft": ("in",), "yd": ("ft", "in"), "mi": ("yd", "ft", "chain"), "lb": ("oz",), "st": ("lb",), "h": ("min",),
    "foot": ("in",), "m": ("cm",), "long ton": ("cwt",),
}  # fmt: skip


def _unit(code: str) -> str:
    """Return a unit code of ``{{convert}}`` in words: ``koilbbl/d`` is “thousand barrels per day”."""
    known = _UNITS.get(code.lower())
    if known:
        return known
    scaled = _SCALED.fullmatch(code)
    return f"{_SCALES[scaled[1]]} {_unit(scaled[2])}" if scaled else code


def convert(args: Arguments) -> str:
    """Return a quantity in the unit used on the page, or ``HOLE`` if it has no number."""
    words = ""
    arguments = list(args.at)
    while arguments:
        words += numbers.grouped(arguments.pop(0), args.language, args.named.get("comma") != "off")
        if arguments and arguments[0].lower() in _RANGES and len(arguments) > 1:
            words += _RANGES[arguments.pop(0).lower()]
            continue
        if arguments:
            unit = arguments.pop(0)
            words += " " + _unit(unit)
            # "6|ft|2|in" continues with a smaller unit; "10|km|mi" names the unit to convert to, "10|km|1" its digits.
            more = (
                len(arguments) > 1 and _NUMBER.fullmatch(arguments[0]) and arguments[1].isalpha() and unit in _COMPOUND
            )
            if more and arguments[1] in _COMPOUND[unit]:
                words += " "
                continue
        break
    return words if any(c.isdigit() for c in words) else HOLE


def date(args: Arguments) -> str:
    """Return a date in words, with the day first if the template asks for it (``df``)."""
    numbers = [argument for argument in args.at if argument][:3]
    if not numbers or not numbers[0].isdigit() or any(not n.isdigit() for n in numbers[1:]):
        return ", ".join(numbers[:1])
    if len(numbers) > 1 and not 1 <= int(numbers[1]) <= 12:
        return numbers[0]
    year = numbers[0].lstrip("0") or "0"
    if len(numbers) == 1:
        return year
    month = _MONTHS[int(numbers[1]) - 1]
    if len(numbers) == 2:
        return f"{month} {year}"
    day = int(numbers[2])
    return f"{day} {month} {year}" if args.named.get("df", "n")[:1] in "y1" else f"{month} {day}, {year}"


def as_of(args: Arguments) -> str:
    """Return ``{{as of|2010|5}}`` as “As of May 2010”."""
    if alt := args.named.get("alt"):
        return alt
    lead = "since" if args.named.get("since", "n")[:1] == "y" else "as of"
    if args.named.get("lc", "n")[:1] != "y":
        lead = lead.capitalize()
    return f"{lead} {date(args)}" if args.at else HOLE


def age(args: Arguments) -> str:
    """Return the years between two dates, or ``HOLE`` without a second date: the age then depends on today's date."""
    if len(args.at) < 6 or not all(argument.isdigit() for argument in args.at[:6]):
        return HOLE
    birth, end = [[int(argument) for argument in args.at[i : i + 3]] for i in (0, 3)]
    return str(end[0] - birth[0] - (end[1:] < birth[1:]))


def fraction(args: Arguments) -> str:
    """Return ``{{frac|1|2}}`` as “1/2”."""
    match args.at[:3]:
        case [whole, over, under]:
            return f"{whole} {over}/{under}" if whole else f"{over}/{under}"
        case [over, under]:
            return f"{over}/{under}"
        case [under]:
            return f"1/{under}"
    return "/"


def superscript(args: Arguments) -> str:
    """Return the first argument as a superscript, or unchanged if Unicode lacks the characters."""
    return wikitext_math.superscript(args.first()) or args.first()


def subscript(args: Arguments) -> str:
    """Return the first argument as a subscript, or unchanged if Unicode lacks the characters."""
    return wikitext_math.subscript(args.first()) or args.first()


def sub_and_superscript(args: Arguments) -> str:
    """Return the argument ``b`` as a subscript, followed by the argument ``p`` as a superscript."""
    below, above = args.named.get("b", ""), args.named.get("p", "")
    return (wikitext_math.subscript(below) or below) + (wikitext_math.superscript(above) or above)


def power_of_ten(args: Arguments) -> str:
    """Return ``{{e|6}}`` as “×10⁶”."""
    return "×10" + exponent(args.first())


def power(args: Arguments) -> str:
    """Return ``{{pow|2|8}}`` as “2⁸”."""
    return args.first() + exponent(args.at[1]) if len(args.at) > 1 else "10" + exponent(args.first())


def exponent(power: str) -> str:
    """Return ``power`` as a superscript, or after ``^`` if Unicode lacks the characters."""
    return wikitext_math.superscript(power) or f"^{power}"


def chemistry(args: Arguments) -> str:
    """Return ``{{chem|H|2|O}}`` as “H₂O”."""
    words = ""
    for argument in args.at:
        if argument[:1].isdigit() and words:
            digits = argument.rstrip("+-−")
            charge = argument[len(digits) :]
            words += (wikitext_math.subscript(digits) or digits) + (wikitext_math.superscript(charge) or charge)
        else:
            words += argument
    return words


def formula(args: Arguments) -> str:
    """Return ``{{chem2|H2O}}`` as “H₂O”."""
    return re.sub(r"(?<=[A-Za-z)\]])\d+", lambda m: wikitext_math.subscript(m[0]) or m[0], args.first())


def nuclide(args: Arguments) -> str:
    """Return ``{{nuclide|carbon|14}}`` as “¹⁴Carbon”."""
    words = [argument for argument in args.at if argument]
    if len(words) > 1 and words[1].isdigit():
        return (wikitext_math.superscript(words[1]) or words[1]) + words[0].capitalize()
    return words[0].capitalize() if words else ""


def number(args: Arguments) -> str:
    """Return the first argument with the separators of the language."""
    return numbers.grouped(args.first(), args.language)


def value(args: Arguments) -> str:
    """Return ``{{val|1.5|0.2|e=6|u=m}}`` as “1.5±0.2×10⁶ m”."""
    if not args.at:
        return ""
    words = numbers.grouped(args.at[0], args.language)
    if len(args.at) > 2 and args.at[2]:
        words += f"+{args.at[1]}−{args.at[2].lstrip('-−')}"
    elif len(args.at) > 1 and args.at[1]:
        words += args.at[1] if args.at[1].startswith("(") else f"±{args.at[1]}"
    if power := args.named.get("e"):
        words += "×10" + exponent(power)
    if unit := args.named.get("u") or args.named.get("ul"):
        words += unit if unit in ("%", "°") else f" {unit}"
    return words


def root(args: Arguments) -> str:
    """Return the first argument under a root sign."""
    return "√" + args.first()


def railway_gauge(args: Arguments) -> str:
    """Return ``{{railgauge|1435mm}}`` as “1435 mm”."""
    match = re.fullmatch(r"([\d.,/]+)\s*([a-z]+)?", args.first())
    return f"{match[1]} {match[2] or 'mm'}" if match else args.first()


def height(args: Arguments) -> str:
    """Return ``{{height|ft=5|in=11}}`` as “5 ft 11 in”."""
    units = ("m", "cm", "ft", "in")
    return " ".join(f"{args.named[unit]} {unit}" for unit in units if args.named.get(unit)) or HOLE


def coordinates(args: Arguments) -> str:
    """Return ``{{coord|57|18|22|N|4|27|W}}`` as “57°18′22″N 4°27′W”; nothing if only the title shows them."""
    display = args.named.get("display", "inline")
    if display not in ("", "i", "it") and "inline" not in display:
        return ""
    words, degrees = [], ""
    for argument in args.at:
        if argument in ("N", "S", "E", "W"):
            words.append(degrees + argument)
            degrees = ""
        elif _DECIMAL.fullmatch(argument) and len(words) < 2:
            degrees += argument + "°′″"[min(2, len(_DEGREE_MARKS.findall(degrees)))]
        else:
            break
    if len(words) == 2:
        return " ".join(words)
    if len(args.at) > 1 and all(_DECIMAL.fullmatch(argument) for argument in args.at[:2]):
        pairs = zip(args.at[:2], ("NS", "EW"), strict=True)
        return " ".join(f"{number.lstrip('-−+')}°{signs[number[0] in '-−']}" for number, signs in pairs)
    return HOLE
