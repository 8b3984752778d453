"""Pure functions on text that any stage may use.

    messages ──▶ chat_template ──▶ text
    markup ──▶ clean text ──▶ scripts ──▶ sentences · language
                   │
                   └──▶ words (hashes) ──▶ stems
                             │      └────▶ near_duplicates
                             ▼
                         frequency ──▶ common_words

``markup.py``
    HTML, entities and control characters → clean text.
``language.py``
    Whether a text is English.
``scripts.py``
    Length in words, capitals and punctuation of any script.
``sentences.py``
    Sentence boundaries.
``words.py``
    Words as 32-bit hashes, function words, and hashes of whole strings.
``stems.py``
    Words as hashes of their stems.
``frequency.py``
    Document frequencies of words.
``common_words.py``
    Which words are common words and which are names, learned from a corpus.
``private/``
    Personal data and secrets, and what stands for them, in text and in records.
``json_pointers.py``
    Names of properties as parts of JSON pointers, and back.
``quantities.py``
    Numbers of tokens as people write them.
``token_bytes.py``
    The bytes that each token of a tokenizer stands for.
``chat_template.py``
    Chat templates of models, as ``transformers`` sets them up.
``near_duplicates.py``
    Near-duplicate texts by MinHash and Jaccard similarity.
"""
