"""Packs records into windows of tokens, with masks, for trainers.

    runs (Dialogue | Trajectory | ToolDocument | Document) ──▶ render ─▶ tokenise ─▶ fit ─▶ formats

The vocabulary, and the step like every other:

    base          rendered records, spans, windows, and what a format is handed
    settings      all settings of the step
    step          its stages
    forecast      what a run would make, from a sample
    statistics    figures to the statistics of the report
    card          its part of the dataset card

The flow:

    render        a record to text with spans: plain, ChatML or a chat template of a model
    tokenise      texts to tokens and masks
    fit           tokens to windows: splits at turns, recalls kept, best fit, shuffle, train and validation
    write         shards of windows to files, one format after another
    formats       windows to files of trainers
    configs       ready configurations of trainers beside the files
    trace         a token of a file back to its record and source
"""
