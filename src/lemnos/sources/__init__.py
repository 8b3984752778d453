"""Raw input to documents."""
