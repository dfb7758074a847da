"""The two ribbons at every width: what may go, and what never goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ssoswitch.operations.startup import TokenState
from ssoswitch.tui.paint import text_of, width_of
from ssoswitch.tui.signs import ASCII, UNICODE, Signs
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.ribbon import login_line
from ssoswitch.tui.widgets.ribbon_here import folded_line, here_line
from tests.support.environments import NOW
from tests.support.screen import quiet_app, sample_app, sample_environment, sample_startup

WIDTHS = range(60, 161)


@pytest.fixture
def state(tmp_path: Path) -> AppState:
    return sample_app(tmp_path).controller.state


@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_time_left_profile_and_environment_never_go(state: AppState, signs: Signs) -> None:
    for width in WIDTHS:
        first = login_line(state, NOW, width, signs)
        second = here_line(state, width, signs, "/nowhere")
        folded = folded_line(state, NOW, width, signs)
        assert "6h12m" in text_of(first)
        assert "pay-prod-admin" in text_of(second)
        assert " PROD " in text_of(second)
        assert all(part in text_of(folded) for part in ("6h12m", "pay-prod-admin", " PROD "))
        assert all(width_of(line) <= width for line in (first, second, folded)), width


def test_the_demo_is_said_at_every_width(state: AppState) -> None:
    for width in WIDTHS:
        demo = replace(state, demo=True)
        folded = text_of(folded_line(demo, NOW, width, UNICODE))
        assert len(folded) <= width
        assert all(part in folded for part in ("DEMO", "6h12m", "pay-prod-admin", " PROD "))
        assert "DEMO" in text_of(login_line(demo, NOW, width, UNICODE))
        assert "DEMO" not in text_of(folded_line(state, NOW, width, UNICODE))


def test_the_view_in_use_is_underlined_and_nothing_beside_it(state: AppState) -> None:
    for width in (72, 80, 120):
        lined = [each.text for each in login_line(state, NOW, width, UNICODE) if "underline" in each.style]
        assert lined == ["Accounts" if width >= 100 else "Acc"]


def test_a_long_name_of_everything_still_leaves_time_and_environment(state: AppState) -> None:
    assert state.session is not None
    assert state.here is not None
    long = "a-very-long-name-" * 6
    state = replace(
        state,
        session=replace(state.session, name=long),
        here=replace(state.here, shell_profile=long, cli=replace(state.here.cli, profile=long)),
    )
    for width in WIDTHS:
        first, second = login_line(state, NOW, width, UNICODE), here_line(state, width, UNICODE)
        assert "6h12m" in text_of(first)
        assert " PROD " in text_of(second)
        assert "a-very-" in text_of(second)
        assert max(width_of(first), width_of(second)) <= width


@pytest.mark.parametrize(
    ("left", "refreshable", "shown"),
    [
        (22_320, False, "● 6h12m"),
        (540, False, "◐ 0h09m"),
        (540, True, "● renews"),
        (30, False, "◐ 0h01m"),
        (200_000, False, "● 2d7h"),
    ],
)
def test_the_time_that_is_left(state: AppState, left: float, refreshable: bool, shown: str) -> None:
    state = replace(state, token=TokenState(NOW + left, refreshable))
    assert shown in text_of(login_line(state, NOW, 120, UNICODE))


def test_signed_out_and_signing_in(state: AppState) -> None:
    out = replace(state, signed_in=False, token=TokenState())
    assert "○ signed out" in text_of(login_line(out, NOW, 80, UNICODE))
    assert "◐ signing in" in text_of(login_line(replace(out, signing_in=True), NOW, 80, UNICODE))


def test_a_saved_tree_is_never_shown_without_its_age(state: AppState) -> None:
    for width in range(80, 161):
        assert "3 m" in (text := text_of(login_line(state, NOW, width, UNICODE))) or "3m" in text


def test_a_missing_profile_is_said_also_where_the_envrc_names_another(tmp_path: Path) -> None:
    env = sample_environment(tmp_path, {"AWS_PROFILE": "ghost"})
    (env.working_directory / ".envrc").write_text("export AWS_PROFILE=lake-dev\n")
    state = quiet_app(env, sample_startup(env)).controller.state
    for width in WIDTHS:
        text = text_of(here_line(state, width, UNICODE))
        assert "ghost ✗" in text, width
        assert "≠ lake-dev" in text, width
    assert "p makes it" in text_of(here_line(state, 120, UNICODE))
