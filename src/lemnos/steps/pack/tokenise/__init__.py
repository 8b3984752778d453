"""Encodes texts with a tokenizer, given or trained, and masks tokens by the spans of the text.

    Rendered ──▶ TextEncoder ──▶ Tokens ──▶ files

``names.py``
    The special tokens of a tokenizer.
``load.py``, ``train.py``
    A tokenizer from a file, or trained on the corpus.
``pieces.py``
    Texts to tokens, each word encoded once.
``tokenizer.py``
    Texts to tokens, masks and the check that they give the text back.
``store.py``
    Tokens on disk.
``stage.py``
    The stages.
"""
