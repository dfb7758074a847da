"""One file per verb: the conversation with the user."""
