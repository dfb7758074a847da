"""Keeping up with the session and the files: the token's time, the switch to another session, changes on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ssoswitch.core.moments import time_left
from ssoswitch.model.errors import SignInNeeded
from ssoswitch.operations.watch import Mark, watch
from ssoswitch.tui.desktop import TerminalTitle
from ssoswitch.tui.state import token_left

if TYPE_CHECKING:
    from ssoswitch.tui.controller import Controller
    from ssoswitch.tui.flows.context import StreamEnd

TICK_SECONDS = 15.0
OFFLINE_TICK_SECONDS = 1.0


class SessionKeeper:
    """The session that is shown."""

    def __init__(self, controller: Controller, marks: Mapping[Path, Mark | None]) -> None:
        """`marks`: of the files, from before they were read."""
        self._controller = controller
        self._marks = marks
        self._reminder_away = False
        self.title = TerminalTitle(controller.app.write_to_terminal)

    def begin(self) -> None:
        """Start the clockwork: a tick for the minutes, a look at the files now and then."""
        controller = self._controller
        controller.app.set_interval(TICK_SECONDS, self.tick)
        controller.app.set_interval(OFFLINE_TICK_SECONDS, self._count_down)
        controller.stream(lambda stop: watch(self._marks, stop), self._files_changed, self._watch_ended)
        controller.app.run_worker(self._look_around(), group="surroundings", exclusive=True)
        self.tick()

    async def _look_around(self) -> None:
        """Which folders use which profile, and which role credentials are cached: told in the detail."""
        from ssoswitch.operations.surroundings import look_around

        controller = self._controller
        state = controller.state
        found = await controller.run(
            look_around, controller.env, state.recollections, state.config, state.session
        )
        if (found.directories, found.credentials, found.proxy) != (
            state.directories,
            state.credentials,
            state.proxy,
        ):
            controller.update(directories=found.directories, credentials=found.credentials, proxy=found.proxy)
            controller.screen.show_model()

    def tick(self) -> None:
        """Time has passed: what the token says now, ribbon and title."""
        controller = self._controller
        state = controller.state
        now = controller.now()
        signed_in = not state.ended and state.token is not None and state.token.signed_in(now)
        if state.signed_in and not signed_in and state.session is not None and not state.ended:
            controller.update(signed_in=False, reminding=False, ended=f"{state.session.name} has ended.")
        else:
            controller.update(signed_in=signed_in)
        state = controller.state
        left = token_left(state, now)
        renews = state.token is not None and state.token.refreshable
        soon = left is not None and left < state.settings.remind_minutes * 60 and not renews
        reminding = soon and not self._reminder_away
        if reminding and not state.reminding and state.settings.bell:
            controller.app.bell()
        if reminding != state.reminding:
            controller.update(reminding=reminding)
        self._show_title(left)

    def _show_title(self, left: float | None) -> None:
        session = self._controller.state.session
        words = ["ssoswitch"]
        if session is not None:
            words += [session.name, time_left(left) if left is not None else "signed out"]
        self.title.show(" ".join(words))

    def _count_down(self) -> None:
        if self._controller.state.offline is not None:
            self._controller.update()

    def put_reminder_away(self) -> bool:
        """Put the reminder, or the first problem, away; False where there is none."""
        state = self._controller.state
        if state.reminding:
            self._reminder_away = True
            self._controller.update(reminding=False)
            return True
        if state.problems:
            self._controller.update(problems=state.problems[1:])
            return True
        return False

    def lost(self, error: SignInNeeded) -> None:
        """AWS took the token no longer, or there is none. Nothing pops up: the saved tree stays."""
        state = self._controller.state
        name = state.session.name if state.session is not None else "The session"
        had = state.signed_in or bool(state.ended)
        self._controller.update(
            signed_in=False,
            reminding=False,
            offline=None,
            ended=error.message if had else "",
            signing_in=False,
        )
        if not had:
            self._controller.say(f"{name}: {error.message}", "hint")

    def token_changed(self) -> None:
        """After a sign-in or log-out: look at the token again; where it works, read the tree."""
        self._controller.app.run_worker(self._look_at_token(), group="token", exclusive=True)

    async def _look_at_token(self) -> None:
        from ssoswitch.disk.token_cache import DAMAGED, TokenCache
        from ssoswitch.operations.startup import token_state

        controller = self._controller
        session = controller.state.session
        if session is None:
            return
        token = await controller.run(token_state, controller.env, session)
        self._reminder_away = False
        signed_in, before = token.signed_in(controller.now()), controller.state.signed_in
        damage = await controller.run(TokenCache(controller.env).damage, session)
        problems = tuple(each for each in controller.state.problems if damage or not each.startswith(DAMAGED))
        controller.update(
            token=token, signed_in=signed_in, ended="", reminding=False, signing_in=False, problems=problems
        )
        self.tick()
        if signed_in and before:
            controller.sync.keep_fresh()
        elif signed_in:
            # A new sign-in may be made for what was granted since the last one.
            controller.sync.start()
        else:
            controller.sync.stop()

    async def ensure_token(self, purpose: str) -> bool:
        """A token that works; a sign-in is asked for where there is none."""
        from ssoswitch.operations.login import valid_token

        controller = self._controller
        session = controller.state.session
        if session is None:
            return False
        if controller.state.signed_in:
            try:
                await controller.run(valid_token, controller.env, controller.connections, session)
                return True
            except SignInNeeded as error:
                self.lost(error)
        from ssoswitch.tui.flows.sign_in_talk import sign_in

        return await sign_in(controller, purpose=purpose)

    # Another session, other files

    async def switch(self, name: str) -> None:
        """Show another session's saved tree, and sync it where it is signed in."""
        from dataclasses import replace

        from ssoswitch.operations.startup import start

        controller = self._controller
        startup = await controller.run(start, controller.env, name)
        controller.sync.forget()
        controller.elsewhere.forget()
        self._reminder_away = False
        controller.update(
            config=startup.config,
            sessions=startup.sessions,
            session=startup.session,
            tree=startup.tree,
            role_count=startup.tree.role_count if startup.tree is not None else 0,
            token=startup.token,
            signed_in=startup.token.signed_in(controller.now()),
            here=startup.here,
            here_profile=startup.here.cli.profile if startup.here.cli.exists else "",
            ended="",
            reminding=False,
            item=None,
            panel="row",
        )
        controller.screen.show_model()
        controller.remember(lambda recollections: replace(recollections, last_session=name))
        self.tick()
        if controller.state.signed_in:
            controller.sync.keep_fresh()

    async def reload(self) -> str:
        """Read config, credentials and whoami again; the cursor keeps its row. Says what changed, in a few words."""
        from ssoswitch.operations.read_config import read_config
        from ssoswitch.operations.whoami import who_am_i

        controller = self._controller
        before = controller.state
        config = await controller.run(read_config, controller.env)
        here = await controller.run(who_am_i, controller.env, config)
        sessions = tuple(config.sessions.values())
        session = before.session
        if session is not None:
            session = config.sessions.get(session.name, session)
        elif sessions:
            session = next((each for each in sessions if not each.problem), sessions[0])
        here_profile = here.cli.profile if here.cli.exists else ""
        controller.update(
            config=config, here=here, here_profile=here_profile, sessions=sessions, session=session
        )
        controller.screen.show_model()
        controller.app.run_worker(self._look_around(), group="surroundings", exclusive=True)
        if before.session is None and session is not None:
            await self.switch(session.name)
        return _what_changed(len(before.config.profiles), len(config.profiles), before.config == config)

    def _files_changed(self, paths: tuple[Path, ...]) -> None:
        self._controller.app.run_worker(self._read_again(paths), group="watch", exclusive=True)

    async def _read_again(self, paths: tuple[Path, ...]) -> None:
        controller = self._controller
        env = controller.env
        if env.settings_file in paths:
            from ssoswitch.operations.settings import load_settings

            settings = await controller.run(load_settings, env)
            if settings != controller.state.settings:
                controller.apply_settings(settings)
        # A flow tells of its own write; it writes when its dialog is gone.
        own = controller.flow_works
        changed = await self.reload()
        if changed and not own and (env.config_file in paths or env.credentials_file in paths):
            name = env.config_file.name if env.config_file in paths else env.credentials_file.name
            controller.say(f"{name} changed on disk. Read again: {changed}.", "hint")

    def _watch_ended(self, end: StreamEnd) -> None:
        if end.error is not None:
            self._controller.say(f"Changes on disk are no longer noticed: {end.error}", "hint")


def _what_changed(before: int, after: int, same: bool) -> str:
    if same:
        return ""
    difference = after - before
    if not difference:
        return "the same number of profiles"
    return f"{difference:+} profile{'' if abs(difference) == 1 else 's'}"
