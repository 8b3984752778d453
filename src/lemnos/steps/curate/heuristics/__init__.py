"""Drops records whose text is damaged, repeats itself or is no prose, by rules that are published.

    Candidate ──▶ encoding · loops ──────────────▶ Finding      records of every kind
    Document  ──▶ prose ──▶ words · lines · n-grams ──▶ Finding     documents: the rules were made for pages of the web

``settings.py``
    The threshold of each rule, with its source.
``measures.py``
    Prose → numbers: of words, lines and marks.
``repetition.py``
    Words as hashes → what n-grams that repeat cover, and loops.
``encoding.py``
    Text → characters that are damage: replaced ones, mojibake, letters of a wrong code page.
``web.py``
    Measures of a document against the thresholds of Gopher, C4 and FineWeb.
``rule.py``
    The rule.
"""
