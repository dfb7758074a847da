"""`y`: the copy menu of a row or of all that is marked; `Y` copies account ids at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from ssoswitch.core.profile_ends import role_of, why_no_console, why_no_plain_link
from ssoswitch.core.shells import set_line, shell_of
from ssoswitch.core.text import clean
from ssoswitch.model.account import AccountRole
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.profile import Profile
from ssoswitch.tui.flows.context import FlowContext, Selection
from ssoswitch.tui.flows.subject import account_of, session_for
from ssoswitch.tui.state import AppState
from ssoswitch.tui.widgets.choice_list import Choice


async def copy_flow(context: FlowContext, *, what: str = "") -> None:
    """The menu, or `what` at once."""
    selection = context.selection()
    targets = _targets(context, selection)
    if not targets:
        raise NoMatch("No row is selected.", "Move to one with ↑ and ↓.")
    if len(targets) > _MANY:
        context.say(f"gathering what {len(targets):,} rows say …", "busy")
    texts = await context.run(
        _texts, context.state, shell_of(context.env.variables), targets, _named(selection)
    )
    own = _profile_of_row(context, selection)
    if len(targets) > _MANY:
        context.say(f"{len(targets):,} rows", "hint")
    if not what:
        from ssoswitch.tui.screens.choice_sheet import ChoiceSheet

        heading = f"Copy · {len(targets)} rows" if len(targets) > 1 else "Copy"
        what = (
            await context.show(
                ChoiceSheet(
                    heading,
                    _choices(context, targets, texts, own),
                    (16, 0),
                    button="Copy",
                    written="its letter",
                    help_text="One key copies. The message row then says by which way it went.",
                )
            )
            or ""
        )
    if not what:
        return
    if what in texts:
        text = "\n".join(dict.fromkeys(texts[what]))
        await context.copy(text, _NAMES[what] if len(targets) == 1 else f"{_NAMES[what]} × {len(targets)}")
    elif what == "role-arn":
        await _copy_role_arn(context, targets[0], own)
    elif what == "portal-link":
        await _copy_plain_links(context, targets, own)
    elif what == "sign-in-link":
        from ssoswitch.tui.flows.console import copy_sign_in_link

        await copy_sign_in_link(context, targets[0], own.name if own is not None else "")


_MANY = 500
"""Rows from which on it is said that something goes on until the menu comes."""
_NAMES = {
    "account-id": "the account id",
    "account-name": "the account name",
    "role-name": "the role name",
    "profile": "the profile name",
    "export": "the export line",
    "flag": "the flag",
    "json": "the row as JSON",
}


def _targets(context: FlowContext, selection: Selection) -> Sequence[AccountRole]:
    if selection.marked:
        return selection.roles
    item = selection.item
    if item is None:
        return ()
    profile = _profile_of_row(context, selection)
    if profile is not None:
        return (role_of(profile) or AccountRole("", ""),)
    return (AccountRole(item.account_id, item.role_name),)


def _profile_of_row(context: FlowContext, selection: Selection) -> Profile | None:
    """The row's profile where it leads to no role of an sso-session by itself: a chained one, or one with keys."""
    item = selection.item
    if selection.marked or item is None or not item.profile_name or item.account_id:
        return None
    return context.state.config.profile(item.profile_name)


def _named(selection: Selection) -> str:
    """The profile whose row it is, "" for none."""
    item = selection.item
    return item.profile_name if item is not None and not selection.marked else ""


def _texts(state: AppState, shell: str, targets: Iterable[AccountRole], named: str) -> dict[str, list[str]]:
    by_role = state.config.profiles_by_role()
    texts: dict[str, list[str]] = {name: [] for name in _NAMES}
    for role in targets:
        account = account_of(state, role.account_id)
        found = by_role.get(role, ())
        profile = named or (found[0].name if found else "")
        texts["account-id"].append(role.account_id)
        texts["account-name"].append(account.name)
        texts["role-name"].append(role.role_name)
        texts["profile"].append(profile)
        if profile:
            texts["export"].append(set_line(shell, "AWS_PROFILE", profile))
            texts["flag"].append(f"--profile {profile}")
        row = {
            "account_id": role.account_id,
            "account_name": account.name,
            "email": account.email,
            "role_name": role.role_name,
            "profiles": [each.name for each in found] or [name for name in (named,) if name],
        }
        texts["json"].append(json.dumps(row, ensure_ascii=False))
    return {name: [text for text in lines if text] for name, lines in texts.items()}


def _choices(
    context: FlowContext,
    targets: Sequence[AccountRole],
    texts: dict[str, list[str]],
    own: Profile | None,
) -> list[Choice]:
    many = len(targets) > 1
    arn = own.values.get("role_arn", "") if own is not None else ""
    role = targets[0]
    offline = "AWS cannot be reached." if context.state.offline else ""

    def line(key: str, name: str, label: str) -> Choice:
        found = texts[name]
        shown = found[0] if len(found) == 1 else f"{len(found)} lines"
        no_profile = "no profile yet: p makes one"
        why = no_profile if name in ("profile", "export", "flag") else "there is none"
        return Choice(
            name, (label, clean(shown) if found else why), key, off="" if found else f"{label}: {why}."
        )

    no_role = "" if role.role_name else "The row is an account: move to one of its roles."
    no_link = no_console = no_role
    if own is not None:
        no_role = "" if arn else "The config does not tell which role this profile leads to."
        no_link, no_console = why_no_plain_link(own), why_no_console(own)
    link = "Switch-Role link" if own is not None else "portal link"
    one = "One at a time: A clears the marks." if many else ""
    return [
        line("a", "account-id", "account ID"),
        line("n", "account-name", "account name"),
        line("r", "role-name", "role name"),
        line("p", "profile", "profile name"),
        line("x", "export", "export line"),
        line("f", "flag", "flag"),
        Choice(
            "role-arn",
            ("role ARN", clean(arn) if arn else "asked from AWS once, then remembered"),
            "A",
            off=one or no_role or ("" if arn else offline),
        ),
        Choice("portal-link", (link, "fit for chat; no secret in it"), "l", off=no_link),
        Choice(
            "sign-in-link", ("sign-in link", "! secret, lives 15 min"), "u", off=one or no_console or offline
        ),
        Choice("json", ("JSON of the row", "id, name, e-mail, role, profiles"), "j"),
    ]


async def _copy_role_arn(context: FlowContext, role: AccountRole, own: Profile | None) -> None:
    """The role's own ARN has a random suffix that only AWS knows: GetCallerIdentity tells."""
    from ssoswitch.operations.whoami import role_arn

    if own is not None:
        await context.copy(own.values["role_arn"], "the role ARN")
        return
    state = context.state
    key = f"arn/{role.account_id}/{role.role_name}"
    known = state.recollections.last_choice.get(key, "")
    if not known:
        if not await context.ensure_token("asking for the role's ARN"):
            return
        session = session_for(context.state, role)
        arn = known = await context.run(role_arn, context.env, context.connections, session, role)
        from dataclasses import replace

        context.remember(lambda before: replace(before, last_choice={**before.last_choice, key: arn}))
    await context.copy(known, "the role ARN")


async def _copy_plain_links(context: FlowContext, roles: Sequence[AccountRole], own: Profile | None) -> None:
    from ssoswitch.core.console import portal_link, switch_role_link

    if own is not None:
        link = switch_role_link(own.values["role_arn"], display_name=own.name, region=own.region)
        await context.copy(link, "the Switch-Role link")
        return
    links = [portal_link(session_for(context.state, role), role, "") for role in roles]
    await context.copy("\n".join(links), "the portal link")
