"""Makes values for worlds: schema, seed, name -> a plausible value that conforms, always.

    schema ──▶ Values ──▶ makers ──▶ value          value, schema ──▶ fitted ──▶ a value that conforms
                            │
                            └─▶ Scene: the person, the place, the times and the sums that the fields of one entity share

``lemnos.steps.tools.examples`` shows callers what is known, and nothing else. A world must have a value for every
field, so here the rest is made up. Formats, patterns, places and the reading of descriptions are those of the examples.

Modules, in the order in which data flows:

    seeds    texts to numbers that seed choices
    tables   the texts and numbers of fields
    labels   a noun and a number to the name of one thing, in the domain of its API
    scene    what the fields of one entity share
    facts    fields that tell of people, places, offices and codes
    moments  fields that hold times
    filler   fields of which nothing is known
    drawn    texts that tables describe
    texts    fields that hold texts
    numbers  fields that hold numbers
    choices  which properties and which values of enums an entity shows
    life     flags and times that fit the state of their object
    outcome  what envelopes and receipts say of a call
    lists    lists of as many items as they may have
    search   a value that is found by trying, where none was made
    make     a schema to makers, and to a value
    fit      a value that almost conforms to one that does
    own      an envelope to one in which the entity that it shows has its own values
    formats  the formats of texts: checked, and repaired
"""
