"""One seam to language models, whoever serves them: requests out, answers in, nothing paid twice."""
