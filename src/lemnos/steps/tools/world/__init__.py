"""Turns the tools of an API into a world: a place to act in whose answers are consistent.

    tools of one API ──▶ WorldSpec ──▶ World ──▶ Observation

Modules, in the order in which data flows:

    base        the meaning of operations, the spec, and the protocol of a world
    semantics   what operations mean, by rule
    spec        tools of one API to a spec
    make        tools of a run, or of one API, to specs and worlds
    agreement   fields of one object that agree
    values      values made and repaired by a schema
    keys        keys and names of entities
    linking     fields that name other entities, and what an entity shows of those above and below it
    population  the linked entities with which a world starts
    state       entities, and how they have changed; snapshots
    clock       the time of a world
    compiled    a spec with its tools, ready for many worlds
    results     entities to results that conform
    failures    calls that fail: why, as a description shows it, and when a plan asks for it
    showing     entities and pages as callers see them now
    writing     what changes write
    nested      what requests send of those below an entity
    verbs       what operations do
    engine      a world of our own
    serving     worlds for clients of HTTP and MCP
"""
