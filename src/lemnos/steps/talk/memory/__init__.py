"""Inserts memory turns into a plan: turns that refer back to earlier turns, near or far.

    Plan, Cluster ──▶ history ──▶ recall · synthesis · correction · unanswerable ──▶ candidate
                         ▲                                                              │
      quotes, positions, attributes                               insertion ◀───────────┘
                                                                      │
                                                                      └──▶ Plan with memory turns

Modules, in the order in which data flows:

    settings             how many memory turns, of which kinds, how far back
    quotes               a segment to its sentences that read well alone, and the question that each answers
    attributes           what people ask about a town, a person or a function, and the words that an answer needs
    positions            a turn to words that name its position in the conversation, and back
    history              the conversation before a memory turn, and what can be quoted from it
    stated_attributes    an answer to the attributes of its topic that it states
    candidate            what a memory turn may be made of, before it has a position in the plan
    grounding            the words that an answer may have beyond its evidence
    recall               one sentence of one earlier answer, requested again
    synthesis            contrast, synthesis and summary, from several earlier answers
    correction           a premise of the user that the answer corrects
    unanswerable         a question that no document of the cluster answers
    insertion            a finished plan to the same plan with memory turns
"""
