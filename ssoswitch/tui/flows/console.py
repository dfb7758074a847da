"""`o`: the AWS console for a role, by a sign-in link or the portal's link; `O` at once where no guard stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ssoswitch.core import twin
from ssoswitch.core.console import region_of
from ssoswitch.core.proposals import matching_regions, milder_role
from ssoswitch.core.services import suggest_services
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import NoMatch, SsoswitchError
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.guard import must_ask, pass_guard
from ssoswitch.tui.flows.subject import Subject, one_role, subject_of
from ssoswitch.tui.screens.console import (
    BROWSER,
    FEDERATION,
    LINK,
    MILDER,
    OPEN,
    PORTAL,
    PORTAL_LINK,
    QR,
    ConsoleAnswer,
    ConsoleDialog,
    ConsoleValues,
    ConsoleView,
)

if TYPE_CHECKING:
    from ssoswitch.operations.console import ConsoleTarget, Opened

MANY = 5
"""Consoles that are opened at once without asking."""


async def console_flow(context: FlowContext, *, at_once: bool = False) -> None:
    """For the row's role, or for all that are marked."""
    selection = context.selection()
    if selection.marked and len(selection.roles) > 1:
        await _open_many(context, selection.roles)
        return
    if selection.item is not None and selection.item.profile_name and not selection.item.account_id:
        raise NoMatch(
            "The config does not tell which role this profile leads to.",
            "`ssoswitch console --profile` asks AWS.",
        )
    role = await one_role(context, "Open console")
    if role is not None:
        await open_console(context, role, at_once=at_once, destination=context.state.destination)


async def open_console(
    context: FlowContext, role: AccountRole, *, at_once: bool = False, destination: str = ""
) -> None:
    """Ask what to open (or not, `at_once`), pass the guard, open it. `destination`: a page that was pasted."""
    subject = subject_of(context.state, role)
    values = await _proposed(context, subject, destination)
    if at_once and not must_ask(context, subject, "console"):
        await _open(context, subject, values, await _target(context, subject, values))
        return
    said = "Not at once: this is guarded. Look once, then Enter." if at_once else ""
    while True:
        answer = await _ask(context, subject, values, said)
        said = ""
        if answer is None:
            return
        values = answer.values
        if answer.verb == BROWSER:
            values = await _other_browser(context, values)
            continue
        if answer.verb == MILDER:
            subject = subject_of(context.state, AccountRole(subject.role.account_id, _milder(subject)))
            await _open(context, subject, values, await _target(context, subject, values))
            return
        if answer.verb in (OPEN, LINK):
            chosen = await pass_guard(context, subject, "console")
            if chosen is None:
                continue
            subject = subject_of(context.state, chosen)
            target = await _target(context, subject, values)
            await (_open if answer.verb == OPEN else _copy_link)(context, subject, values, target)
            return
        await _share(context, subject, answer)
        return


async def _ask(
    context: FlowContext, subject: Subject, values: ConsoleValues, said: str
) -> ConsoleAnswer | None:
    async def plan(now: ConsoleValues) -> ConsoleTarget:
        return await _target(context, subject, now)

    target, problem = None, said
    try:
        target = await plan(values)
    except SsoswitchError as error:
        problem = str(error)
    dialog = ConsoleDialog(
        _view(context, subject, values, target),
        plan,
        target,
        services=lambda text: [service.name for service in suggest_services(text, 6)],
        regions=matching_regions,
        script=lambda now: _script(subject, now),
        said=problem,
    )
    return await context.show(dialog)


def _view(
    context: FlowContext, subject: Subject, values: ConsoleValues, target: ConsoleTarget | None
) -> ConsoleView:
    state = context.state
    asks = must_ask(context, subject, "console")
    guard = f"guard on: asks once per {state.settings.guard_minutes} min" if asks else ""
    used = state.recollections.used.get(
        f"{subject.session.name}/{subject.role.account_id}/{subject.role.role_name}"
    )
    opened_before = used is not None and used[2].startswith("console")
    return ConsoleView(
        label=subject.label,
        role_name=subject.role.role_name,
        environment=subject.environment,
        values=values,
        notes={
            "service": "what you opened here last" if values.service and opened_before else "",
            "region": target.why if target is not None else "",
        },
        browser=values.browser or _browser_name(context, subject),
        guard=f"{subject.environment} {guard}".strip() if guard else "",
        milder=_milder(subject),
        offline="AWS cannot be reached, and a sign-in link needs it: h takes the portal link."
        if state.offline
        else "",
    )


def _browser_name(context: FlowContext, subject: Subject) -> str:
    settings = context.state.settings
    if settings.container:
        choice = settings.accounts.get(subject.account.account_id)
        colour = f" ({choice.colour})" if choice is not None and choice.colour else ""
        return f"Firefox, container {settings.container.replace('{account}', subject.account_label)}{colour}"
    return settings.browser or "the system's own"


def _milder(subject: Subject) -> str:
    return milder_role(subject.role, subject.roles) if subject.guarded else ""


async def _proposed(context: FlowContext, subject: Subject, destination: str) -> ConsoleValues:
    from ssoswitch.operations.console import offer_for

    state = context.state
    offer = await context.run(
        offer_for,
        context.env,
        subject.session,
        subject.role,
        settings=state.settings,
        config=state.config,
        recollections=state.recollections,
    )
    region = region_of(destination) if destination else None
    return ConsoleValues(destination or offer.service, region or offer.region, offer.way)


async def _target(context: FlowContext, subject: Subject, values: ConsoleValues) -> ConsoleTarget:
    from ssoswitch.operations.console import open_plan

    state = context.state
    return await context.run(
        open_plan,
        context.env,
        subject.session,
        subject.role,
        settings=state.settings,
        service=values.service,
        region=values.region,
        way=values.way,
        config=state.config,
        recollections=state.recollections,
    )


async def _open(
    context: FlowContext, subject: Subject, values: ConsoleValues, target: ConsoleTarget
) -> Opened | None:
    from ssoswitch.operations import console

    if target.way == FEDERATION and not await context.ensure_token("opening the console"):
        return None
    context.say(f"opening {target.description} as {subject.role.role_name} …", kind="busy")
    opened = await context.run(
        console.open_console,
        context.env,
        context.connections,
        subject.session,
        target,
        settings=context.state.settings,
        account=subject.account,
        config=context.state.config,
        browser=values.browser,
    )
    context.remember(
        lambda before: console.remembered_opening(
            before, context.env, subject.session, target, way=values.way
        )
    )
    await _say_opened(context, subject, target, opened)
    return opened


async def _say_opened(context: FlowContext, subject: Subject, target: ConsoleTarget, opened: Opened) -> None:
    from ssoswitch.tui.flows.copy import copy_secret

    if not opened.report.opened:
        # No browser here: the address goes to the clipboard instead, a key of it not without being taken out again.
        if isinstance(opened.link, str):
            await context.copy(opened.link, "no browser could be started: the portal link")
        else:
            await copy_secret(
                context, opened.link, "no browser could be started: the sign-in link (secret, 15 min)"
            )
        return
    fallback = f" by the portal link, for {opened.fallback}" if opened.fallback else ""
    context.say(f"{target.description} as {subject.label}: {opened.report.said}{fallback}")


async def _other_browser(context: FlowContext, values: ConsoleValues) -> ConsoleValues:
    from ssoswitch.tui.flows.opening import ask_browser

    template = await ask_browser(context)
    return replace(values, browser=template) if template else values


async def _copy_link(
    context: FlowContext, subject: Subject, _values: ConsoleValues, target: ConsoleTarget
) -> None:
    from ssoswitch.operations.console import console_link
    from ssoswitch.tui.flows.copy import copy_secret

    if not await context.ensure_token("the sign-in link"):
        return
    target = replace(target, way=FEDERATION)
    link = await context.run(
        console_link, context.env, context.connections, subject.session, target, config=context.state.config
    )
    await copy_secret(context, link, "the sign-in link (! secret: whoever has it is you, for 15 min)")


async def copy_sign_in_link(context: FlowContext, role: AccountRole) -> None:
    """The sign-in link of what was opened last for that role, past the guard."""
    chosen = await pass_guard(context, subject_of(context.state, role), "console")
    if chosen is None:
        return
    subject = subject_of(context.state, chosen)
    values = replace(await _proposed(context, subject, ""), way=FEDERATION)
    await _copy_link(context, subject, values, await _target(context, subject, values))


async def _share(context: FlowContext, subject: Subject, answer: ConsoleAnswer) -> None:
    """The portal link: copied, or as a QR code. It is no key, so no guard stands before it."""
    from ssoswitch.model.secret import Secret
    from ssoswitch.operations.console import portal_link

    target = replace(answer.target, way=PORTAL)
    link = await context.run(portal_link, subject.session, target, account_name=subject.account_label)
    if answer.verb == PORTAL_LINK:
        await context.copy(link, "the portal link")
    elif answer.verb == QR:
        from ssoswitch.tui.screens.qr_screen import QrScreen

        await context.show(QrScreen(f"Portal link · {subject.label}", Secret(link)))


async def _open_many(context: FlowContext, roles: tuple[AccountRole, ...]) -> None:
    subjects = [subject_of(context.state, role) for role in roles]
    guarded = [subject for subject in subjects if must_ask(context, subject, "console")]
    if (len(subjects) > MANY or guarded) and not await _sure(context, subjects, guarded):
        return
    if not await context.ensure_token(f"opening {len(subjects)} consoles"):
        return
    for subject in subjects:
        values = await _proposed(context, subject, context.state.destination)
        opened = await _open(context, subject, values, await _target(context, subject, values))
        if opened is None or not opened.report.opened:
            return
    context.say(f"{len(subjects)} consoles opened")


async def _sure(context: FlowContext, subjects: list[Subject], guarded: list[Subject]) -> bool:
    from ssoswitch.tui.screens.guard import AS_ASKED, ManySheet

    names = [subject.label for subject in subjects]
    return await context.show(ManySheet(names, [subject.label for subject in guarded])) == AS_ASKED


def _script(subject: Subject, values: ConsoleValues) -> str:
    page = "/" in values.service or values.service.startswith("arn:")
    return twin.console(
        subject.script_account,
        subject.role.role_name,
        service="" if page or values.service == "home" else values.service,
        region=values.region,
        destination=values.service if page else "",
        portal=values.way == PORTAL,
    )
