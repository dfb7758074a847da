"""`?` and F1: the keys of this place, by subject, found by typing; Enter does the picked one."""

from __future__ import annotations

from ssoswitch.tui.paint import ACCENT, MUTED, Line, Piece, crop, fitted, piece, width_of
from ssoswitch.tui.picking import Choice, all_choices, found, help_choices
from ssoswitch.tui.screens.picker import PickerScreen
from ssoswitch.tui.state import AppState

_TWO = 76
"""Columns of a window that are enough for two of text."""


class HelpScreen(PickerScreen):
    """Keys in columns; while something is typed, the hits in one list."""

    heading = "Help"

    def choices(self) -> list[Choice]:
        """In the order of the columns, or of the hits."""
        if self.text:
            return found(all_choices(self.state, self.keys, ascii_only=self.signs.ascii), self.text)
        return [choice for _group, lines in self._groups() for choice in lines]

    def body_lines(self, state: AppState, width: int, height: int) -> tuple[Line, ...]:
        """The typed text, the keys, and why grey ones are grey."""
        choices = self.choices()
        picked = choices[self.picked] if choices else None
        room = max(1, height - 4)
        lines = self._hits(choices, width) if self.text else self._columns(picked, width)
        at = next((y for y, line in enumerate(lines) if _holds_cursor(line)), 0)
        self.top = max(0, min(self.top, at, len(lines) - room))
        self.top = max(self.top, at - room + 1)
        if picked is not None and picked == choices[-1]:
            self.top = max(0, len(lines) - room)  # below the last key stand the signs
        shown = lines[self.top : self.top + room]
        shown += [()] * (room - len(shown))
        rule = piece(self.signs.line * width, "$edge")
        why = self.signs.hint + " "
        if picked is not None and picked.reason:
            said: Line = (piece(f" {self.signs.bad} ", MUTED), piece(picked.reason))
        elif self.top + room < len(lines):
            said = (piece(f" {self.signs.down} more below", MUTED),)
        else:
            said = (piece(f" {why}grey keys say why", MUTED),)
        return (self.find_line(f"for: {_place(state)}", width), (rule,), *shown, said, self.key_line(width))

    def _groups(self) -> list[tuple[str, list[Choice]]]:
        return help_choices(self.state, self.keys, ascii_only=self.signs.ascii, brief=self.size.width < 100)

    def _hits(self, choices: list[Choice], width: int) -> list[Line]:
        if not choices:
            return [(piece(f'   Nothing here matches "{crop(self.text, 40)}". Esc takes it back.', MUTED),)]
        wide = max(len(choice.keys) for choice in choices)
        return [
            self._line(choice, wide, number == self.picked, width) for number, choice in enumerate(choices)
        ]

    def _columns(self, picked: Choice | None, width: int) -> list[Line]:
        groups = self._groups()
        if width < _TWO:
            return self._one_column(groups, picked, width)
        column = width // 2
        sized = sum(len(lines) + 2 for _group, lines in groups) + 6
        left: list[Line] = []
        right: list[Line] = []
        # What keys take: the groups on the right have those with longer names.
        keys_left, keys_right = (7, 8) if column < 50 else (8, 11)
        for group, lines in groups:
            into = left if not right and len(left) + len(lines) <= sized // 2 + 1 else right
            into.append((piece(f" {group}", "bold"),))
            wide = keys_left if into is left else keys_right
            into += [self._line(choice, wide, choice == picked, column - 1) for choice in lines]
            into.append(())
        right += self._signs(column)
        divider = piece(f"{self.signs.divider} ", "$edge")
        result: list[Line] = []
        for y in range(max(len(left), len(right))):
            first = fitted(left[y], column - 1) if y < len(left) else ()
            second = right[y] if y < len(right) else ()
            gap = Piece(" " * max(0, column - 1 - width_of(first)))
            result.append((*first, gap, divider, *second))
        return result

    def _one_column(
        self, groups: list[tuple[str, list[Choice]]], picked: Choice | None, width: int
    ) -> list[Line]:
        lines: list[Line] = []
        for group, choices in groups:
            lines.append((piece(f" {group}", "bold"),))
            lines += [self._line(choice, 8, choice == picked, width) for choice in choices]
            lines.append(())
        return lines + self._signs(width)

    def _line(self, choice: Choice, wide: int, picked: bool, width: int) -> Line:
        signs = self.signs
        style = MUTED if choice.reason else "bold" if picked else ""
        off = f" {signs.bad}" if choice.reason else ""
        text = crop(choice.text, width - wide - 3 - len(off), signs.ellipsis) + off
        return (
            piece(signs.cursor if picked else " ", ACCENT, choice.command_id),
            piece(
                f" {choice.keys:<{wide}} ", MUTED if choice.reason else f"bold {ACCENT}", choice.command_id
            ),
            piece(text, style, choice.command_id),
        )

    def _signs(self, width: int) -> list[Line]:
        signs = self.signs
        pairs = (
            (signs.signed_in, "signed in"), (signs.soon, "ends soon, busy"), (signs.signed_out, "signed out"),
            (signs.here, "in force here"), (signs.good, "has a profile"), (signs.favourite, "favourite"),
            (signs.marked, "marked"), (signs.bad, "failed, off"), (signs.loading, "still loading"),
        )  # fmt: skip
        lines: list[Line] = [(piece(" Signs", "bold"),)]
        per_line = 3 if width >= 58 else 2
        cell = max(2, (width - 2) // per_line)
        for start in range(0, len(pairs), per_line):
            line: list[Piece] = [Piece("  ")]
            for sign, meaning in pairs[start : start + per_line]:
                text = crop(f" {meaning}", cell - 3, signs.ellipsis)
                line += [piece(f"{sign:<2}"[:2], ACCENT), piece(f"{text:<{cell - 2}}")]
            lines.append(tuple(line))
        return lines


def _holds_cursor(line: Line) -> bool:
    return any(each.style == ACCENT and each.command and each.text.strip() for each in line)


def _place(state: AppState) -> str:
    if state.item is None:
        return f"{state.view}"
    item = state.item
    name = state.entry.account.name if state.entry is not None else item.account_id
    row = item.profile_name or " / ".join(part for part in (name, item.role_name) if part)
    return f"{state.view}, row {row}"
