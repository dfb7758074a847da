"""Where the page must lie; the default browser; sweeping."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ssoswitch.core.browser_commands import URL
from ssoswitch.disk.browser_place import (
    browser_variables,
    default_browser,
    desktop_home,
    place_for,
    sweep_pages,
)
from tests.support.environments import make_environment

NAME = "open-0123456789abcdef0123456789abcdef.html"


def script(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return program


def test_the_default_browser_decides_for_an_opener(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    opener = str(script(programs, "xdg-open", "exit 0"))
    script(programs, "xdg-settings", "echo firefox_firefox.desktop")
    env = make_environment(tmp_path, {"PATH": str(programs), "DISPLAY": ":0"})
    assert default_browser(env) == "firefox_firefox.desktop"
    assert "snap (firefox)" in place_for(env, (opener, URL)).reason
    entries = env.home / ".local" / "share" / "applications"
    entries.mkdir(parents=True)
    (entries / "firefox_firefox.desktop").write_text("[Desktop Entry]\nExec=/opt/firefox/firefox %u\n")
    assert place_for(env, (opener, URL)).folder == env.runtime_dir
    (entries / "firefox_firefox.desktop").write_text("[Desktop Entry]\nX-Flatpak=org.mozilla.firefox\n")
    assert "flatpak (org.mozilla.firefox)" in place_for(env, (opener, URL)).reason
    (env.home / ".var" / "app" / "org.mozilla.firefox").mkdir(parents=True)
    assert place_for(env, (opener, URL)).folder == (
        env.home / ".var" / "app" / "org.mozilla.firefox" / "cache" / "ssoswitch"
    )


def test_a_desktop_that_tells_nothing(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    for answer in ("exit 1", "echo ../../x.desktop", "echo nonsense", "kill -9 $$"):
        script(programs, "xdg-settings", answer)
        env = make_environment(tmp_path, {"PATH": f"{programs}:/bin", "DISPLAY": ":0"})
        assert default_browser(env) == ""
    assert default_browser(make_environment(tmp_path, {"PATH": str(tmp_path)})) == ""


def test_the_demo_uses_the_persons_own_browser(tmp_path: Path) -> None:
    env = make_environment(tmp_path, {"XDG_CONFIG_HOME": str(tmp_path), "AWS_PROFILE": "x", "DISPLAY": ":0"})
    assert browser_variables(env)["HOME"] == str(env.home)
    demo = replace(env, demo=True)
    assert desktop_home(demo) != env.home
    variables = browser_variables(demo)
    assert variables["HOME"] == str(desktop_home(demo)) and "XDG_CONFIG_HOME" not in variables
    assert variables["DISPLAY"] == ":0" and "AWS_PROFILE" not in variables


def test_sweeping_takes_old_pages_only(tmp_path: Path) -> None:
    old, young, other = tmp_path / NAME, tmp_path / NAME.replace("0", "f"), tmp_path / "else.html"
    for path in (old, young, other):
        path.write_text("x")
    os.utime(old, (1000, 1000))
    os.utime(young, (1100, 1100))
    os.utime(other, (1000, 1000))
    assert sweep_pages(tmp_path, now=1125.0) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([young.name, other.name])
    assert sweep_pages(tmp_path / "nowhere", now=0.0) == 0
    assert sweep_pages(tmp_path, now=0.0) == 1  # the clock went back: it is nobody's any more
