"""One file per family of commands; each command is a thin caller of one operation."""
