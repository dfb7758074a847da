"""The message row's lines: whole where there is room, and the next key never alone in one."""

from __future__ import annotations

from rich.cells import cell_len

from ssoswitch.tui.paint import text_of
from ssoswitch.tui.signs import UNICODE
from ssoswitch.tui.widgets.message_row import Said, said_lines


def test_the_next_key_keeps_company_at_every_width() -> None:
    said = Said("AWS_PROFILE=payments-prod-admin; direnv allows and exports it", "result", "u undo")
    whole = f"{said.text} · u undo"
    for width in range(40, 121):
        lines = [text_of(line) for line in said_lines(said, width, UNICODE)]
        assert all(cell_len(line) <= width for line in lines)
        assert " ".join(" ".join(lines).split()) == f"✓ {whole}"
        assert lines[-1].split()[-4:] == ["it", "·", "u", "undo"]
        assert len(lines) == 1 or width < 80
