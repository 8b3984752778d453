"""Trains language models on packed windows: finished pack runs → Hugging Face folders, with loss curves.

    packed files ─▶ data ─▶ order ─▶ loop ─▶ checkpoints ─▶ model, their mean
                              model ──┘

The step, like every other:

    settings      all settings of the step
    step          its stages: data, train
    inputs        finished pack runs: their files and tokenizer
    statistics    figures to the statistics of the report
    card          its part of the card

The flow:

    data          packed files to flat arrays, and windows to batches
    order         which windows each step reads, and at which rate
    model         a Llama from scratch, or a checkpoint
    attention     within documents of one long row
    loss          cross-entropy of the output layer in pieces
    loop          steps, validation, checkpoints
    state         what a killed run goes on from
    export        Hugging Face folders, and their mean
    group         one process, or several
    run           puts these together
"""
