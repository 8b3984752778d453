"""Finds the records of a run that repeat another, over all inputs, in memory that a setting bounds.

    records ──▶ keys ──▶ propose ──▶ pairs ──▶ check ──▶ near copies ──▶ choose ──▶ findings
                  ▲                              ▲
               specific                    specific, compare

``settings.py``
    How copies are found.
``stages.py``
    The stages in their order.
``specific.py``
    What a record is compared by, and which of two is the better one.
``facts.py``
    What a tool says beside its description.
``arrays.py``
    What the stages hand on.
``keys.py``
    Records → keys by which copies meet.
``propose.py``
    Ranges of keys → copies of one text, and pairs to compare.
``compare.py``
    Whether two records are copies of each other, by their texts.
``check.py``
    Pairs → those that the texts confirm.
``choose.py``
    Who goes for whom, and a finding for each that goes.
"""
