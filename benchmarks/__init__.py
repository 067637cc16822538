"""How fast, against what: every line is a ratio to a baseline measured in the same run."""
