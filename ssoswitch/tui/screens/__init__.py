"""What fills the terminal, or a box of it."""
