"""Checks dialogues before they are written, and scores them.

    Plan, Vectors ──▶ retrieval ──┐
                                  ▼
    user turns ──▶ text_checks ─▶ review ──▶ Reviewed ──▶ turn_quality ─▶ score_card ──▶ ScoreCard
                                   ▲  │
                                   └──┘ rewrites of the turns that fail

Modules, in the order in which data flows:

    text_checks    a user turn to whether it is well-formed, new, and does not give its answer away
    model_turns    a turn that a model wrote to whether it reads as a person's, or is a known pointer
    turn_language  a turn that a model wrote to whether it is in the language of its answer
    own_words      a turn that a model wrote to the rank of its answer by the turn's own words
    memory_meaning a memory turn in a model's words to whether it asks for what its draft asks for
    retrieval      a user turn to the rank of its answer among the segments of the cluster
    review         the user turns of a dialogue to their best versions, with a verdict on each that failed
    turn_words     the words of a user turn to whether it has a verb, and which of them are general
    turn_features  the exchanges of a dialogue to signs of faults of its user turns
    turn_quality   the turns of a dialogue to the probability that each is not faulty
    candidates     the versions of each turn that a model wrote to the best of each
    score_card     the turns of a finished dialogue to its score, and to the counts of the round trip
"""
