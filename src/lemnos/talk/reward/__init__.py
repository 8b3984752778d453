"""How good a next answer a segment is."""
