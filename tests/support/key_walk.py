"""Random keys in the real screen over the fake Identity Center: whatever is pressed, the rules hold.

What a step may do is drawn from one `random.Random`, so a walk that failed can be walked again by its seed.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.disk import apply as disk_apply
from ssoswitch.disk import browser
from ssoswitch.model.environment import Clock, Environment
from ssoswitch.model.plan import Applied, Plan
from ssoswitch.operations.startup import start
from ssoswitch.tui.app import SsoswitchApp
from ssoswitch.tui.command_table import COMMANDS
from ssoswitch.tui.screens.plan_dialog import PlanDialog
from ssoswitch.tui.screens.preview import Preview
from tests.support.signing_in import environment_for, save_token, session_of

HOSTILE_NAMES = (
    "[/x]", "[@click=app.quit]x", "[link=file:///]", "[", "[[", "\\[", "[" * 200, "]", "[bold]", "$error", "\x1b[2J",
    "\x9b2J", "a\u202eb", "\u2028", "x\ty", "näme", "名前" * 30, "e\u0301" * 20, "👩‍👩‍👧", "", " ",
    "%s{0}", "a/b", "-n", "prod",
)  # fmt: skip
_LEAVES = frozenset({"quit", "interrupt", "suspend"})
_COMMAND_KEYS = tuple(key for each in COMMANDS if each.id not in _LEAVES for key in each.keys)
_LETTERS = tuple("abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789-_./:[]$'\"\\~@= ")
_NAMES = {" ": "space", "-": "minus", "_": "underscore", ".": "full_stop", "/": "slash", ":": "colon"}
_EDITING = (
    "enter", "enter", "enter", "escape", "escape", "tab", "shift+tab", "up", "down", "left", "right", "backspace",
    "delete", "home", "end", "ctrl+u", "ctrl+w", "ctrl+k", "ctrl+a", "ctrl+e", "space", "pageup", "pagedown", "f1",
    "f2", "f5", "ctrl+s", "ctrl+d", "ctrl+l", "shift+up", "shift+down",
)  # fmt: skip
PASTES = (
    "123456789012", "1234-5678-9012", "arn:aws:iam::123456789012:role/Admin", "https://console.aws.amazon.com/s3",
    "a\nb\nc", "\x1b[2J", "x" * 5000, "[/]", "\u202e", "\x00", "export AWS_PROFILE=x; rm -rf /", "https://evil.example/",
    "٣٣٣٣٤٤٤٤٥٥٥٥", "\ud800", "a\x0bb\x0c", "profile x]\nevil = 1\n[y",
)  # fmt: skip
SIZES = ((120, 36), (80, 24), (60, 15), (40, 10), (200, 60), (20, 5), (1, 1), (2, 40), (300, 4))


@dataclass
class Witness:
    """What a walk must not do, seen as it happens."""

    shown: list[Plan] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    """Titles of plans that were written without having been shown."""
    written: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    """How often each address was opened."""
    at_once: bool = False
    """The last command was one that writes at once, by its name."""
    keys: list[str] = field(default_factory=list)

    def applied(self, plan: Plan) -> None:
        """A plan is about to be written."""
        self.written.append(plan.title)
        if any(plan is each or plan == each for each in self.shown):
            return
        if plan.title.startswith("undo: "):
            return  # `u` takes back what was shown when it was written
        only_adds = all((change.after or b"").startswith(change.before or b"") for change in plan.changes)
        if not (self.at_once and only_adds):
            self.unseen.append(f"{plan.title} after {self.keys[-12:]}")


@contextmanager
def witnessed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    """Between the screen and the disk, and between the screen and the browser."""
    witness = Witness()
    real_apply, real_show = disk_apply.apply_plan, PlanDialog.show_preview

    def apply(env: Environment, plan: Plan, *rest: str) -> Applied:
        if not plan.empty:
            witness.applied(plan)
        return real_apply(env, plan, *rest)

    def show(dialog: PlanDialog, preview: Preview) -> None:
        if preview.plan is not None:
            witness.shown.append(preview.plan)
        real_show(dialog, preview)

    def open_directly(
        env: Environment, commands: Any, address: str, patience: float
    ) -> browser.BrowserReport:
        witness.opened[address] += 1
        return browser.BrowserReport(True, "opened")

    with monkeypatch.context() as patch:
        patch.setattr(disk_apply, "apply_plan", apply)
        patch.setattr(PlanDialog, "show_preview", show)
        patch.setattr(browser, "_open_directly", open_directly)
        yield witness


def hostile_organization() -> Organization:
    """An account for each of the names, with the roles that everybody has and one of its own."""
    return Organization.of(
        *(
            (
                f"{100000000000 + number}",
                name,
                f"{name}@x",
                ("AdministratorAccess", "ReadOnlyAccess", f"R{number}"),
            )
            for number, name in enumerate(HOSTILE_NAMES)
        )
    )


def walk_environment(center: FakeIdentityCenter, tmp_path: Path, clock: Clock | None = None) -> Environment:
    """A home with bash and a browser, signed in, whose folder has an .envrc."""
    programs = tmp_path / "bin"
    programs.mkdir()
    bash = shutil.which("bash")
    assert bash is not None
    (programs / "bash").symlink_to(bash)
    (programs / "firefox").symlink_to("/bin/true")
    env = environment_for(
        center,
        tmp_path,
        clock=clock,
        variables={
            "PATH": str(programs),
            "SHELL": "/bin/true",
            "DISPLAY": ":9",
            "EDITOR": "/bin/true",
            "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        },
    )
    (env.working_directory / ".envrc").write_text("export AWS_PROFILE=dev\n")
    save_token(env, center, session_of(center))
    return env


def faults(env: Environment) -> list[str]:
    """The reports of faults nobody foresaw."""
    return [path.read_text() for path in (env.state_dir / "log").glob("crash-*")]


class WalkedApp(SsoswitchApp):
    """The app whose terminal can be lent to other programs: without one, Textual refuses."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Nothing to put away."""
        yield


async def walk(
    env: Environment, chance: random.Random, steps: int, witness: Witness, *, settle: float = 0.0
) -> None:
    """Press, paste and resize `steps` times; an app that was left is started again. Fails where a rule is broken."""
    left = steps
    while left > 0:
        app = WalkedApp(env, startup=start(env))
        async with app.run_test(size=(120, 36)) as pilot:
            while left > 0 and app.is_running and app.return_value is None and not app._exit:
                left -= 1
                await _step(app, pilot, chance, witness)
                assert not faults(env), f"keys {witness.keys[-40:]}\n{faults(env)[0]}"
                assert not witness.unseen, witness.unseen
        assert app._exception is None


async def _step(app: SsoswitchApp, pilot: Pilot[Any], chance: random.Random, witness: Witness) -> None:
    dice = chance.random()
    if dice < 0.02:
        text = chance.choice(PASTES)
        witness.keys.append(f"paste {text[:20]!r}")
        app.post_message(events.Paste(text))
    elif dice < 0.04:
        size = chance.choice(SIZES)
        witness.keys.append(f"size {size}")
        await pilot.resize_terminal(*size)
    else:
        key = chance.choice(_COMMAND_KEYS if dice < 0.4 else _EDITING if dice < 0.75 else _LETTERS)
        key = _NAMES.get(key, key)
        witness.keys.append(key)
        if app.screen is app.main_screen:
            witness.at_once = key in ("P", "E") or (witness.at_once and key not in ("p", "e", "d", "m"))
        await pilot.press(key)
    await pilot.pause()
