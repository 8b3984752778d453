"""Reads Python packages into tools, one for each public function, constructor and method, without importing them.

    path ──▶ source ──▶ files ──▶ load ──▶ public ──▶ tool ──▶ Tool | Rejected
                          │                            ▲
                          │        docstring, parameters, types, examples, code
                          │
                          └──▶ botocore ──▶ Tool | Rejected

Modules, in the order in which data flows:

    source        a path to shards, one for each package
    files         the source files of a package in a folder, a wheel or an sdist
    metadata      name, version and licence of a distribution
    syntax        code that the running Python cannot parse to code that it can
    load          source files to one tree of modules, classes and functions
    public        the public functions, classes and methods of a tree, and their paths
    generated     the constructors that decorators and base classes generate
    fields        the fields of a class that these take
    tool          one of these to a tool
    docstring     a docstring to its description, parameters, results, errors and examples
    parameters    the parameters of a function to properties
    types         annotations and types in prose to JSON Schema
    examples      interpreter sessions to example calls
    code          the signature and the code of a definition
    botocore      the service descriptions of botocore to tools
"""
