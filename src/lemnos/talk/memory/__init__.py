"""Memory turns: what cannot be answered without the past of the conversation."""
