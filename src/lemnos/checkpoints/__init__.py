"""Checkpoints of language models on disk, for every step that reads them.

    a Hugging Face folder, a GGUF file ──▶ load ──▶ tokenizer and weights

``load.py``
    Tokenizer and weights of a checkpoint, and a GGUF file as a folder.
``tokenizer.py``
    What stands beside a ``tokenizer.json``.
"""
