"""Pure functions of text that every stage may use."""
