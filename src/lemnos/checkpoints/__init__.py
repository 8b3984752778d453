"""Checkpoints of language models on disk, for every step that reads them.

    a Hugging Face folder, a GGUF file ──▶ load ──▶ tokenizer and weights

``document_token.py``
    The token between documents, where that of a chat is another one.
``load.py``
    Tokenizer and weights of a checkpoint, and a GGUF file as a folder.
``tokenizer.py``
    What stands beside a ``tokenizer.json``.
``vocabulary_free.py``
    A copy of a GGUF file that is read faster.
"""
