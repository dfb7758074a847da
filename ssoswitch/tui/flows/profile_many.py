"""`p` on several roles: one template, one plan, one write, one undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from ssoswitch.core import twin
from ssoswitch.core.frecency import remembered
from ssoswitch.core.proposals import matching_regions, propose_region
from ssoswitch.core.text import clean
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.frozen import frozen
from ssoswitch.model.profile import ProfileForm
from ssoswitch.model.settings import Recollections
from ssoswitch.tui.flows.applying import show_and_apply
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.subject import account_of, choice_of, session_for
from ssoswitch.tui.paint import count
from ssoswitch.tui.screens.preview import Preview, Values
from ssoswitch.tui.screens.profile_many import ManyDialog, many_rows
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.choice_list import Choice, ChoiceList
from ssoswitch.tui.widgets.diff_view import plan_lines

if TYPE_CHECKING:
    from ssoswitch.core.diff import DiffLine
    from ssoswitch.model.account import AccountTree
    from ssoswitch.model.environment import Environment
    from ssoswitch.operations.profile import ProfilePlan, ProfileRequest, ProfileRow

_SIGNS = {
    "new": ("+", "$success bold"),
    "renamed": ("!", "$warning bold"),
    "replaced": ("−", "$error bold"),
    "same": ("=", "$text-muted"),
    "skipped": ("=", "$text-muted"),
    "taken": ("✗", "$error bold"),
}
_WORDS = {
    "new": "new",
    "renamed": "renamed",
    "replaced": "replaces the one that is there",
    "same": "there already, just so",
    "skipped": "skipped",
    "taken": "taken",
}


_MANY = 500
"""Roles from which on it is said that something goes on until the dialog comes."""


async def profile_many(context: FlowContext, roles: Sequence[AccountRole]) -> None:
    """Show the rows with the preview, write on Enter, say how many."""
    state = context.state
    session = session_for(state)
    region = state.settings.region or propose_region(state.config, "", state.settings, session)[0]
    values = Values(
        texts={
            "template": state.settings.name_template,
            "region": region,
            "output": state.settings.output,
            # Among many a name that is taken is no reason to write none of them.
            "if_exists": "skip" if state.settings.if_exists == "fail" else state.settings.if_exists,
        },
        ticks={"own": frozenset(("on",))},
    )
    planned: list[ProfilePlan] = []

    async def preview(now: Values) -> Preview:
        return await _preview(context, roles, now, planned)

    async def build(said: str, before: Values | None) -> ManyDialog:
        now = before or values
        if len(roles) > _MANY:
            context.say(f"planning {count(len(roles), 'profile')} …", "busy")
        first = await preview(now)
        if len(roles) > _MANY:
            context.say(f"{count(len(roles), 'profile')} planned; nothing is written yet", "hint")
        dialog = ManyDialog(
            first.heading or f"Create {count(len(roles), 'profile')}",
            preview,
            first,
            many_rows(now, matching_regions, _gone(context)),
            extra=(ChoiceList(first.lines, (3, 34, 13, 26, 0), most=10),),
            said=said,
            home=str(context.env.home),
            copy=lambda text: context.copy(text, "the commands"),
        )
        dialog.restore(now)
        return dialog

    outcome = await show_and_apply(context, build)
    if isinstance(outcome, tuple) and planned:
        _say(context, planned[-1], written=bool(outcome[1].id))
        _remember(context, planned[-1])


def _gone(context: FlowContext) -> int:
    """How many profiles of the sso-session lead to a role that is gone; 0 where no whole sync has seen it."""
    from ssoswitch.operations.profile import gone_profiles

    tree = context.state.tree
    return len(gone_profiles(context.state.config, tree)) if tree is not None and tree.synced_at else 0


def key_of(role: AccountRole) -> str:
    """How the dialog calls a row."""
    return f"{role.account_id}/{role.role_name}"


def _requests(state: AppState, roles: Sequence[AccountRole], values: Values) -> list[ProfileRequest]:
    from ssoswitch.operations.profile import ProfileRequest

    left_out = values.ticks.get("left_out", frozenset())
    requests = []
    for role in roles:
        if key_of(role) in left_out:
            continue
        choice = choice_of(state, role.account_id)
        own = choice.region if choice is not None and values.ticked("own") else ""
        session = session_for(state, role)
        requests.append(
            ProfileRequest(
                role=role,
                account=account_of(state, role.account_id),
                session=session,
                name=values.text(f"name:{key_of(role)}"),
                region=own or values.text("region"),
                output=values.text("output"),
                form=ProfileForm("inline" if session.inline else state.settings.form),
                extra=(),
            )
        )
    return requests


async def _preview(
    context: FlowContext, roles: Sequence[AccountRole], values: Values, planned: list[ProfilePlan]
) -> Preview:
    state = context.state
    prune = state.tree if values.ticked("gone") else None
    try:
        made = await context.run(_make, context.env, state, roles, values, prune)
    except SsoswitchError as error:
        lines = await context.run(_lines, state, roles, values, ())
        return Preview(problem=str(error), lines=lines)
    plan = made.plan
    if plan is None:
        return Preview(problem="Every row is left out.", lines=made.lines)
    planned[:] = [plan]
    new = plan.count("new", "renamed", "replaced")
    there = plan.count("same", "skipped")
    heading = f"Create {count(new, 'profile')}"
    if there:
        heading += f"  ({len(roles)} marked, {there} {'has' if there == 1 else 'have'} one already)"
    return Preview(
        plan=plan.plan,
        button=_button(new, len(plan.removed)),
        script=(*made.script, *((twin.profile_prune(),) if plan.removed else ())),
        lines=made.lines,
        heading=heading,
        fields={"template": _example(plan)},
        files=made.files,
        place="one write, one undo",
    )


@frozen
class _Made:
    """The plan and all that is shown of it."""

    plan: ProfilePlan | None
    lines: tuple[Choice, ...]
    script: tuple[str, ...] = ()
    files: tuple[tuple[str, tuple[DiffLine, ...]], ...] = ()


def _make(
    env: Environment, state: AppState, roles: Sequence[AccountRole], values: Values, prune: AccountTree | None
) -> _Made:
    """In a thread, for of ten thousand roles even the lines of the list take their time."""
    from ssoswitch.operations.profile import plan_create

    requests = _requests(state, roles, values)
    if not requests:
        return _Made(None, _lines(state, roles, values, ()))
    plan = plan_create(
        env,
        state.config,
        requests,
        settings=replace(state.settings, name_template=values.text("template")),
        if_exists=values.text("if_exists"),
        session=None,
        prune=prune,
    )
    lines = _lines(state, roles, values, plan.rows)
    return _Made(plan, lines, _script(values, requests), plan_lines(plan.plan))


def _button(new: int, removed: int) -> str:
    if new and removed:
        return f"Write {new}, remove {removed}"
    return (
        f"Write {count(new, 'profile')}"
        if new
        else f"Remove {count(removed, 'profile')}"
        if removed
        else "Done"
    )


def _example(plan: ProfilePlan) -> str:
    first = next((row.name for row in plan.rows if row.outcome == "new"), "")
    return f"→ {first}" if first else ""


def _lines(
    state: AppState, roles: Sequence[AccountRole], values: Values, rows: tuple[ProfileRow, ...]
) -> tuple[Choice, ...]:
    by_role = {row.role: row for row in rows}
    lines = []
    for role in roles:
        row = by_role.get(role)
        account = account_of(state, role.account_id)
        if row is None:
            out = key_of(role) in values.ticks.get("left_out", frozenset())
            name = values.text(f"name:{key_of(role)}") or clean(account.name or role.account_id)
            sign, style, what = (
                (" ", "$text-muted", "left out") if out else ("?", "$warning bold", "see below")
            )
        else:
            name, (sign, style) = row.name, _SIGNS[row.outcome]
            what = _WORDS[row.outcome] + (f": {clean(row.note)}" if row.note else "")
        cells = (Content.styled(f" {sign}", style), name, role.account_id, clean(role.role_name), what)
        lines.append(Choice(key_of(role), cells))
    return tuple(lines)


def _script(values: Values, requests: list[ProfileRequest]) -> tuple[str, ...]:
    return tuple(
        twin.profile_create(
            request.account.account_id,
            request.role.role_name,
            name=request.name,
            template="" if request.name else values.text("template"),
            region=request.region,
            output=request.output,
            if_exists=values.text("if_exists"),
        )
        for request in requests
    )


def _say(context: FlowContext, plan: ProfilePlan, *, written: bool) -> None:
    new, there = plan.count("new", "renamed", "replaced"), plan.count("same", "skipped")
    if not written:
        context.say("every one of them is there already; nothing was written")
        return
    skipped = f", {there} skipped" if there else ""
    removed = f", {count(len(plan.removed), 'profile')} removed" if plan.removed else ""
    context.say(f"{count(new, 'profile')} written{skipped}{removed}", next_key="u undo")


def _remember(context: FlowContext, plan: ProfilePlan) -> None:
    now = context.env.clock.time()
    session = session_for(context.state)
    done = [row.role for row in plan.rows if row.outcome in ("new", "renamed", "replaced")]

    def change(before: Recollections) -> Recollections:
        # Fifty profiles made at once are no sign of fifty favourites.
        for role in done[:3] if len(done) <= 3 else ():
            before = remembered(before, session.name, role, now, "profile")
        return before

    context.remember(change)
