"""The thresholds of the heuristics, each with its source. 0, or 1 for a largest share, turns a rule off."""

from typing import Annotated

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]


class GopherSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Quality rules of Gopher (Rae et al. 2021, section A.1.1), for the prose of documents; those on words, for prose
    of `min_prose` words and more."""

    min_words: Count = 10
    """Fewest words of a document, code and tables included. Gopher: 50, which drops short pages of references."""
    max_words: Count = 0
    """Most words of a document; 0 for any number. Gopher: 100,000, which drops books."""
    min_mean_word: Annotated[float, Meta(ge=0)] = 3.0
    """Least mean length of a word in letters and digits; scripts with spaces only."""
    max_mean_word: Annotated[float, Meta(ge=0)] = 10.0
    """Greatest mean length of a word."""
    max_symbols: Share = 0.1
    """Most `#` and `…` per word, code left out."""
    max_bullets: Share = 0.9
    """Largest share of lines that are items of a list, in a document without code and tables. Items of 60 characters
    and more (20 in scripts without spaces) are sentences, and count as none: a chronicle is a list."""
    max_ellipses: Share = 0.3
    """Largest share of lines that end with an ellipsis."""
    min_lines: Count = 5
    """Lines below which the rules on shares of lines do not apply: the one line of a short post may end with an
    ellipsis. Gopher: none, but its documents have 50 words."""
    min_alphabetic: Share = 0.8
    """Least share of words that begin with a letter; Gopher counts those with any letter."""
    min_stop_words: Count = 2
    """Fewest of the words the, be, to, of, and, that, have, with, in English prose."""
    min_prose: Count = 50
    """Words of prose below which only the rules on words of the whole document apply."""


class RepetitionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Repetition rules of Gopher (Rae et al. 2021, table A1), for the prose of documents; loops, for every record."""

    lines: Share = 0.3
    """Largest share of lines that repeat an earlier one."""
    line_letters: Share = 0.2
    """Largest share of the letters that stand in such lines."""
    paragraphs: Share = 0.3
    """Largest share of paragraphs that repeat an earlier one."""
    paragraph_letters: Share = 0.2
    """Largest share of the letters that stand in such paragraphs."""
    top_2_grams: Share = 0.2
    """Largest share of the letters that the most frequent 2-gram of words covers."""
    top_3_grams: Share = 0.18
    """The same for 3-grams."""
    top_4_grams: Share = 0.16
    """The same for 4-grams."""
    n_grams: tuple[Share, ...] = (0.3, 0.28, 0.26, 0.24, 0.22, 0.2)
    """Largest share of the letters that 5-, 6-, 7-, 8-, 9- and 10-grams cover that stood before. Gopher: half of each,
    at which good pages of manuals and encyclopaedias went. In scripts without spaces, of 8-, 9- and 10-grams of pairs
    of letters."""
    max_blocks: Share = 0.05
    """Share of code and tables in a document from which the rules on repetition do not apply: a page of a reference
    names its members again and again, and says the same of each. Loops are looked for all the same."""
    min_words: Count = 100
    """Words of prose below which n-grams are not counted: a short page of reference repeats its few names."""
    loop_words: Count = 60
    """Fewest words of a copy loop, a stretch that repeats the same words at least four times in a row, which is how
    models fail; in prose, and in what the assistant says and thinks. 0 looks for none."""


class C4Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rules of C4 (Raffel et al. 2020, section 2.2), for the prose of documents."""

    lorem_ipsum: bool = True
    """Whether a document that holds the words lorem ipsum is dropped; one that is about them (three or fewer among a
    thousand words) stays."""
    script_lines: Share = 0.2
    """Largest share of lines that ask for JavaScript or speak of cookies. C4 takes such lines out."""
    curly_braces: Share = 0.025
    """Largest share of the characters of prose that are curly braces: code that was not recognised as such. C4 drops a
    page with one."""


class FineWebSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rules of FineWeb (Penedo et al. 2024, section 3.6), for the prose of documents of at least `min_lines` lines."""

    min_ended_lines: Share = 0.12
    """Least share of lines of prose that end with a mark of punctuation, of any script."""
    max_short_lines: Share = 0.67
    """Largest share of lines of prose under 30 characters; scripts without spaces count three for one."""
    min_lines: Count = 5
    """Lines below which these rules do not apply. FineWeb: none, but its pages hold headings and menus."""


class EncodingSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Text that was damaged by reading it in a wrong encoding, in records of every kind."""

    replaced: Share = 0.002
    """Largest share of characters that are U+FFFD, control characters or halves of surrogate pairs."""
    mojibake: Share = 0.002
    """Largest share of characters that are UTF-8 read as Latin-1 or Windows-1252 (`Ã©` for `é`)."""
    wrong_code_page: Share = 0.4
    """Largest share of letters from U+00C0 to U+00FF, which no language reaches: another code page read as Latin-1."""


class HeuristicsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rules that drop poor text without a model."""

    enabled: bool = True
    """Whether heuristics drop records."""
    languages: tuple[str, ...] = ()
    """Languages (BCP 47) whose records are kept; empty for all. A record whose language is unknown counts as `und`."""
    skip_above: Share = 0.9
    """Score of the quality filter from which the rules of Gopher, C4 and FineWeb no longer apply to a document; damage
    and loops always do. 1 has them apply to all. Without a filter there is no score."""
    gopher: GopherSettings = GopherSettings()
    """Quality rules of Gopher."""
    repetition: RepetitionSettings = RepetitionSettings()
    """Repetition rules of Gopher, and loops."""
    c4: C4Settings = C4Settings()
    """Rules of C4."""
    fineweb: FineWebSettings = FineWebSettings()
    """Rules of FineWeb."""
    encoding: EncodingSettings = EncodingSettings()
    """Damage by a wrong encoding."""
