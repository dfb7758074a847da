"""The five themes as data, and the choice among them.

Every widget uses five meanings only (`$accent`, `$success`, `$warning`, `$error`, `$text-muted`) and, for environment
words, a ground of their own: PROD cries out as `$env-ink` on `$env-prod`; the others, which are most of a screen, stay
calm as `$env-stg`, `$env-dev` or `$env-other` on a ground that is tinted with it (`$env-stg-ground` …), so that what is
dangerous is what the eye meets first, in grey as well. The row under the cursor is
`$block-cursor-foreground` on `$block-cursor-background`, without focus the `-blurred-` pair. A test holds text at a
contrast of 4.5 : 1 and signs at 3 : 1 in each theme but the terminal's own, whose colours nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.style import Style
    from textual.theme import Theme
    from textual.widget import Widget

PREFIX = "ssoswitch-"
# Share of a colour in the ground of its environment word.
_TINT = 0.15


class Palette(NamedTuple):
    """The colours of a theme, as CSS colours."""

    background: str
    surface: str
    """Dialogs."""
    panel: str
    """Ribbon and footer."""
    foreground: str
    muted: str
    accent: str
    success: str
    warning: str
    error: str
    cursor: str
    """Behind the row under the cursor."""
    cursor_blurred: str
    edge: str
    """Rules and borders: decoration, so not held to a contrast."""
    other: str
    """Behind environment words that are neither PROD, STG nor DEV."""
    dark: bool = True


PALETTES = {
    "dark": Palette(
        background="#12161d",
        surface="#181d26",
        panel="#12161d",
        foreground="#d9dfe8",
        muted="#98a4b5",
        accent="#7fb2f5",
        success="#8bc993",
        warning="#e5b963",
        error="#f18a86",
        cursor="#253450",
        cursor_blurred="#1e2735",
        edge="#323c4c",
        other="#93a1b5",
    ),
    "light": Palette(
        background="#fcfbf8",
        surface="#f4f2ec",
        panel="#fcfbf8",
        foreground="#23282f",
        muted="#5b6470",
        accent="#1a5fb4",
        success="#1c6e37",
        warning="#815200",
        error="#b0231b",
        cursor="#d5e3f5",
        cursor_blurred="#e9e7e0",
        edge="#cdc9bf",
        other="#57606b",
        dark=False,
    ),
    "high-contrast": Palette(
        background="#000000",
        surface="#000000",
        panel="#000000",
        foreground="#ffffff",
        muted="#d4d4d4",
        accent="#6fd7ff",
        success="#7dff7d",
        warning="#ffe34d",
        error="#ff9a9a",
        cursor="#00407a",
        cursor_blurred="#333333",
        edge="#ffffff",
        other="#e0e0e0",
    ),
    # Blue and orange instead of green and red, after the palette of Okabe and Ito, lightened for a dark ground.
    "colour-blind": Palette(
        background="#12161d",
        surface="#181d26",
        panel="#12161d",
        foreground="#e2e6ec",
        muted="#96a1b0",
        accent="#c9a8e6",
        success="#63b7f2",
        warning="#efe35a",
        error="#f59a4a",
        cursor="#2b3550",
        cursor_blurred="#1e2735",
        edge="#323c4c",
        other="#9aa6b8",
    ),
}


def theme_name(setting: str, terminal_is_dark: bool) -> str:
    """The registered theme's name for a setting (`auto`, `dark`, … `terminal`)."""
    if setting == "terminal":
        return f"{PREFIX}terminal-{'dark' if terminal_is_dark else 'light'}"
    if setting in PALETTES:
        return PREFIX + setting
    return PREFIX + ("dark" if terminal_is_dark else "light")


def all_themes() -> tuple[Theme, ...]:
    """Every theme, for registering."""
    return (*(_theme(name, palette) for name, palette in PALETTES.items()), _ansi(True), _ansi(False))


def _theme(name: str, palette: Palette) -> Theme:
    from textual.theme import Theme

    return Theme(
        name=PREFIX + name,
        primary=palette.accent,
        secondary=palette.other,
        accent=palette.accent,
        success=palette.success,
        warning=palette.warning,
        error=palette.error,
        foreground=palette.foreground,
        background=palette.background,
        surface=palette.surface,
        panel=palette.panel,
        dark=palette.dark,
        variables=_variables(palette),
    )


def _variables(palette: Palette) -> dict[str, str]:
    return {
        "text": palette.foreground,
        "text-muted": palette.muted,
        "text-disabled": palette.muted,
        "text-primary": palette.accent,
        "text-secondary": palette.muted,
        "text-accent": palette.accent,
        "text-success": palette.success,
        "text-warning": palette.warning,
        "text-error": palette.error,
        "foreground-muted": palette.muted,
        "edge": palette.edge,
        "env-ink": palette.background,
        "env-prod": palette.error,
        "env-stg": palette.warning,
        "env-dev": palette.success,
        "env-other": palette.other,
        "env-stg-ground": tinted(palette, palette.warning),
        "env-dev-ground": tinted(palette, palette.success),
        "env-other-ground": tinted(palette, palette.other),
        "block-cursor-foreground": palette.foreground,
        "block-cursor-background": palette.cursor,
        "block-cursor-text-style": "none",
        "block-cursor-blurred-foreground": palette.foreground,
        "block-cursor-blurred-background": palette.cursor_blurred,
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": palette.cursor_blurred,
        "border": palette.accent,
        "border-blurred": palette.edge,
        "input-cursor-background": palette.foreground,
        "input-cursor-foreground": palette.background,
        "input-cursor-text-style": "none",
        "input-selection-background": palette.cursor,
        "input-selection-foreground": palette.foreground,
        "scrollbar": palette.edge,
        "scrollbar-hover": palette.muted,
        "scrollbar-active": palette.accent,
        "scrollbar-background": palette.background,
        "scrollbar-background-hover": palette.background,
        "scrollbar-background-active": palette.background,
        "scrollbar-corner-color": palette.background,
        "screen-selection-background": palette.cursor,
        "screen-selection-foreground": palette.foreground,
    }


def tinted(palette: Palette, colour: str) -> str:
    """The theme's ground with a share of that colour in it: to be seen as a field, and still to be written on."""
    ground, ink = ([int(each[at : at + 2], 16) for at in (1, 3, 5)] for each in (palette.background, colour))
    mixed = (round(below + (above - below) * _TINT) for below, above in zip(ground, ink, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _ansi(dark: bool) -> Theme:
    """The terminal's own sixteen colours on the terminal's own ground."""
    from textual.theme import Theme

    faint = "ansi_bright_black"
    ink, ground = ("ansi_black", "ansi_white") if dark else ("ansi_bright_white", "ansi_black")
    return Theme(
        name=f"{PREFIX}terminal-{'dark' if dark else 'light'}",
        ansi=True,
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_cyan" if dark else "ansi_blue",
        success="ansi_green",
        warning="ansi_yellow" if dark else "ansi_magenta",
        error="ansi_red",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=dark,
        variables={
            "ansi-background": "ansi_black" if dark else "ansi_white",
            "ansi-foreground": "ansi_white" if dark else "ansi_black",
            "text-muted": faint,
            "text-disabled": faint,
            "foreground-muted": faint,
            "edge": faint,
            "env-ink": ink,
            "env-prod": "ansi_red",
            "env-stg": "ansi_yellow" if dark else "ansi_magenta",
            "env-dev": "ansi_green",
            "env-other": "ansi_white" if dark else "ansi_bright_black",
            "env-stg-ground": "ansi_default",
            "env-dev-ground": "ansi_default",
            "env-other-ground": "ansi_default",
            "block-cursor-foreground": ink,
            "block-cursor-background": ground,
            "block-cursor-blurred-foreground": "ansi_default",
            "block-cursor-blurred-background": "ansi_default",
            "block-cursor-text-style": "none",
            "block-cursor-blurred-text-style": "bold",
            "border": "ansi_cyan" if dark else "ansi_blue",
            "border-blurred": faint,
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_cyan",
            "input-selection-foreground": "ansi_black",
            "scrollbar": faint,
            "scrollbar-hover": "ansi_default",
            "scrollbar-active": "ansi_default",
            "scrollbar-background": "ansi_default",
            "scrollbar-background-hover": "ansi_default",
            "scrollbar-background-active": "ansi_default",
            "screen-selection-background": "ansi_cyan",
            "screen-selection-foreground": "ansi_black",
        },
    )


def themed(widget: Widget, text: str) -> Style:
    """A style such as `bold $env-ink on $env-prod` in the present theme. Textual keeps it until the theme changes."""
    return widget.app.stylesheet.parse_style(text).rich_style
