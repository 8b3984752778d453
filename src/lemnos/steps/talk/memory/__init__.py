"""Inserts memory turns into a plan: turns that refer back to earlier turns, near or far.

    Plan, Cluster ──▶ history ──▶ recall · synthesis · correction · summary · unanswerable ──▶ candidate
                         ▲                                                                        │
       quotes, statements, attributes                               insertion ◀────────────────────┘
                                                                        │
                                                                        └──▶ Plan with memory turns

Modules, in the order in which data flows:

    settings        how many memory turns, of which kinds, how far back
    words           the word lists of ``words.toml``
    quotes          a segment to its sentences that can be quoted
    clause          a sentence to its main clause: subject, verb, rest, date
    statements      a sentence to what it says, and the parts of it that may be asked for
    attributes      what people ask of a town, a person or a function (``attributes.toml``), and where a text states it
    history         the conversation before a memory turn, and what can be quoted from it
    candidate       what a memory turn may be made of, before it has a position in the plan
    grounding       the words that an answer may have beyond its evidence
    recall          a part of one sentence of one earlier answer, requested again
    correction      a premise of the user that the answer corrects
    synthesis       synthesis and contrast, from several earlier answers
    summary         the main points of a topic or of the whole conversation
    unanswerable    a question that no document of the cluster answers
    insertion       a finished plan to the same plan with memory turns
"""
