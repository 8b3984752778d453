"""Finds items of benchmarks in records, and says where and why.

    benchmarks ──▶ readers ──▶ Item ──▶ probes ──▶ index ◀── rarity ◀── a sample of the corpus
                                                     │
    candidates ──▶ rule ──▶ markup ──▶ tokens ──▶ search ──▶ confirm ──▶ Finding
                      └──▶ signatures, titles

``settings.py``
    Which benchmarks, and how strictly.
``items.py``
    ``Item``, what a benchmark asks, and ``Signature``, a tool that it offers.
``readers/``
    Files of benchmarks to items.
``allow.py``
    Items that a person allows.
``markup.py``
    Texts without HTML, Markdown and JSON escapes, and the way back.
``tokens.py``
    Words of texts as hashes, and their places.
``rarity.py``
    How rare each word is.
``probes.py``
    Items to the texts that are looked for.
``index.py``
    These texts as arrays in a folder.
``search.py``
    Texts to windows that hold much of a probe.
``asking.py``
    Whether what is asked stands there as a question.
``confirm.py``
    A window to a match, by alignment.
``detect.py``
    Search and alignment of texts.
``signatures.py``, ``titles.py``
    Tools by name and parameters; documents by title and address.
``prepare.py``
    The stages that make the index.
``rule.py``
    The rule that judges records.
``without.py``
    A record without the parts that hold an item.
``report.py``
    What was found, for a person: both texts side by side.
"""
