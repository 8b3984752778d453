"""Tell in words what the requests and answers of an HTTP operation are made of, beside its arguments and its result.

    Tool ──▶ parameter_styles, authentication, requests, answers ──▶ sentences

Modules, in the order in which a request and its answer go:

    parameter_styles  how a request writes an argument, as percent-encoded text and in words
    authentication    how a call authenticates, in words, as placeholders and as OpenAPI
    requests          the part of the request that carries each argument, and the media type of the body
    answers           status, media types, headers and further answers; the bodies of errors
"""
