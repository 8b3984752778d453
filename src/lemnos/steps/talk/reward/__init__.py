"""Scores how good a next answer a segment is, given the answers so far: guides plans, and ranks candidates.

    texts ──▶ encode ──▶ nearness ──▶ text_follower ──▶ network ──┐
                                                                  ▼
    positions ──▶ segment_follower ─────────────────────────▶ learned ──▶ rewards, 0 to 1
                                                                  │            │
    model.npz ──▶ model ──────────────────────────────────────────┘            ├──▶ plan
                                                                               ├──▶ rank
    importers, document_cases ──▶ cases ──▶ train ──▶ model.npz                └──▶ evaluate

The interfaces and their data:

    base                the ``Reward``, ``Scorer`` and ``TextReward`` interfaces, and ``Cluster``
    cases               ``Case``, answers so far and candidates, in files of JSON lines
    importers           published conversations and held-out documents to cases
    document_cases      the documents of a finished run to cases, by walks over their structure

The learned reward, in the order in which data flows:

    encode              texts to sparse rows of stems
    nearness            rows to the nearness of every text to every candidate
    text_follower       nearness to the features of the text part, turn by turn
    segment_follower    positions to the features of the state, turn by turn
    network             features to logits, by a small network, and its training
    model               the weights in a file, and logits to scores
    learned             the default reward, on cases and on clusters

Other rewards, and what uses them:

    lexical             a reward without a learned model
    embedding/          texts to nearness, by an embedding or a cross-encoder of the user
    load                a name or a path to a reward
    rank                lines of candidates to the same lines with scores
    train               cases and finished runs to a model
    baselines           chance, reading order and BM25
    evaluate            scores to rank measures, calibration and speed
    judge_files         files of cases to their evaluations
"""
