"""Contrast in every theme whose colours are known: text 4.5 : 1, signs 3 : 1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.filter import Monochrome

from ssoswitch.core.settings_table import SETTINGS
from ssoswitch.tui.themes import PALETTES, all_themes, theme_name, tinted
from tests.support.screen import sample_app

TEXT = ("foreground", "muted", "accent", "success", "warning", "error")
GROUNDS = ("background", "surface", "panel", "cursor", "cursor_blurred")


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXT)
def test_text_can_be_read(name: str, text: str, ground: str) -> None:
    palette = PALETTES[name]
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("name", PALETTES)
def test_environment_words_can_be_read(name: str) -> None:
    palette = PALETTES[name]
    assert contrast(palette.background, palette.error) >= 4.5
    for colour in (palette.warning, palette.success, palette.other):
        assert contrast(colour, tinted(palette, colour)) >= 4.5


@pytest.mark.parametrize("name", PALETTES)
def test_prod_is_the_loud_word_in_grey_as_well(name: str) -> None:
    """Its ground stands out from the screen's more than twice as much as that of any other word."""
    palette = PALETTES[name]
    calm = [
        contrast(tinted(palette, each), palette.background)
        for each in (palette.warning, palette.success, palette.other)
    ]
    assert all(1.05 < each < contrast(palette.error, palette.background) / 2 for each in calm)


def test_contrast_is_measured_as_the_standard_measures_it() -> None:
    assert round(contrast("#ffffff", "#000000"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("name", PALETTES)
def test_the_five_meanings_are_five_colours(name: str) -> None:
    palette = PALETTES[name]
    assert len({palette.muted, palette.accent, palette.success, palette.warning, palette.error}) == 5


def test_blue_and_orange_are_told_apart_by_more_than_red_and_green() -> None:
    good, bad = (Color.parse(getattr(PALETTES["colour-blind"], name)) for name in ("success", "error"))
    assert good.b - good.r > 100
    assert bad.r - bad.b > 100


@pytest.mark.parametrize("setting", next(each.choices for each in SETTINGS if each.field == "theme"))
@pytest.mark.parametrize("dark", [True, False])
async def test_every_setting_has_a_theme_that_the_screen_takes(
    tmp_path: Path, setting: str, dark: bool
) -> None:
    assert theme_name(setting, dark) in {theme.name for theme in all_themes()}
    app = sample_app(tmp_path)
    app.terminal_is_dark = dark
    async with app.run_test(size=(120, 36)) as pilot:
        app.show_theme(setting)
        await pilot.pause()
        assert app.current_theme.name == theme_name(setting, dark)
        assert app.current_theme.ansi == (setting == "terminal")


@pytest.mark.parametrize(
    "keys", ["", "slash", "slash p a y", "slash p a y enter space", "3", "question_mark", "p"]
)
async def test_without_colours_everything_is_grey(tmp_path: Path, keys: str) -> None:
    """What Textual does where NO_COLOR is set; a widget that paints its own lines may miss it."""
    app = sample_app(tmp_path)
    app._filters.append(Monochrome())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press(*keys.split())
        await pilot.pause()
        for y, strip in enumerate(app.screen._compositor.render_strips()):
            for segment in strip:
                style = segment.style
                for colour in (style.color, style.bgcolor) if style is not None else ():
                    if colour is not None and not colour.is_default:
                        assert len(set(colour.get_truecolor())) == 1, (y, segment)
