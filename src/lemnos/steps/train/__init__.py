"""Trains language models on packed windows: finished pack runs → Hugging Face folders, with loss curves.

    packed files ─▶ data ─▶ order ─▶ loop ─▶ checkpoints ─▶ model, their mean
    a checkpoint ─▶ start ─▶ model ───┘
               └──▶ replay ─▶ data

The step, like every other:

    settings      all settings of the step
    step          its stages: data, train
    inputs        finished pack runs: their files and tokenizer
    statistics    figures to the statistics of the report
    card          its part of the card

The flow:

    data          packed files to flat arrays, and windows to batches
    replay        texts that a checkpoint writes itself
    order         which windows each step reads, and at which rate
    start         a checkpoint to go on from, checked against the inputs
    model         a Llama from scratch, and the loss of a batch
    attention     within documents of one long row
    loss          cross-entropy of the output layer in pieces
    loop          steps, validation, checkpoints
    state         what a killed run goes on from
    curve         the loss curve as a picture
    export        Hugging Face folders, and their mean
    group         one process, or several
    run           puts these together
"""
