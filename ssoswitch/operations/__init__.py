"""Floor 3: one file per verb; where the floors below are put together."""
