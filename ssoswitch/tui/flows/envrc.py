"""`e`: AWS_PROFILE for a directory by its `.envrc`; a role without a profile gets one in the same plan. `E` at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ssoswitch.core import twin
from ssoswitch.core.frecency import remembered
from ssoswitch.core.proposals import propose_region
from ssoswitch.model.account import AccountRole
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import CannotTakeEffect, SsoswitchError
from ssoswitch.model.plan import Applied, Note, NoteLevel, Plan
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.settings import Recollections
from ssoswitch.tui.flows.applying import apply_plan, joined, show_and_apply
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.guard import must_ask, pass_guard
from ssoswitch.tui.flows.subject import Subject, one_role, subject_of
from ssoswitch.tui.screens.preview import Preview, Values
from ssoswitch.tui.widgets.form_row import Option

if TYPE_CHECKING:
    from ssoswitch.operations.envrc import EnvrcPlace, EnvrcPlan
    from ssoswitch.tui.screens.envrc import EnvrcDialog

NEW = "+"
"""Stands for the profile that is made first."""


@dataclass(slots=True)
class _Talk:
    subject: Subject | None
    profiles: tuple[str, ...]
    new_plan: Plan | None = None
    new_name: str = ""
    new_script: str = ""
    envrc: EnvrcPlan | None = None
    dialog: EnvrcDialog | None = None


async def envrc_flow(context: FlowContext, *, at_once: bool = False) -> None:
    """For the row's role, or the row's profile."""
    item = context.selection().item
    if item is not None and item.profile_name and not item.role_name:
        await write_envrc(context, None, item.profile_name, at_once=at_once)
        return
    role = await one_role(context, ".envrc")
    if role is not None:
        profile = item.profile_name if item is not None else ""
        await write_envrc(context, role, profile, at_once=at_once)


async def write_envrc(
    context: FlowContext, role: AccountRole | None, profile: str, *, at_once: bool = False
) -> None:
    """Write it for that role (by `profile`, or one that leads there, or a new one), or for `profile` alone."""
    subject = subject_of(context.state, role) if role is not None else None
    guarded = subject is not None and must_ask(context, subject, "envrc")
    if subject is not None:
        chosen = await pass_guard(context, subject, "envrc")
        if chosen is None:
            return
        if chosen != subject.role:
            subject, profile = subject_of(context.state, chosen), ""
    talk = await _talk(context, subject, profile)
    from ssoswitch.operations.envrc import places

    found = await context.run(places, context.env)
    values = _proposed(talk, found)
    preview = await _preview(context, talk, values)
    allowing = _with_allow(talk, values)
    if allowing != values:
        values, preview = allowing, await _preview(context, talk, allowing)
    why_not = _why_not_at_once(talk, preview, guarded) if at_once else ""
    if at_once and not why_not and preview.plan is not None:
        await _afterwards(context, talk, values, await apply_plan(context, preview.plan))
        return
    await _converse(context, talk, values, found, why_not, preview)


async def _converse(
    context: FlowContext,
    talk: _Talk,
    values: Values,
    found: tuple[EnvrcPlace, ...],
    said: str,
    first: Preview | None,
) -> None:
    from ssoswitch.tui.screens.envrc import HELP, EnvrcDialog, envrc_rows

    options = [Option(name, name) for name in talk.profiles]
    if talk.new_name:
        options.append(Option(NEW, talk.new_name, "+ made first, in the same write"))

    async def build(changed: str, before: Values | None) -> EnvrcDialog:
        nonlocal first
        now, made = before or values, first
        first = None
        if before is not None and talk.subject is not None:
            await _propose_profile(context, talk, talk.subject)
        dialog = EnvrcDialog(
            f"Use {_name(talk, now)} in this directory",
            lambda changed_values: _preview(context, talk, changed_values),
            made or await _preview(context, talk, now),
            envrc_rows(now, found, options, context.env.home),
            environment=talk.subject.environment if talk.subject else "",
            said=changed or said,
            home=str(context.env.home),
            copy=lambda _: context.copy(talk.envrc.line if talk.envrc else "", "the line"),
        )
        dialog.help_text = HELP
        return dialog

    outcome = await show_and_apply(context, build)
    if isinstance(outcome, tuple):
        await _afterwards(context, talk, outcome[0].values, outcome[1])


async def _talk(context: FlowContext, subject: Subject | None, profile: str) -> _Talk:
    names = tuple(each.name for each in subject.profiles) if subject is not None else ()
    if profile:
        names = (profile, *(name for name in names if name != profile))
    talk = _Talk(subject, names)
    if subject is not None and not names:
        await _propose_profile(context, talk, subject)
    return talk


async def _propose_profile(context: FlowContext, talk: _Talk, subject: Subject) -> None:
    """The plan of a profile for the role, with proposed values, where there is none yet."""
    from ssoswitch.operations.profile import ProfileRequest, plan_create

    state = context.state
    if subject.profiles:
        talk.new_plan, talk.new_name, talk.new_script = None, "", ""
        return
    region, _ = propose_region(state.config, subject.account.account_id, state.settings, subject.session)
    request = ProfileRequest(
        role=subject.role,
        account=subject.account,
        session=subject.session,
        name="",
        region=region,
        output=state.settings.output,
        form=ProfileForm("inline" if subject.session.inline else state.settings.form),
        extra=(),
    )
    planned = await context.run(
        plan_create,
        context.env,
        state.config,
        (request,),
        settings=state.settings,
        if_exists="suffix",
        session=None,
    )
    talk.new_plan, talk.new_name = planned.plan, planned.rows[0].name
    talk.new_script = twin.profile_create(
        request.account.account_id,
        request.role.role_name,
        name=talk.new_name,
        region=request.region,
        output=request.output,
    )


def _proposed(talk: _Talk, found: tuple[EnvrcPlace, ...]) -> Values:
    return Values(
        texts={
            "where": str(found[0].directory) if found else "",
            "other": "",
            "profile": talk.profiles[0] if talk.profiles else NEW,
            "lines": "profile",
            "file": ".envrc",
        },
        ticks={"allow": frozenset(), "also": frozenset()},
    )


def _with_allow(talk: _Talk, values: Values) -> Values:
    """Ticked beforehand only where the operation says that it may be."""
    envrc = talk.envrc
    may = envrc is not None and envrc.state.installed and envrc.allow_default
    return replace(values, ticks={**values.ticks, "allow": frozenset(("on",)) if may else frozenset()})


def _name(talk: _Talk, values: Values) -> str:
    chosen = values.text("profile")
    return talk.new_name if chosen == NEW or not chosen else chosen


async def _preview(context: FlowContext, talk: _Talk, values: Values) -> Preview:
    from ssoswitch.operations.envrc import plan_envrc

    directory = Path(values.text("other").strip() or values.text("where")).expanduser()
    name = _name(talk, values)
    state = context.state
    region: str | bool = values.text("lines") == "region"
    if region and talk.subject is not None:
        known = state.config.profile(name)
        region = (known.region if known else "") or propose_region(
            state.config, talk.subject.account.account_id, state.settings, talk.subject.session
        )[0]
    try:
        talk.envrc = await context.run(
            plan_envrc,
            context.env,
            directory,
            name,
            file_name=values.text("file") or ".envrc",
            with_region=region,
            source_up=values.ticked("also", "source_up"),
            git_exclude=values.ticked("also", "exclude"),
            trial=True,
        )
    except CannotTakeEffect as error:
        line = (Note(f"The line to add by hand: {error.line}"),) if error.line else ()
        return Preview(problem=str(error), notes=line)
    except SsoswitchError as error:
        return Preview(problem=str(error))
    envrc = talk.envrc
    plan = envrc.plan
    script: tuple[str, ...] = (_script(context, directory, name, values, _allows(values, envrc)),)
    if values.text("profile") == NEW and talk.new_plan is not None:
        plan = joined(talk.new_plan, plan)
        script = (talk.new_script, *script)
    allows = _allows(values, envrc)
    fields = await context.run(_fields, context.env, envrc)
    if envrc.trial and not allows:
        problem = f"{envrc.trial} Tick direnv allow to have it tried."
        return Preview(problem=problem, notes=envrc.sentences, fields=fields, whole_file=envrc.after)
    return Preview(
        plan=plan,
        button="Write and allow" if allows else "Write",
        notes=(*envrc.sentences, *_environment_note(context, talk)),
        fields=fields,
        script=script,
        whole_file=envrc.after,
    )


def _fields(env: Environment, envrc: EnvrcPlan) -> dict[str, str]:
    """Which of the last two fields make sense, and what they say. Blocking."""
    from ssoswitch.disk.git import git_exclude_file

    fields: dict[str, str] = {}
    if envrc.action == "new":
        parent = envrc.state.nearest is not None
        in_git = git_exclude_file(env, envrc.path.parent) is not None
        sensible = [name for name, makes_sense in (("source_up", parent), ("exclude", in_git)) if makes_sense]
        if sensible:
            fields["also?"] = " ".join(sensible)
    if _can_allow(envrc):
        lines = len(envrc.after.splitlines())
        says = f"run direnv allow: this allows the WHOLE file, {'its one line' if lines == 1 else f'all {lines} lines'}"
        unread = f"! direnv blocks this file: read it first with v, for allowing trusts all {lines} lines."
        fields["allow?"] = says if envrc.allow_default else unread
    return fields


def _allows(values: Values, envrc: EnvrcPlan) -> bool:
    return values.ticked("allow") and _can_allow(envrc)


def _can_allow(envrc: EnvrcPlan) -> bool:
    return envrc.state.installed and envrc.path.name == ".envrc" and not envrc.plan.empty


def _environment_note(context: FlowContext, talk: _Talk) -> tuple[Note, ...]:
    """What changes for everything that runs there, where production is in it."""
    if talk.subject is None or not talk.subject.guarded or talk.envrc is None:
        return ()
    old = context.state.config.profile(talk.envrc.old_profile)
    before = ""
    if old is not None and old.role is not None:
        before = subject_of(context.state, old.role).environment
    change = f"{before} → {talk.subject.environment}" if before else talk.subject.environment
    return (Note(f"{change} for everything that runs in this directory", NoteLevel.WARNING),)


def _script(context: FlowContext, directory: Path, name: str, values: Values, allows: bool) -> str:
    where = "" if directory == context.env.working_directory else str(directory)
    return twin.envrc(where, name, file_name=values.text("file") or ".envrc", allow=allows)


def _why_not_at_once(talk: _Talk, preview: Preview, guarded: bool) -> str:
    if preview.plan is None:
        return f"Not at once: {preview.problem}"
    if guarded:
        return "Not at once: this is guarded. Look once, then Enter."
    if talk.envrc is not None and talk.envrc.old_profile:
        return f"Not at once: it would replace {talk.envrc.old_profile}."
    if talk.envrc is not None and not talk.envrc.allow_default:
        return "Not at once: direnv has not allowed this file."
    return ""


async def _afterwards(context: FlowContext, talk: _Talk, values: Values, applied: Applied) -> None:
    envrc = talk.envrc
    if envrc is None:
        return
    now = context.env.clock.time()

    def change(before: Recollections) -> Recollections:
        files = (str(envrc.path), *(path for path in before.envrc_files if path != str(envrc.path)))
        after = replace(before, envrc_files=files)
        if talk.subject is None:
            return after
        return remembered(after, talk.subject.session.name, talk.subject.role, now, "envrc")

    context.remember(change)
    title = ", ".join(
        part for part in (talk.new_plan.title if talk.new_plan else "", envrc.plan.title) if part
    )
    # Where it was so already there is nothing of this flow's to take back: `u` would undo an earlier write.
    undo_key = "u undo" if applied.id else ""
    if not values.ticked("allow") or not _can_allow(envrc):
        blocked = envrc.state.installed and not envrc.plan.empty and envrc.path.name == ".envrc"
        tail = "; direnv blocks the file until you run direnv allow" if blocked else ""
        context.say(title + tail, next_key=undo_key)
        return
    from ssoswitch.operations.envrc import allow_written

    try:
        said = await context.run(allow_written, context.env, envrc, applied)
    finally:
        await context.reload_config()
    context.say(f"{title}; {said.rstrip('.')}", next_key=undo_key)
