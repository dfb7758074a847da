"""What `profile create` asks for: which roles, in which sso-session, with which region where nobody named one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ssoswitch.cli.call import Call
from ssoswitch.model.frozen import frozen

if TYPE_CHECKING:
    from ssoswitch.model.account import Account, AccountRole
    from ssoswitch.model.profile import Profile
    from ssoswitch.model.settings import Settings
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.profile import ProfileRequest

Role = tuple["Account", "AccountRole"]


@frozen
class Wish:
    """What was said of the profiles; None where nothing was."""

    name: str = ""
    region: str | None = None
    output: str | None = None
    form: str | None = None
    extra: tuple[tuple[str, str], ...] = ()


def session_meant(
    call: Call, start_url: str | None, sso_region: str | None
) -> tuple[SsoSession, SsoSession | None]:
    """The session that is meant, and itself again where it has to be added."""
    from ssoswitch.cli.verbs.session import portal
    from ssoswitch.core.start_urls import same_portal
    from ssoswitch.model.errors import WouldOverwrite
    from ssoswitch.model.sso_session import SsoSession

    if start_url is None and sso_region is None:
        return call.session(), None
    if not (start_url and call.session_name):
        call.talk.wrong_use(
            "--start-url and --sso-region go with --session NAME: they make that sso-session."
        )
    address, region = portal(call, call.session_name, start_url, sso_region)
    known = call.config.sessions.get(call.session_name)
    if known is None:
        session = SsoSession(call.session_name, address, region)
        return session, session
    if not same_portal(known.start_url, address) or known.sso_region != region:
        raise WouldOverwrite(
            f"The sso-session {known.name} leads to {known.start_url} in {known.sso_region}; nothing was written.",
            "Take another --session name.",
        )
    return known, None


def one_role(call: Call, session: SsoSession, account: str, role: str, *, new: bool) -> tuple[Role, str]:
    """The role that ACCOUNT and ROLE mean, and what could not be looked up. Raises NoMatch, AmbiguousMatch."""
    from ssoswitch.operations.find_role import find_role

    tree = None if new else call.tree(session)
    found, its_role = find_role(tree, account, role)
    entry = tree.get(found.account_id) if tree else None
    unknown = ""
    if entry is None:
        unknown = (
            f"{found.account_id} is not in the saved tree: its name and its roles could not be looked up."
        )
    elif not entry.loaded:
        unknown = f"The roles of {found.account_id} have not been read yet; {role} was taken as it is."
    return (found, its_role), unknown


def many_roles(call: Call, session: SsoSession, query: str) -> list[Role]:
    """Every role that the query finds in the saved tree. Raises NoMatch."""
    from ssoswitch.model.account import AccountRole
    from ssoswitch.model.errors import NoMatch
    from ssoswitch.operations.listing import find

    tree = call.tree(session)
    if tree.saved_at is None:
        raise NoMatch(
            "Nothing has been read from AWS yet; nothing was written.",
            f"`ssoswitch sync {session.name}` reads it.",
        )
    found = [
        (entry.account, AccountRole(entry.account.account_id, role))
        for entry, roles in find(
            call.env, tree, query,
            config=call.config, settings=call.settings, recollections=call.recollections,
        )
        for role in roles
    ]  # fmt: skip
    if not found:
        what = f"Nothing matches {query!r}" if query else "You have no roles"
        raise NoMatch(f"{what}; nothing was written.", "`ssoswitch list` shows what there is.")
    if tree.unread_count:
        call.talk.warn(
            f"The roles of {tree.unread_count} accounts have not been read yet; they are left out."
        )
    return found


def requests_for(
    call: Call, settings: Settings, session: SsoSession, roles: list[Role], wish: Wish
) -> list[ProfileRequest]:
    """A request for each role. Raises InvalidValue for a template with an unknown part."""
    from ssoswitch.core.profile_names import render_name
    from ssoswitch.model.profile import ProfileForm
    from ssoswitch.operations.profile import ProfileRequest

    form = ProfileForm(wish.form or ("inline" if session.inline else settings.form))
    propose = _proposer(call, settings, session)
    requests = []
    for account, role in roles:
        region = propose(account.account_id) if wish.region is None else wish.region
        name = wish.name or render_name(
            settings.name_template, account, role.role_name, session,
            settings.accounts.get(account.account_id), settings, region=region,
        )  # fmt: skip
        there = call.config.profiles.get(name)
        if there is not None and there.role == role and wish.region is None:
            # The one that is there has its own already: asking a second time shall not find another.
            region = there.region
        requests.append(
            ProfileRequest(
                role, account, session,
                name=wish.name, region=region, output=_output(wish, settings, there, role),
                form=form, extra=wish.extra,
            )
        )  # fmt: skip
    return requests


def _output(wish: Wish, settings: Settings, there: Profile | None, role: AccountRole) -> str:
    if wish.output is not None:
        return wish.output
    return there.output if there is not None and there.role == role else settings.output


def _proposer(call: Call, settings: Settings, session: SsoSession) -> Callable[[str], str]:
    """Account id → the region that the screen would propose; the profiles are looked through once."""
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.core.proposals import propose_region

    by_account: dict[str, dict[str, Profile]] = {}
    for profile in call.config.profiles.values():
        if profile.role is not None:
            by_account.setdefault(profile.role.account_id, {})[profile.name] = profile

    def propose(account_id: str) -> str:
        own = AwsConfig(call.config.path, by_account.get(account_id, {}))
        return propose_region(own, account_id, settings, session)[0]

    return propose
