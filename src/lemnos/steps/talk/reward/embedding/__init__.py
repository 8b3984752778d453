"""Puts an embedding or a cross-encoder beside the learned reward; needs ``lemnos[embedding]``.

texts ──▶ encoders ──▶ nearness ──▶ reward: combined with the learned reward ──▶ rewards, 0 to 1

encoders    texts to nearness, by a model of ``sentence-transformers`` or ``transformers``
reward      such a nearness combined with the learned reward, and alone
"""
