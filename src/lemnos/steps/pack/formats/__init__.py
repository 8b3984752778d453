"""Writes windows and records in the formats of trainers.

    PackedShard ──▶ Format.write ──▶ files, and the index of their tokens

``table.py``
    The table of formats, imported when used.
``files.py``
    What the formats share: figures, types of tokens on disk.
``placement.py``
    The index: which record each token of a file is from.

Of windows:

``packed.py``
    Parquet, as Megatron-Bridge and TRL read it.
``olmo.py``
    Headerless arrays with label masks, as OLMo-core reads them.
``datatrove.py``
    ``.ds`` with index, loss and metadata, as datatrove reads it.

Of whole records as tokens:

``megatron.py``
    ``.bin`` and ``.idx``, with a second pair for the mask, as Megatron reads them.

Of records, which the trainer tokenises:

``text.py``
    One text a row.
``conversation.py``
    A record as a conversation, for the formats that follow.
``messages.py``
    Messages with tools, as TRL, axolotl and ms-swift read them.
``sharegpt.py``
    Messages with tools, as LLaMA-Factory reads them.
``nanochat.py``
    Lists of messages, as nanochat's fine-tuning reads them.
``hub.py``
    Session traces of the Hugging Face Hub.
"""
