"""Documents to dialogues."""
