"""`^p` and `:`: every command, found by typing. Those that cannot be used now are dim and say why."""

from __future__ import annotations

from ssoswitch.tui.footer_keys import first_here
from ssoswitch.tui.paint import ACCENT, MUTED, Line, Piece, crop, piece, spread
from ssoswitch.tui.picking import Choice, all_choices, found
from ssoswitch.tui.screens.picker import PickerScreen
from ssoswitch.tui.state import AppState


class PaletteScreen(PickerScreen):
    """All commands in one list."""

    heading = "Commands"

    def choices(self) -> list[Choice]:
        """Those that match; without a text first those of the footer, then what else can be used now."""
        every = all_choices(self.state, self.keys, ascii_only=self.signs.ascii)
        if self.text:
            return found(every, self.text)
        first = first_here(self.state)

        def rank(choice: Choice) -> tuple[bool, int]:
            place = first.index(choice.command_id) if choice.command_id in first else len(first)
            return bool(choice.reason), place

        return sorted(every, key=rank)

    def body_lines(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:  # noqa: ARG002  (a picker's signature)
        """The typed text, the list, the keys."""
        choices = self.choices()
        room = max(1, height - 4)
        self.top = max(0, min(self.top, self.picked, len(choices) - room))
        self.top = max(self.top, self.picked - room + 1)
        rule = piece(" " + self.signs.line * max(0, width - 2), "$edge")
        lines: list[Line] = [self.find_line(f"{len(choices)}", width), (rule,)]
        for number, choice in enumerate(choices[self.top : self.top + room], self.top):
            lines.append(self._line(choice, number == self.picked, width))
        if not choices:
            lines.append(
                (piece(f'   No command matches "{crop(self.text, 40)}". Esc takes it back.', MUTED),)
            )
        lines += [()] * (height - len(lines) - 2)
        reason = choices[self.picked].reason if choices else ""
        # Said once more where it is whole: in a narrow window the line above has no room for all of it.
        said: Line = (piece(f" {self.signs.bad} ", MUTED), piece(reason)) if reason else ()
        return (*lines[: height - 2], said, self.key_line(width))

    def _line(self, choice: Choice, picked: bool, width: int) -> Line:
        signs = self.signs
        ground = " on $block-cursor-background" if picked else ""
        text_style = (MUTED if choice.reason else "bold" if picked else "") + ground
        words = choice.text[:1].upper() + choice.text[1:]
        note = f"  {signs.bad} {choice.reason}" if choice.reason else ""
        right = piece(
            f"{choice.keys} ", (MUTED if choice.reason else f"bold {ACCENT}") + ground, choice.command_id
        )
        left = (
            piece(signs.cursor if picked else " ", ACCENT + ground, choice.command_id),
            piece(f" {words}", text_style.strip(), choice.command_id),
            piece(note, (MUTED + ground).strip(), choice.command_id),
        )
        line = spread(left, (right,), width)
        return tuple(
            Piece(each.text, each.style or ground.strip(), choice.command_id) if picked else each
            for each in line
        )
