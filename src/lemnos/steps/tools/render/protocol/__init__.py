"""Tell in words what the requests and answers of an HTTP operation are made of, beside its arguments and its result.

    Tool ──▶ authentication, requests, answers ──▶ sentences

Modules, in the order in which a request and its answer go:

    authentication    how a call authenticates, in words, as placeholders and as OpenAPI
    requests          the part of the request that carries each argument, and the media type of the body
    answers           status, media types, headers and further answers; the bodies of errors
"""
