"""Floor 1: every decision, pure; values in, values out."""
