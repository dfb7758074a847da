"""The pictures are what the program shows now, and are drawn right: no remote font, no script, small, well formed."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from screenshots import generate, picture
from screenshots.picture import Look, Run, Shot, Window
from ssoswitch.demo import scenes

ROOT = Path(__file__).parent.parent
PICTURES = sorted((ROOT / "screenshots").glob("*.svg"))
LOOK = Look("#ffffff", "#000000")
WINDOW = Window(
    "title", "what it shows", columns=10, lines=1, ground="#000000", ink="#ffffff", accent="#0000ff"
)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_the_pictures_are_current() -> None:
    """In a process of its own, with a hostile environment: nothing of it may be seen in a picture."""
    strange = {
        "TERM": "dumb",
        "NO_COLOR": "1",
        "LANG": "C",
        "TZ": "Asia/Tokyo",
        "AWS_PROFILE": "nobody",
        "COLUMNS": "40",
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "screenshots" / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": "/nonexistent",
            "PYTHONIOENCODING": "utf-8",
            **strange,
        },
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_scene_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        generate.main(["mian", scenes.SCENES[0].name])
    assert ended.value.code == 2
    assert "there is no scene mian; there are" in capsys.readouterr().err


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_needs_nothing_but_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert not [value for element in root.iter() for value in element.attrib.values() if "//" in value]
    style = root.findtext(f"{NAMESPACE}style") or ""
    assert "url(" not in style and "@import" not in style
    assert {element.tag for element in root.iter()}.isdisjoint({f"{NAMESPACE}script", f"{NAMESPACE}image"})
    assert root.find(f"{NAMESPACE}desc") is not None
    assert len(text) < 250_000


def test_names_of_scenes_are_names_of_files_and_each_once() -> None:
    names = [scene.name for scene in (*scenes.SCENES, scenes.JOURNEY_SCENE)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z-]+", name) for name in names)
    assert all(scene.waits_for for scene in scenes.SCENES)


def drawn(*rows: tuple[Run, ...], ground: str = "#000000") -> ElementTree.Element:
    shots = [Shot(rows)]
    return ElementTree.fromstring(picture.draw(shots, WINDOW))


def texts(root: ElementTree.Element) -> list[tuple[str, str]]:
    """(text, where it begins) of what is set as letters on the screen."""
    groups = root.findall(f"{NAMESPACE}g")
    found = [element for group in groups for element in group.iter(f"{NAMESPACE}text")]
    return [((element.text or "").replace("\u00a0", " "), element.attrib["x"]) for element in found]


def test_text_is_cut_at_wide_gaps_and_stands_in_its_cells() -> None:
    row = (Run("ab c  <d>", 9, LOOK),)
    assert texts(drawn(row)) == [("ab c", "0"), ("<d>", "50.4")]


def test_wide_letters_take_two_cells() -> None:
    assert texts(drawn((Run("日本  x", 7, LOOK),))) == [("日本", "0"), ("x", "50.4")]


def test_blanks_are_drawn_only_where_a_line_is_under_them() -> None:
    under = Look("#ffffff", "#000000", underline=True)
    assert texts(drawn((Run("   ", 3, LOOK), Run("  ", 2, under)))) == [("  ", "25.2")]


@pytest.mark.parametrize("sign", ["█", "▀▄", "╭─╮", "│├┼", "▌▐"])
def test_blocks_and_boxes_are_shapes(sign: str) -> None:
    root = drawn((Run(sign, len(sign), LOOK),))
    assert not texts(root)
    assert any(
        element.tag in (f"{NAMESPACE}path", f"{NAMESPACE}rect")
        for element in root.findall(f"{NAMESPACE}g")[0].iter()
    )


def test_a_recording_shows_one_frame_at_a_time_and_draws_equal_rows_once() -> None:
    row = (Run("same", 4, LOOK),)
    shots = [Shot((row,), "a", "first", 1.0), Shot((row,), "b", "second", 3.0)]
    text = picture.draw(shots, Window("t", "d", 10, 1, "#000000", "#ffffff", "#0000ff", strip=True))
    assert text.count(">same<") == 1 and text.count('href="#r0"') == 2
    assert "@keyframes k1{0%{visibility:hidden}25%{visibility:visible}" in text
    assert ".f{visibility:hidden}#f0{visibility:visible}" in text  # without animation the first one is seen
    assert "prefers-reduced-motion" in text


def test_the_same_rows_give_the_same_bytes() -> None:
    row = (Run("x", 1, LOOK), Run("y", 1, Look("#ff0000", "#00ff00", bold=True)))
    assert picture.draw([Shot((row,))], WINDOW) == picture.draw([Shot((row,))], WINDOW)
