"""What a run made, for people."""
