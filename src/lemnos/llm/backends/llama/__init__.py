"""Answers requests with a GGUF file that llama.cpp runs in this process (``xllamacpp``, the extra ``llama``).

    Request ──▶ LlamaBackend ──▶ HttpBackend ──▶ llama.cpp's server, a thread of this process, on loopback ──▶ Reply

``backend.py``
    Implements ``Backend``: what a request needs beyond OpenAI's fields.
``model.py``
    Loads a file and serves it; log-likelihoods of given texts.
``metadata.py``
    Reads the metadata of a GGUF file: context length, chat template.
"""
