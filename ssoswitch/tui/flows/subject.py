"""What a flow acts on, with everything that a dialog says of it."""

from __future__ import annotations

from ssoswitch.core.environments import environment_word, is_guarded
from ssoswitch.model.account import Account, AccountEntry, AccountRole
from ssoswitch.model.errors import NoMatch, SessionNotFound
from ssoswitch.model.frozen import frozen
from ssoswitch.model.profile import Profile
from ssoswitch.model.settings import AccountChoice
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.state import AppState


@frozen
class Subject:
    """One role in one account, and what is known of it."""

    account: Account
    role: AccountRole
    session: SsoSession
    environment: str
    """PROD, STG …; empty for none."""
    guarded: bool
    profiles: tuple[Profile, ...]
    """That lead to this very role."""
    roles: tuple[str, ...]
    """All roles of the account that are known."""

    @property
    def account_label(self) -> str:
        """The account's name, its id where it has none."""
        return self.account.name or self.account.account_id

    @property
    def label(self) -> str:
        """`payments-prod / AdministratorAccess`."""
        return f"{self.account_label} / {self.role.role_name}"

    @property
    def script_account(self) -> str:
        """How a command names the account: its id, which nobody can rename."""
        return self.account.account_id


def account_of(state: AppState, account_id: str) -> Account:
    """The account as the tree knows it, else its id alone."""
    entry = state.tree.get(account_id) if state.tree else None
    return entry.account if entry else Account(account_id, "")


def session_for(state: AppState, role: AccountRole | None = None) -> SsoSession:
    """The session in use; for a role that only the config knows, the one of its profile. Raises SessionNotFound."""
    if role is not None and (state.tree is None or not state.tree.has(role)):
        for profile in state.config.profiles_by_role().get(role, ()):
            session = state.config.session_of(profile)
            if session is not None:
                return session
    if state.session is None:
        raise SessionNotFound("There is no sso-session yet.", "L sets one up.")
    return state.session


def subject_of(state: AppState, role: AccountRole) -> Subject:
    """Everything about that role. Raises SessionNotFound where there is no session."""
    account = account_of(state, role.account_id)
    choice = choice_of(state, role.account_id)
    word = environment_word(account.name, choice, state.settings)
    entry = state.tree.get(role.account_id) if state.tree else None
    return Subject(
        account=account,
        role=role,
        session=session_for(state, role),
        environment=word,
        guarded=is_guarded(word, choice, state.settings),
        profiles=state.config.profiles_by_role().get(role, ()),
        roles=entry.roles if entry else (),
    )


def choice_of(state: AppState, account_id: str) -> AccountChoice | None:
    """What the user said of the account, None for nothing."""
    return state.settings.accounts.get(account_id)


async def one_role(context: FlowContext, verb: str) -> AccountRole | None:
    """The role that is meant: the row's, or of an account's the one that is asked for; None: Esc."""
    selection = context.selection()
    if len(selection.roles) == 1:
        return selection.roles[0]
    if selection.item is None or not selection.item.account_id:
        raise NoMatch("No role is selected.", "Move to one with ↑ and ↓.")
    if selection.item.role_name:
        return AccountRole(selection.item.account_id, selection.item.role_name)
    roles = await roles_asked(context, selection.item.account_id, verb, several=False)
    return roles[0] if roles else None


async def roles_asked(
    context: FlowContext, account_id: str, verb: str, *, several: bool
) -> tuple[AccountRole, ...]:
    """Ask which of an account's roles; read them first where nobody has. Empty: Esc."""
    from ssoswitch.tui.screens.role_sheet import RoleSheet

    entry = await entry_with_roles(context, account_id)
    if entry is None:
        return ()
    if not entry.roles:
        why = entry.failure or "You have no role there."
        raise NoMatch(f"{entry.account.name or account_id}: {why}", "r reads it again.")
    if len(entry.roles) == 1:
        return (AccountRole(account_id, entry.roles[0]),)
    state = context.state
    subject = subject_of(state, AccountRole(account_id, entry.roles[0]))
    by_role = state.config.profiles_by_role()
    lines = [(name, len(by_role.get(AccountRole(account_id, name), ()))) for name in entry.roles]
    names = await context.show(
        RoleSheet(
            f"{verb} · {subject.account_label}", lines, environment=subject.environment, several=several
        )
    )
    return tuple(AccountRole(account_id, name) for name in names or ())


async def entry_with_roles(context: FlowContext, account_id: str) -> AccountEntry | None:
    """The account with its roles, read from AWS where they never were; None: the person would not sign in."""
    tree = context.state.tree
    entry = tree.get(account_id) if tree else None
    if entry is None:
        raise NoMatch(f"Account {account_id} is not in the tree.", "R reads every account again.")
    if entry.loaded or entry.roles:
        return entry
    if not await context.ensure_token(f"reading the roles of {entry.account.name or account_id}"):
        return None
    context.say(f"reading the roles of {entry.account.name or account_id} …", kind="busy")
    from ssoswitch.tui.flows.reading import read_accounts

    found = await read_accounts(context, (account_id,))
    return found.get(account_id, entry)
