"""Writes fields by what is known of the world: people, places, numbers that offices give, codes.

Modules:

    places   fields that tell of the place of an entity
    persons  fields that tell of people
    official numbers that offices and banks give
    codes    fields that hold codes
"""
