"""The gallery page: every picture with its caption, made beside them."""

from __future__ import annotations

from collections.abc import Iterable

from ssoswitch.demo.scenes import Scene


def page(journey: Scene, scenes: Iterable[Scene]) -> str:
    """The text of screenshots/README.md."""
    parts = [
        "# Pictures\n",
        (
            "Every one is made from the real program by `python screenshots/generate.py`; a test says when one is no "
            "longer what the program shows. The accounts are invented.\n"
        ),
        f"![{journey.caption}]({journey.name}.svg)\n",
    ]
    parts += [f"## {scene.caption}\n\n![{scene.caption}]({scene.name}.svg)\n" for scene in scenes]
    return "\n".join(parts)
