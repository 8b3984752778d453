"""Chooses the documents of a preview (``limit``): a connected neighbourhood of the link graph, not the first ones.

    inputs ──▶ candidates ──▶ documents, graph, clusters of these ──▶ clusters ──▶ records ──▶ Document
                   ▲                                                     ▲
               link_table ◀──────────── neighbourhood ───────────────────┘

A preview of N documents reads a bounded number of candidates and links them like the documents of any run. The sample
consists of whole clusters of these, so that its dialogues are those of a run over the candidates.

Modules, in the order in which data flows:

    candidates      a job with a limit to the documents that are read
    link_table      names of files and rows of link tables to the files that are candidates
    neighbourhood   a weighted graph and a seed to its nodes, in the order in which a connected sample takes them
    clusters        the clusters of the candidates to those of the sample
    records         the records of the candidates to those of the sample
"""
