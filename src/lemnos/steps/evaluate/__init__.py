"""Measures what language models learnt: checkpoints and suites to scores of every item, with intervals.

    checkpoints ─┐
    suites ──────┴▶ items ─▶ scores ─▶ results ──▶ ItemScore records, results.json, a card

The step, like every other:

    settings      all settings of the step, the paths of the suites, and those of one checkpoint
    step          its stages: items, scores, results
    checkpoints   its inputs: folders, GGUF files, recorded outputs
    statistics    figures to the statistics of the report, and the table on the terminal
    card          its part of the card
    show          the scores of one item for a person

The flow:

    suites        files of data sets, and dialogues, to items: prompts and continuations
    scoring       items to bits, by a model in this process; prefixes shared
    calls         calls compared with right ones, altered, and read from what a model wrote
    results       metrics of items to means with intervals, and comparisons
"""
