"""Describe functions that come with code but without documentation, by rules or by a model.

    Tool without a description ──▶ code_facts ──▶ sentences ──▶ Description (offline)
                                                                   │
                                       model ──▶ checked answer ───┤
                                                                   ▼
                                                     the same Tool with a description

Modules, in the order in which data flows:

    code_facts   the code of a function to what it returns, raises, calls and does with its parameters
    sentences    these facts to sentences in plain English
    rules        the description offline, the request to a model, and the checks of its answer
    describe     the tools of a shard to the same tools with descriptions
"""
