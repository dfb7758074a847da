"""The card that says that the window is too small; keys work all the same."""

from __future__ import annotations

from ssoswitch.tui.paint import ACCENT, Line, crop, piece
from ssoswitch.tui.state import AppState
from ssoswitch.tui.terminal_size import LEAST_HEIGHT, LEAST_WIDTH
from ssoswitch.tui.widgets.painted import Painted


class TooSmall(Painted):
    """In place of everything."""

    def paint(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:  # noqa: ARG002  (a painted widget's signature)
        """Three lines, in the middle where there is room for a middle."""
        texts = (
            f"{width}×{height} is too small;",
            f"{LEAST_WIDTH}×{LEAST_HEIGHT} is the least.",
            "Keys still work.  q quits",
        )
        lines = [(piece(crop(f"{text:^{width}}".rstrip(), width), ACCENT if not number else ""),)
                 for number, text in enumerate(texts)]  # fmt: skip
        above = max(0, (height - len(lines)) // 2)
        return (*((),) * above, *lines)[:height]
