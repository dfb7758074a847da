"""Makes every picture of the README and of the gallery from the real program: `python screenshots/generate.py`.

It plays `ssoswitch/demo/scenes.py` in a throw-away home, against the fake Identity Center, on a clock that stands
still, with stand-ins for the few programs that would differ from machine to machine (direnv, a browser). So the
pictures are the same bytes each time, and `--check`, which the tests run, says which are no longer what the program
shows.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # the pictures are of this checkout, not of what is installed

from screenshots import gallery, picture  # noqa: E402  (found by that path)
from screenshots.stage import Stage  # noqa: E402  (found by that path)
from ssoswitch.demo import scenes  # noqa: E402  (found by that path)
from ssoswitch.demo.scenes import NOW, Frame, Scene  # noqa: E402  (found by that path)

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from ssoswitch.model.environment import Environment
    from ssoswitch.tui.app import SsoswitchApp

PATIENCE = 20.0
"""Seconds of the machine's time that a scene may take to come to rest."""


def quiet_app(env: Environment) -> SsoswitchApp:
    """The program, without the work that it begins by itself behind the first frame: nothing happens but the scene."""
    from ssoswitch.operations.startup import start
    from ssoswitch.operations.surroundings import look_around
    from ssoswitch.tui.app import SsoswitchApp

    class QuietApp(SsoswitchApp):
        def begin_behind_the_frame(self) -> None:
            controller = self.controller
            state = controller.state
            found = look_around(env, state.recollections, state.config, state.session)
            controller.update(directories=found.directories, credentials=found.credentials, proxy=found.proxy)
            controller.screen.show_model()
            if state.session is None:
                controller.start_flow("add_session")

    return QuietApp(env, startup=start(env))


async def play(stage: Stage, scene: Scene) -> picture.Shot:
    """The end of a scene."""
    center = stage.center_for(scene)
    try:
        app = quiet_app(stage.environment(scene, center))
        async with app.run_test(size=scene.size) as pilot:
            await settle(pilot, app)
            make_weather(app, scene.weather)
            await press(pilot, app, scene.keys)
            await wait_for(pilot, app, scene.waits_for, scene.name)
            return picture.Shot(rows_of(app))
    finally:
        stage.close(center)


async def record(stage: Stage, scene: Scene, frames: tuple[Frame, ...]) -> list[picture.Shot]:
    """The frames of the recording, one after another in one run of the program."""
    center = stage.center_for(scene)
    app = quiet_app(stage.environment(scene, center))
    shots = []
    async with app.run_test(size=scene.size) as pilot:
        await settle(pilot, app)
        for number, frame in enumerate(frames):
            await press(pilot, app, frame.keys)
            await wait_for(pilot, app, frame.waits_for, f"{scene.name}, frame {number}")
            shots.append(picture.Shot(rows_of(app), frame.pressed, frame.says, frame.seconds))
    return shots


async def press(pilot: Pilot[Any], app: SsoswitchApp, keys: str) -> None:
    """Keys one by one, each after what the one before it began."""
    for key in keys.split():
        await pilot.press(key)
        await settle(pilot, app)


async def settle(pilot: Pilot[Any], app: SsoswitchApp) -> None:
    """Wait until nothing works any more but what waits for a person."""
    until = time.monotonic() + PATIENCE  # noqa: TID251  (the clock of the scene stands still)
    while time.monotonic() < until:  # noqa: TID251  (the same)
        await pilot.pause()
        busy = [worker for worker in app.workers if not worker.is_finished]
        flows = [worker for worker in busy if worker.group == "flow"]
        if len(busy) == len(flows) and (not flows or len(app.screen_stack) > 1):
            return
        await pilot.pause(0.01)


async def wait_for(pilot: Pilot[Any], app: SsoswitchApp, text: str, name: str) -> None:
    """Wait until the screen shows the text and does not change any more."""
    until = time.monotonic() + PATIENCE  # noqa: TID251  (the clock of the scene stands still)
    before: tuple[picture.Row, ...] = ()
    same = 0
    while time.monotonic() < until:  # noqa: TID251  (the same)
        await pilot.pause(0.02)
        rows = rows_of(app)
        same = same + 1 if rows == before else 0
        before = rows
        if same >= 4 and text.casefold() in plain(rows).casefold():
            return
    raise SystemExit(f"scene {name}: {text!r} never came, or the screen never came to rest:\n{plain(before)}")


def make_weather(app: SsoswitchApp, weather: str) -> None:
    """Tell the program what its own operations would tell it at such a moment."""
    from ssoswitch.model.account import AccountEntry, AccountTree
    from ssoswitch.model.errors import SignInNeeded
    from ssoswitch.model.events import SyncProgressed
    from ssoswitch.operations.startup import TokenState
    from ssoswitch.tui.state import Offline

    controller = app.controller
    tree = controller.state.tree
    read, total = 14, len(tree) if tree is not None else 0
    progress = SyncProgressed(done=read, total=total, rate=18.2, remaining=(total - read) / 18.2)
    if weather == "syncing" and tree is not None:
        entries = dict(tree.entries)
        unread = sorted(entries, key=lambda each: entries[each].account.name or "")[read:]
        entries |= {each: AccountEntry(entries[each].account) for each in unread}
        partial = AccountTree(tree.session_name, entries, saved_at=NOW)
        controller.update(syncing=True, progress=progress, tree=partial, role_count=partial.role_count)
    elif weather == "throttled":
        waiting = replace(progress, rate=8.0, throttles=17, waiting=4.0, remaining=25.0)
        controller.update(syncing=True, progress=waiting)
    elif weather == "offline":
        reason = "Cannot reach AWS: the name portal.sso.eu-west-1.amazonaws.com is not known."
        controller.update(offline=Offline(reason, NOW - 30, NOW + 24, 2))
    elif weather == "ending":
        controller.update(token=TokenState(NOW + 540), reminding=True)
    elif weather == "ended":
        controller.session.lost(SignInNeeded(f"The sign-in to {scenes.SESSION} has ended.", "L signs in."))
    controller.screen.show_model()


def rows_of(app: SsoswitchApp) -> tuple[picture.Row, ...]:
    """What the screen shows, dialogs and what shines through behind them included."""
    from rich.console import Console
    from rich.segment import Segment

    width, height = app.size
    console = Console(
        width=width, height=height, force_terminal=True, color_system="truecolor", legacy_windows=False
    )
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    segments = Segment.filter_control(console.render(update)) if update is not None else ()
    lines = list(Segment.split_and_crop_lines(segments, width, pad=True, include_new_lines=False))[:height]
    return tuple(tuple(runs_of(line)) for line in lines)


def runs_of(line: list[Any]) -> Iterator[picture.Run]:
    """Neighbouring segments of one look taken together."""
    last: picture.Run | None = None
    for segment in line:
        look = look_of(segment.style)
        text = _PORT.sub("127.0.0.1:53682", segment.text)
        if last is not None and last.look == look:
            last = picture.Run(last.text + text, last.cells + segment.cell_length, look)
            continue
        if last is not None:
            yield last
        last = picture.Run(text, segment.cell_length, look)
    if last is not None:
        yield last


# The listener of a sign-in takes any free port, and those have five digits.
_PORT = re.compile(r"127\.0\.0\.1:\d{5}")


def look_of(style: Any) -> picture.Look:
    """A Rich style as colours and letters."""
    ink = style.color.get_truecolor() if style.color is not None else None
    ground = style.bgcolor.get_truecolor() if style.bgcolor is not None else None
    front, back = (ink.hex if ink else "#d9dfe8"), (ground.hex if ground else "#12161d")
    if style.reverse:
        front, back = back, front
    return picture.Look(
        front, back, bool(style.bold), bool(style.italic), bool(style.underline), bool(style.strike)
    )


def plain(rows: tuple[picture.Row, ...]) -> str:
    """The text of a picture."""
    return "\n".join("".join(run.text for run in row).rstrip() for row in rows)


def check_for_leaks(name: str, rows: tuple[picture.Row, ...], folder: Path) -> None:
    """No picture may show where it was made."""
    text = plain(rows).replace("\n", "")
    if str(folder) in text or folder.name in text:
        raise SystemExit(f"scene {name} shows the folder that it was played in:\n{plain(rows)}")


def draw(scene: Scene, shots: list[picture.Shot], description: str) -> str:
    """The SVG of a scene, or of the recording."""
    from ssoswitch.tui.themes import PALETTES

    palette = PALETTES[scene.theme]
    window = picture.Window(
        title="ssoswitch",
        description=description,
        columns=scene.size[0],
        lines=scene.size[1],
        ground=palette.background,
        ink=palette.foreground,
        accent=palette.accent,
        strip=any(shot.says for shot in shots),
    )
    return picture.draw(shots, window)


def make(wanted: list[str]) -> dict[str, str]:
    """File name → SVG, for the scenes of those names (none: all, and the recording)."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    for name in [
        name for name in os.environ if name.startswith(("AWS_", "NO_COLOR", "TEXTUAL", "COLUMNS", "LINES"))
    ]:
        del os.environ[name]
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="ssoswitch-pictures-") as temporary:
        folder = Path(temporary).resolve()
        with Stage(folder) as stage:
            for scene in scenes.SCENES:
                if not wanted or scene.name in wanted:
                    shot = asyncio.run(play(stage, scene))
                    check_for_leaks(scene.name, shot.rows, folder)
                    made[f"{scene.name}.svg"] = draw(scene, [shot], scene.caption)
            journey = scenes.JOURNEY_SCENE
            if not wanted or journey.name in wanted:
                shots = asyncio.run(record(stage, journey, scenes.JOURNEY))
                for shot in shots:
                    check_for_leaks(journey.name, shot.rows, folder)
                made[f"{journey.name}.svg"] = draw(journey, shots, journey.caption)
    return made


def main(arguments: list[str]) -> int:
    """0, or 1 when `--check` found pictures that are no longer what the program shows."""
    parser = argparse.ArgumentParser(prog="python screenshots/generate.py", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="SCENE", help="only these; without a name all, and the gallery"
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the saved pictures and write nothing"
    )
    parser.add_argument("--to", type=Path, default=HERE, metavar="DIR", help="where they are, or are written")
    options = parser.parse_args(arguments)
    known = [scene.name for scene in (*scenes.SCENES, scenes.JOURNEY_SCENE)]
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"there is no scene {', '.join(unknown)}; there are {', '.join(known)}")
    made = make(options.names)
    if not options.names:
        made["README.md"] = gallery.page(scenes.JOURNEY_SCENE, scenes.SCENES)
    different = []
    for name, text in made.items():
        path = options.to / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        different.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    # In another folder there may be pictures of somebody's own.
    if not options.names and options.to.resolve() == HERE:
        for path in sorted(set(options.to.glob("*.svg")) - {options.to / name for name in made}):
            different.append(f"{path.name} (of no scene)")
            if not options.check:
                path.unlink()
    what = "no longer what the program shows" if options.check else "made anew"
    print(f"{len(made)} pictures, {len(different)} {what}" + "".join(f"\n  {name}" for name in different))
    if different and options.check:
        print("`make pictures` makes them anew.")
    return 1 if different and options.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
