"""Chooses the documents of a preview (``limit``): a connected neighbourhood of the link graph, not the first ones.

    names of files, link table ──▶ link_table ──────────────┐
                                                            ├──▶ neighbourhood ──▶ tasks of the stage ``documents``
    front of the inputs ──▶ candidates ──▶ graph of these ──┘

Modules, in the order in which data flows:

    candidates      an input shard to features, and pages that can be read again without parsing
    link_table      names of files and rows of link tables to a weighted graph
    neighbourhood   a weighted graph and a seed to the documents of a connected sample
    draw            a job with a limit to the tasks that read its documents
"""
