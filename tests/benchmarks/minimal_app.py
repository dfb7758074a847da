"""What start-up and memory are compared with: Header, Input, Tree, Footer with nothing in them, and nothing of ours.

`python tests/benchmarks/minimal_app.py`.
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Input, Tree


class MinimalApp(App[None]):
    """The least that a program with a list and a search box is made of."""

    def compose(self) -> ComposeResult:
        """The four."""
        yield Header()
        yield Input()
        yield Tree("minimal tree")
        yield Footer()


if __name__ == "__main__":
    MinimalApp().run()
