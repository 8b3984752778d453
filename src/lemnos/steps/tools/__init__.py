"""Turns descriptions of APIs and functions into tool documents (Hephaestus-Forge, arXiv 2502.06589, section 3).

    descriptions ──▶ Tool ──▶ describe ──▶ registry ──▶ render ──▶ ToolDocument
                                                          ▲
                                              examples ───┘ with schemas

The step, like every other:

    settings      all settings of the step, and those of one input
    step          the three stages: tools, registry, tool_documents
    forecast      what a run will make and ask a model, from a sample
    statistics    figures to the statistics of the report
    card          its part of the dataset card
    search        the tools of a finished run: list, search, show

The flow:

    describe      functions without documentation get it, from their code or from a model
    registry      all tools of a run: versions linked, duplicates found
    schemas       JSON Schemas flattened, values validated
    examples      an example call of a tool that validates
    render        a tool in one of twelve surface forms

Places to act in:

    naming        names of parameters, fields and resources read
    wire          the arguments of a call in an HTTP request
    edges         which outputs feed which parameters
    world         an API as a place to act in
    external      places to act in that others made, behind the protocol of a world
    task          what users want in a world, and how it is done
    ladder        what a conversation did in a world, checked
    play          tasks played into trajectories
"""
