"""`p`: a profile for the row's role, or profiles for all that are marked; `P` at once, where it is a pure addition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssoswitch.core import twin
from ssoswitch.core.frecency import remembered
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import ConfigError, WouldOverwrite
from ssoswitch.model.plan import Applied, Note, NoteLevel, Plan
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.settings import Recollections
from ssoswitch.tui.flows.applying import apply_plan, joined, say_applied, show_and_apply
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.profile_values import (
    extra_values,
    free_name,
    name_from,
    proposed_values,
    region_note,
    suggest_regions,
    with_choice,
    with_name,
)
from ssoswitch.tui.flows.subject import Subject, roles_asked, subject_of
from ssoswitch.tui.screens.plan_dialog import PlanAnswer, PlanDialog, Preview, Values

if TYPE_CHECKING:
    from ssoswitch.operations.profile import ProfilePlan


@dataclass(slots=True)
class _Talk:
    """What one conversation keeps between its dialogs."""

    subject: Subject
    if_exists: str = "fail"
    row_name: str = ""
    outcome: str = ""
    taken_by: str = ""


async def profile_flow(context: FlowContext, *, at_once: bool = False) -> None:
    """One profile or many, by what is selected; an account's row asks which role first."""
    selection = context.selection()
    roles = selection.roles
    if not selection.marked and selection.item is not None and not selection.item.role_name:
        roles = await roles_asked(context, selection.item.account_id, "New profile", several=True)
    if not roles:
        return
    if len(roles) > 1:
        from ssoswitch.tui.flows.profile_many import profile_many

        await profile_many(context, roles)
        return
    await create_profile(context, roles[0], at_once=at_once)


async def create_profile(context: FlowContext, role: AccountRole, *, at_once: bool = False) -> Applied | None:
    """Make a profile for that role; None: nothing was written."""
    from ssoswitch.tui.flows.guard import pass_guard

    subject = subject_of(context.state, role)
    chosen = await pass_guard(context, subject, "profile")
    if chosen is None:
        return None
    # The proposed name is a free one, so that Enter alone is enough; a name that is typed and taken asks.
    talk = _Talk(subject_of(context.state, chosen), if_exists="suffix")
    values = proposed_values(context, talk.subject)
    preview = await _preview(context, talk, values)
    values = with_name(values, talk.row_name)
    talk.if_exists = "fail"
    why_not = _why_not_at_once(talk, preview) if at_once else ""
    if at_once and not why_not and preview.plan is not None:
        applied = await apply_plan(context, preview.plan)
        await _afterwards(context, talk, values, applied)
        return applied
    return await _converse(context, talk, values, why_not, preview)


async def _converse(
    context: FlowContext, talk: _Talk, values: Values, said: str, first: Preview | None
) -> Applied | None:
    """`first` is the preview of `values` as they are; it spares a plan before the dialog opens."""
    from ssoswitch.tui.screens.profile import ProfileDialog, profile_rows

    async def build(changed: str, before: Values | None) -> PlanDialog:
        nonlocal first
        now, made = before or values, first
        first = None
        suggest = suggest_regions(context, talk.subject)
        rows = profile_rows(
            now,
            suggest_regions=suggest,
            also=tuple(now.ticks.get("also", frozenset())),
        )
        return ProfileDialog(
            f"New profile · {talk.subject.label}",
            lambda changed_values: _preview(context, talk, changed_values),
            made or await _preview(context, talk, now),
            rows,
            environment=talk.subject.environment,
            said=changed or said,
            home=str(context.env.home),
            copy=lambda text: context.copy(text, "the command"),
        )

    while True:
        outcome = await show_and_apply(context, build)
        if isinstance(outcome, tuple):
            answer, applied = outcome
            await _afterwards(context, talk, answer.values, applied)
            return applied
        if outcome is None:
            return None
        go_on = await _other_way(context, talk, outcome)
        if go_on is None:
            return None
        values, said = go_on, ""


async def _other_way(context: FlowContext, talk: _Talk, answer: PlanAnswer) -> Values | None:
    """Another way out of the dialog was taken: the values to show it with again, or None to end."""
    if answer.action == "taken":
        from ssoswitch.tui.screens.profile import name_taken

        name = answer.values.text("name")
        suggestion = free_name(context, name)
        same_role = context.state.config.profiles.get(name) in talk.subject.profiles
        choice = await context.show(name_taken(name, talk.taken_by, suggestion, same_role=same_role))
        if choice == "replace":
            talk.if_exists = "replace"
            return answer.values
        return with_name(answer.values, suggestion) if choice == "other" else None
    existing = talk.subject.profiles[0]
    if answer.action == "1":
        from ssoswitch.tui.flows.use import use_profile

        await use_profile(context, existing.name, talk.subject)
        return None
    talk.if_exists = "replace"
    return with_name(answer.values, existing.name)


async def _preview(context: FlowContext, talk: _Talk, values: Values) -> Preview:
    subject = talk.subject
    try:
        planned = await _plan(context, talk, values)
    except WouldOverwrite as error:
        return _taken(talk, values, error.message)
    except ConfigError as error:
        return Preview(problem=str(error), fields={"name": ""})
    row = planned.rows[0]
    talk.row_name, talk.outcome = row.name, row.outcome
    if row.outcome == "taken":
        return _taken(talk, values, row.note)
    plan = planned.plan
    if values.ticked("also", "envrc"):
        plan = await _with_envrc(context, plan, row.name)
    notes: list[Note] = []
    actions: tuple[tuple[str, str], ...] = ()
    same = [profile for profile in subject.profiles if profile.name != row.name]
    if same and row.outcome in ("new", "renamed"):
        where = f" in {same[0].region}" if same[0].region else ""
        notes.append(Note(f"{same[0].name} leads to this very role{where} already.", NoteLevel.WARNING))
        actions = (("1", f"use {same[0].name}"), ("2", f"change {same[0].name} in place"))
    if row.name == "default":
        notes.append(Note("[default] is what every tool uses when nothing else is said.", NoteLevel.WARNING))
    return Preview(
        plan=plan,
        button={"replaced": "Replace", "same": "Done"}.get(row.outcome, "Write"),
        notes=tuple(notes),
        fields={
            "name": _name_note(talk, name_from(context, row.name), row.note),
            "region": region_note(context, subject, values),
        },
        script=(_script(subject, values, talk),),
        actions=actions,
        place="nothing else touched",
    )


async def _plan(context: FlowContext, talk: _Talk, values: Values) -> ProfilePlan:
    from ssoswitch.operations.profile import ProfileRequest, plan_create

    subject = talk.subject
    request = ProfileRequest(
        role=subject.role,
        account=subject.account,
        session=subject.session,
        name=values.text("name"),
        region=values.text("region"),
        output=values.text("output"),
        form=ProfileForm(values.text("form") or "session"),
        extra=extra_values(values.text("extra")),
    )
    state = context.state
    return await context.run(
        plan_create,
        context.env,
        state.config,
        (request,),
        settings=state.settings,
        if_exists=talk.if_exists,
        session=None,
    )


async def _with_envrc(context: FlowContext, plan: Plan, profile: str) -> Plan:
    from ssoswitch.operations.envrc import plan_envrc

    envrc = await context.run(plan_envrc, context.env, context.env.working_directory, profile)
    return joined(plan, envrc.plan)


def _taken(talk: _Talk, values: Values, who: str) -> Preview:
    talk.taken_by, talk.outcome = who, "taken"
    return Preview(
        problem=f"{values.text('name')} is taken: {who}",
        button="Name is taken …",
        enter="taken",
        fields={"name": "! taken by another role: Enter asks what to do"},
    )


def _why_not_at_once(talk: _Talk, preview: Preview) -> str:
    if preview.plan is None:
        return f"Not at once: {preview.problem}"
    if talk.outcome not in ("new", "renamed"):
        return f"Not at once: {talk.row_name} is there already."
    if talk.subject.profiles:
        return f"Not at once: {talk.subject.profiles[0].name} leads to this role already."
    return ""


def _name_note(talk: _Talk, origin: str, note: str) -> str:
    if talk.outcome == "new":
        return f"✓ free   {note or origin}"
    return {"same": "✓ is there already, just so", "replaced": "! replaces the one that is there"}.get(
        talk.outcome, note
    )


def _script(subject: Subject, values: Values, talk: _Talk) -> str:
    form = values.text("form")
    return twin.profile_create(
        subject.script_account,
        subject.role.role_name,
        session="" if subject.session.inline else subject.session.name,
        name=talk.row_name,
        region=values.text("region"),
        output=values.text("output"),
        form="" if form == "session" else form,
        if_exists="replace" if talk.if_exists == "replace" else "",
        extra=extra_values(values.text("extra")),
    )


async def _afterwards(context: FlowContext, talk: _Talk, values: Values, applied: Applied) -> None:
    now = context.env.clock.time()
    subject = talk.subject
    also = values.ticks.get("also", frozenset())

    def change(before: Recollections) -> Recollections:
        after = remembered(before, subject.session.name, subject.role, now, "profile")
        if "remember" not in also:
            return after
        return with_choice(after, values)

    context.remember(change)
    say_applied(context, applied)
    if "use" in also:
        from ssoswitch.tui.flows.use import use_in_shell

        await use_in_shell(context, talk.row_name)
