"""The gallery page: every picture with its caption, made beside them."""

from __future__ import annotations

from collections.abc import Iterable

from ssoswitch.demo.scenes import Scene

JOURNEY = "From the tree of accounts to a search, a new profile, an .envrc and the AWS console, by keys alone."


def page(scenes: Iterable[Scene]) -> str:
    """The text of screenshots/README.md."""
    parts = [
        "# Pictures\n",
        "Every one is made from the real program by `python screenshots/generate.py`; a test says when one is no longer "
        "what the program shows. The accounts are invented.\n",
        f"![{JOURNEY}](journey.svg)\n",
    ]
    parts += [f"## {scene.caption}\n\n![{scene.caption}]({scene.name}.svg)\n" for scene in scenes]
    return "\n".join(parts)
