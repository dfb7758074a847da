"""`o`: the AWS console for a role, by a sign-in link or the portal's link; `O` at once where no guard stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ssoswitch.core.console import region_of
from ssoswitch.core.console_choice import FEDERATION, PORTAL, SWITCH_ROLE
from ssoswitch.core.proposals import matching_regions
from ssoswitch.core.services import suggest_services
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.tui.flows.console_subject import (
    ConsoleSubject,
    mfa_codes,
    subject_of_profile,
    subject_of_role,
)
from ssoswitch.tui.flows.console_view import milder_of, script_of, view_of
from ssoswitch.tui.flows.context import FlowContext, Selection
from ssoswitch.tui.flows.guard import must_ask, pass_guard
from ssoswitch.tui.flows.subject import one_role
from ssoswitch.tui.screens.console import (
    BROWSER,
    LINK,
    MILDER,
    OPEN,
    PORTAL_LINK,
    QR,
    ConsoleAnswer,
    ConsoleDialog,
    ConsoleValues,
)

if TYPE_CHECKING:
    from ssoswitch.operations.console import ConsoleTarget, Opened
    from ssoswitch.tui.state import AppState

MANY = 5
"""Consoles that are opened at once without asking."""
TELLING = 500
"""Rows from which on it is said that something goes on until the question comes."""
_PLAIN_LINKS = {PORTAL: "the portal link", SWITCH_ROLE: "the Switch-Role link"}


async def console_flow(context: FlowContext, *, at_once: bool = False) -> None:
    """For the row's role, or for all that are marked."""
    selection = context.selection()
    item, page = selection.item, context.state.destination
    roles = selection.roles if selection.marked else ()
    chained = _without_role(context, selection)
    if len(roles) + len(chained) > 1:
        await _open_many(context, roles, chained)
        return
    if chained and not roles:
        await open_profile_console(context, chained[0], at_once=at_once, destination=page)
        return
    if item is not None and item.profile_name and not item.account_id and not roles:
        await open_profile_console(context, item.profile_name, at_once=at_once, destination=page)
        return
    role = await one_role(context, "Open console")
    if role is not None:
        await open_console(context, role, at_once=at_once, destination=page)


async def open_console(
    context: FlowContext, role: AccountRole, *, at_once: bool = False, destination: str = ""
) -> None:
    """Ask what to open (or not, `at_once`), pass the guard, open it. `destination`: a page that was pasted."""
    await _converse(context, subject_of_role(context.state, role), at_once, destination)


async def open_profile_console(
    context: FlowContext, name: str, *, at_once: bool = False, destination: str = ""
) -> None:
    """As `open_console`, with the credentials of that profile: one that assumes a role, or has a role's keys."""
    await _converse(context, subject_of_profile(context.state, name), at_once, destination)


async def _converse(context: FlowContext, subject: ConsoleSubject, at_once: bool, destination: str) -> None:
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
            subject = subject_of_role(context.state, AccountRole(subject.role.account_id, milder_of(subject)))
            await _open(context, subject, values, await _target(context, subject, values))
            return
        if answer.verb in (OPEN, LINK):
            chosen = await pass_guard(context, subject, "console")
            if chosen is None:
                continue
            if chosen != subject.role:
                subject = subject_of_role(context.state, chosen)
            target = await _target(context, subject, values)
            await (_open if answer.verb == OPEN else _copy_link)(context, subject, values, target)
            return
        await _share(context, subject, answer)
        return


async def _ask(
    context: FlowContext, subject: ConsoleSubject, values: ConsoleValues, said: str
) -> ConsoleAnswer | None:
    async def plan(now: ConsoleValues) -> ConsoleTarget:
        return await _target(context, subject, now)

    target, problem = None, said
    try:
        target = await plan(values)
    except SsoswitchError as error:
        problem = str(error)
    dialog = ConsoleDialog(
        view_of(context, subject, values, target),
        plan,
        target,
        services=lambda text: [service.name for service in suggest_services(text, 6)],
        regions=matching_regions,
        script=lambda now: script_of(subject, now),
        said=problem,
    )
    return await context.show(dialog)


async def _proposed(context: FlowContext, subject: ConsoleSubject, destination: str) -> ConsoleValues:
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
        profile=subject.profile,
    )
    region = region_of(destination) if destination else None
    way = offer.way if subject.has_plain_link else FEDERATION
    return ConsoleValues(destination or offer.service, region or offer.region, way)


async def _target(context: FlowContext, subject: ConsoleSubject, values: ConsoleValues) -> ConsoleTarget:
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
        profile=subject.profile,
    )


async def _open(
    context: FlowContext, subject: ConsoleSubject, values: ConsoleValues, target: ConsoleTarget
) -> Opened | None:
    from ssoswitch.operations import console

    ask_mfa = None
    if target.way == FEDERATION:
        if subject.session is not None and not await context.ensure_token("opening the console"):
            return None
        ask_mfa = await mfa_codes(context, subject)
        if ask_mfa is None:
            return None
    context.say(f"opening {target.description} as {subject.role_label} …", kind="busy")
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
        ask_mfa=ask_mfa,
    )
    context.remember(
        lambda before: console.remembered_opening(
            before, context.env, subject.session, target, way=values.way
        )
    )
    await _say_opened(context, subject, target, opened)
    return opened


async def _say_opened(
    context: FlowContext, subject: ConsoleSubject, target: ConsoleTarget, opened: Opened
) -> None:
    from ssoswitch.tui.flows.clearing import copy_secret

    if not opened.report.opened:
        # No browser here: the address goes to the clipboard instead, a key of it not without being taken out again.
        if isinstance(opened.link, str):
            await context.copy(opened.link, f"no browser could be started: {_PLAIN_LINKS[opened.way]}")
        else:
            await copy_secret(
                context, opened.link, "no browser could be started: the sign-in link (secret, 15 min)"
            )
        return
    fallback = f" by {_PLAIN_LINKS[opened.way]}, for {opened.fallback}" if opened.fallback else ""
    context.say(f"{target.description} as {subject.label}: {opened.report.said}{fallback}")


async def _other_browser(context: FlowContext, values: ConsoleValues) -> ConsoleValues:
    from ssoswitch.tui.flows.opening import ask_browser

    template = await ask_browser(context)
    return replace(values, browser=template) if template else values


async def _copy_link(
    context: FlowContext, subject: ConsoleSubject, _values: ConsoleValues, target: ConsoleTarget
) -> None:
    from ssoswitch.operations.console import console_link
    from ssoswitch.tui.flows.clearing import copy_secret

    if subject.session is not None and not await context.ensure_token("the sign-in link"):
        return
    ask_mfa = await mfa_codes(context, subject)
    if ask_mfa is None:
        return
    target = replace(target, way=FEDERATION)
    link = await context.run(
        console_link,
        context.env,
        context.connections,
        subject.session,
        target,
        config=context.state.config,
        ask_mfa=ask_mfa,
    )
    await copy_secret(context, link, "the sign-in link (! secret: whoever has it is you, for 15 min)")


async def copy_sign_in_link(context: FlowContext, role: AccountRole, profile: str = "") -> None:
    """The sign-in link of what was opened last for that role (or for that `profile`), past the guard."""
    state = context.state
    subject = subject_of_profile(state, profile) if profile else subject_of_role(state, role)
    chosen = await pass_guard(context, subject, "console")
    if chosen is None:
        return
    if chosen != subject.role:
        subject = subject_of_role(context.state, chosen)
    values = replace(await _proposed(context, subject, ""), way=FEDERATION)
    await _copy_link(context, subject, values, await _target(context, subject, values))


async def _share(context: FlowContext, subject: ConsoleSubject, answer: ConsoleAnswer) -> None:
    """The link without a secret: copied, or as a QR code. It is no key, so no guard stands before it."""
    from ssoswitch.model.secret import Secret
    from ssoswitch.operations.console import portal_link

    what = _PLAIN_LINKS[PORTAL if subject.profile is None else SWITCH_ROLE]
    link = await context.run(portal_link, subject.session, answer.target, account_name=subject.account_label)
    if answer.verb == PORTAL_LINK:
        await context.copy(link, what)
    elif answer.verb == QR:
        from ssoswitch.tui.screens.qr_screen import QrScreen

        await context.show(
            QrScreen(f"{what.removeprefix('the ').capitalize()} · {subject.label}", Secret(link))
        )


def _without_role(context: FlowContext, selection: Selection) -> tuple[str, ...]:
    """The marked profiles that are no role of an sso-session: chained ones, or such with keys."""
    profiles = context.state.config.profiles
    return tuple(name for name in selection.profiles if name in profiles and profiles[name].role is None)


async def _open_many(context: FlowContext, roles: Sequence[AccountRole], chained: Sequence[str]) -> None:
    number = len(roles) + len(chained)
    if number > TELLING:
        context.say(f"looking at {number:,} rows …", "busy")
    subjects = await context.run(_subjects, context.state, roles, chained)
    if number > TELLING:
        context.say(f"{number:,} rows", "hint")
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


def _subjects(state: AppState, roles: Sequence[AccountRole], chained: Sequence[str]) -> list[ConsoleSubject]:
    """In a thread: of a hundred thousand marked roles it takes a second."""
    subjects = [subject_of_role(state, role) for role in roles]
    return subjects + [subject_of_profile(state, name) for name in chained]


async def _sure(context: FlowContext, subjects: list[ConsoleSubject], guarded: list[ConsoleSubject]) -> bool:
    from ssoswitch.tui.screens.guard import AS_ASKED, ManySheet

    names = [subject.label for subject in subjects]
    return await context.show(ManySheet(names, [subject.label for subject in guarded])) == AS_ASKED
