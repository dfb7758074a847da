"""Enter on a role: use it in this shell, a sub-shell, this directory or the browser; the last choice comes first."""

from __future__ import annotations

from dataclasses import replace

from ssoswitch.core.frecency import remembered
from ssoswitch.core.profile_ends import why_no_console
from ssoswitch.core.shells import set_line, shell_of
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.settings import Recollections
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.subject import Subject, one_role, subject_of
from ssoswitch.tui.widgets.choice_list import Choice

SHELL, SUB_SHELL, ENVRC, CONSOLE, COPY = "shell", "sub-shell", "envrc", "console", "copy"
_LAST = "enter"
# What the setting `start.enter` calls each of them, where it has a word.
_SETTING = {SHELL: "use", ENVRC: "envrc", CONSOLE: "console"}


async def use_flow(context: FlowContext) -> None:
    """Ask what for, or do at once what the settings say Enter does."""
    item = context.selection().item
    if item is not None and item.profile_name and not item.role_name:
        await _use(context, await _ask(context, None, item.profile_name), None, item.profile_name)
        return
    role = await one_role(context, "Use")
    if role is None:
        return
    subject = subject_of(context.state, role)
    profile = item.profile_name if item is not None and item.profile_name else ""
    profile = profile or (subject.profiles[0].name if subject.profiles else "")
    fixed = context.state.settings.enter
    way = next((way for way, word in _SETTING.items() if word == fixed), "")
    await _use(context, way or await _ask(context, subject, profile), subject, profile)


async def use_profile(context: FlowContext, profile: str, subject: Subject | None) -> None:
    """Ask what for, for a profile that is there."""
    await _use(context, await _ask(context, subject, profile), subject, profile)


async def _use(context: FlowContext, way: str, subject: Subject | None, profile: str) -> None:
    if not way:
        return
    context.remember(lambda before: _with_way(before, way))
    if way == CONSOLE:
        from ssoswitch.tui.flows.console import open_console, open_profile_console

        if subject is not None:
            await open_console(context, subject.role)
        else:
            await open_profile_console(context, profile)
        return
    if way == ENVRC:
        from ssoswitch.tui.flows.envrc import write_envrc

        await write_envrc(context, subject.role if subject else None, profile)
        return
    profile = profile or await _make_profile(context, subject)
    if not profile:
        return
    if way == SHELL:
        await use_in_shell(context, profile, subject)
    elif way == SUB_SHELL:
        await _sub_shell(context, profile, subject)
    else:
        line = set_line(shell_of(context.env.variables), "AWS_PROFILE", profile)
        await context.copy(line, "the export line")


async def use_in_shell(context: FlowContext, profile: str, subject: Subject | None = None) -> None:
    """Leave, with the export lines for the calling shell on stdout."""
    from ssoswitch.operations.use import export_text

    text = await context.run(export_text, context.env, context.state.config, profile)
    _remember_use(context, profile, subject)
    context.finish(text)


async def _sub_shell(context: FlowContext, profile: str, subject: Subject | None) -> None:
    from ssoswitch.tui.flows.sub_shell import run_shell

    _remember_use(context, profile, subject)
    code = run_shell(context, profile)
    await context.reload_config()
    context.say(f"back from the sub-shell with {profile} (exit code {code})")


async def _make_profile(context: FlowContext, subject: Subject | None) -> str:
    """A shell is given a profile's name, so a role without one gets one first."""
    if subject is None:
        raise NoMatch("No role is selected.", "Move to one with ↑ and ↓.")
    from ssoswitch.tui.flows.profile import create_profile

    if await create_profile(context, subject.role) is None:
        return ""
    made = context.state.config.profiles_by_role().get(subject.role, ())
    return made[-1].name if made else ""


async def _ask(context: FlowContext, subject: Subject | None, profile: str) -> str:
    from ssoswitch.tui.screens.use_sheet import ASK_NO_MORE, UseSheet

    line = (
        set_line(shell_of(context.env.variables), "AWS_PROFILE", profile)
        if profile
        else "makes a profile first"
    )
    last = context.state.recollections.last_choice.get(_LAST, SHELL)
    ways = [
        (SHELL, "in this shell", f"{line}, then quit" if profile else line),
        (SUB_SHELL, "in a new sub-shell", "leave it with exit"),
        (ENVRC, "in this directory", ".envrc (e)"),
        (CONSOLE, "in the browser", "console (o)"),
        (COPY, "copy the export line", "(y x)"),
    ]
    if subject is None and _no_console(context, profile):
        ways = [way for way in ways if way[0] != CONSOLE]
    choices = [Choice(way, (label, note), str(number)) for number, (way, label, note) in enumerate(ways, 1)]
    at = next((i for i, choice in enumerate(choices) if choice.value == last), 0)
    label = subject.label if subject is not None else profile
    environment = subject.environment if subject is not None else ""
    answer = await context.show(UseSheet(f"Use {label}", choices, environment=environment, at=at)) or ""
    if not answer.startswith(ASK_NO_MORE):
        return answer
    way = answer.removeprefix(ASK_NO_MORE)
    if way in _SETTING:
        await context.change_setting("start.enter", _SETTING[way])
        context.say("Enter does this from now on; , (settings) changes it back.", kind="hint")
    return way


def _no_console(context: FlowContext, name: str) -> bool:
    profile = context.state.config.profile(name)
    return profile is None or bool(why_no_console(profile))


def _with_way(before: Recollections, way: str) -> Recollections:
    return replace(before, last_choice={**before.last_choice, _LAST: way})


def _remember_use(context: FlowContext, profile: str, subject: Subject | None) -> None:
    now = context.env.clock.time()
    old = context.env.variable("AWS_PROFILE") or ""

    def change(before: Recollections) -> Recollections:
        after = replace(before, previous_profile=old) if old and old != profile else before
        if subject is None:
            return after
        return remembered(after, subject.session.name, subject.role, now, "use")

    context.remember(change)
