"""The production guard before console, `.envrc` and, if the settings say so, profiles: once per hour and role."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, Protocol

from ssoswitch.core.proposals import milder_role
from ssoswitch.model.account import AccountRole
from ssoswitch.model.settings import Recollections, Settings
from ssoswitch.tui.flows.context import FlowContext

Verb = Literal["console", "envrc", "profile"]
_QUESTIONS = {
    "console": "Open the console as {role}?",
    "envrc": "Use {role} for everything that runs in this directory?",
    "profile": "Make a profile for {role}?",
}


class Guarded(Protocol):
    """What the guard asks about."""

    @property
    def role(self) -> AccountRole:
        """That would be used."""
        ...

    @property
    def account_label(self) -> str:
        """What its account is called."""
        ...

    @property
    def environment(self) -> str:
        """PROD, STG …; empty for none."""
        ...

    @property
    def guarded(self) -> bool:
        """Whether that environment is guarded."""
        ...

    @property
    def roles(self) -> tuple[str, ...]:
        """Among which a milder one is looked for."""
        ...


def stands_before(settings: Settings, verb: Verb) -> bool:
    """Whether the settings put the guard before that verb at all."""
    return {
        "console": settings.guard_console,
        "envrc": settings.guard_envrc,
        "profile": settings.guard_profile,
    }[verb]


def must_ask(context: FlowContext, subject: Guarded, verb: Verb) -> bool:
    """Whether the guard would ask now."""
    state = context.state
    if not subject.guarded or not stands_before(state.settings, verb):
        return False
    passed = state.recollections.guard_passed.get(_key(subject, verb))
    now = context.env.clock.time()
    return passed is None or not 0 <= now - passed < state.settings.guard_minutes * 60


async def pass_guard(context: FlowContext, subject: Guarded, verb: Verb) -> AccountRole | None:
    """The role to go on with (perhaps a milder one), None to stop."""
    if not must_ask(context, subject, verb):
        return subject.role
    from ssoswitch.tui.screens.guard import AS_ASKED, MILDER, GuardSheet

    milder = milder_role(subject.role, subject.roles)
    settings = context.state.settings
    role_name = subject.role.role_name or subject.account_label
    question = _QUESTIONS[verb].format(role=role_name)
    sheet = GuardSheet(
        subject.account_label,
        subject.environment,
        question,
        role_name,
        milder,
        settings.guard_minutes,
    )
    answer = await context.show(sheet)
    if answer == MILDER:
        return AccountRole(subject.role.account_id, milder)
    if answer != AS_ASKED:
        return None
    now, key = context.env.clock.time(), _key(subject, verb)

    def change(before: Recollections) -> Recollections:
        horizon = now - max(60, settings.guard_minutes) * 60
        kept = {name: at for name, at in before.guard_passed.items() if at > horizon}
        return replace(before, guard_passed={**kept, key: now})

    context.remember(change)
    return subject.role


def _key(subject: Guarded, verb: str) -> str:
    return f"{subject.role.account_id or subject.account_label}/{subject.role.role_name}/{verb}"
