"""What the console dialog opens with, and the command that does the same."""

from __future__ import annotations

from ssoswitch.core import twin
from ssoswitch.core.console_choice import PORTAL, SWITCH_ROLE
from ssoswitch.core.proposals import milder_role
from ssoswitch.operations.console import ConsoleTarget
from ssoswitch.tui.flows.console_subject import ConsoleSubject
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.guard import must_ask
from ssoswitch.tui.screens.console import ConsoleValues, ConsoleView

_OFFLINE = {
    PORTAL: "AWS cannot be reached, and a sign-in link needs it: h takes the portal link.",
    SWITCH_ROLE: "AWS cannot be reached, and a sign-in link needs it: h takes the Switch-Role link.",
    "": "AWS cannot be reached, and a sign-in link needs it.",
}


def view_of(
    context: FlowContext, subject: ConsoleSubject, values: ConsoleValues, target: ConsoleTarget | None
) -> ConsoleView:
    """Everything that the dialog shows beside what would be opened."""
    state = context.state
    plain = PORTAL if subject.profile is None else SWITCH_ROLE if subject.has_plain_link else ""
    asks = must_ask(context, subject, "console")
    guard = f"guard on: asks once per {state.settings.guard_minutes} min" if asks else ""
    session_name = subject.session.name if subject.session is not None else ""
    used = state.recollections.used.get(f"{session_name}/{subject.role.account_id}/{subject.role.role_name}")
    opened_before = used is not None and used[2].startswith("console")
    return ConsoleView(
        label=subject.label,
        role_name=subject.role_label,
        environment=subject.environment,
        values=values,
        notes={
            "service": "what you opened here last" if values.service and opened_before else "",
            "region": target.why if target is not None else "",
        },
        browser=values.browser or _browser_name(context, subject),
        guard=f"{subject.environment} {guard}".strip() if guard else "",
        milder=milder_of(subject),
        offline=_OFFLINE[plain] if state.offline else "",
        plain_link=plain,
    )


def _browser_name(context: FlowContext, subject: ConsoleSubject) -> str:
    settings = context.state.settings
    if settings.container:
        choice = settings.accounts.get(subject.account.account_id)
        colour = f" ({choice.colour})" if choice is not None and choice.colour else ""
        return f"Firefox, container {settings.container.replace('{account}', subject.account_label)}{colour}"
    return settings.browser or "the system's own"


def milder_of(subject: ConsoleSubject) -> str:
    """A milder role of a guarded account; empty where there is none."""
    return milder_role(subject.role, subject.roles) if subject.guarded else ""


def script_of(subject: ConsoleSubject, values: ConsoleValues) -> str:
    """The command that opens the same."""
    page = "/" in values.service or values.service.startswith("arn:")
    return twin.console(
        subject.role.account_id,  # nobody can rename it
        subject.role.role_name,
        service="" if page or values.service == "home" else values.service,
        region=values.region,
        destination=values.service if page else "",
        portal=values.way == PORTAL,
        profile=subject.profile.name if subject.profile is not None else "",
    )
