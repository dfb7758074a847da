"""Floor 2: the user's files, and ours."""
