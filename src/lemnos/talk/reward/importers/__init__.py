"""Published conversations as cases for the reward: a module a format. They keep answers, not questions."""
