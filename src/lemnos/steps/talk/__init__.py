"""Turns linked documents into long dialogues whose answers quote the documents (DocTalk, arXiv 2507.05750).

    documents ──▶ graph ──▶ clusters ──▶ plan ──▶ memory ──▶ write ──▶ check ──▶ Dialogue
                                          ▲                                        │
                                        reward                          statistics, card, show

The step, like every other:

    settings      all settings of the step, and those of one input
    step          the stages: documents, graph, clusters, sample, dialogues
    forecast      what a run will make and ask a model, from a sample
    statistics    figures to the statistics of the report; with targets (shape) and quality (checks, round trip, scores)
    card          its part of the dataset card
    show          a dialogue in the terminal

The flow:

    documents     inputs to documents and segments
    graph         documents to a weighted graph, and clusters by random walk
    sample        where the run has a limit: some of the clusters, and their documents
    reward        how good a next answer a segment is, given the answers so far
    plan          a cluster to a path through its segments
    memory        turns that need the past: recall, contrast, synthesis, correction, summary, unanswerable
    write         user turns, by rules or by a model
    check         every user turn: form, leaks, repetition, retrieval of its answer; the score card
    dialogues     all of this for one anchor
    language      English clauses, verbs, questions and word classes
"""
