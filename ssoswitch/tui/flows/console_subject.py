"""Whose console is opened: a role of an sso-session, or a profile whose credentials are not simply a role's."""

from __future__ import annotations

from collections.abc import Callable

from ssoswitch.core.environments import environment_word, is_guarded
from ssoswitch.core.profile_ends import mfa_serials, why_no_console, why_no_plain_link
from ssoswitch.model.account import Account, AccountRole
from ssoswitch.model.errors import Unavailable
from ssoswitch.model.frozen import frozen
from ssoswitch.model.profile import Profile
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.subject import account_of, choice_of, subject_of
from ssoswitch.tui.state import AppState


@frozen
class ConsoleSubject:
    """Whose console, and what a dialog says of it."""

    account: Account
    role: AccountRole
    """Empty texts for a profile whose role the config does not tell."""
    session: SsoSession | None
    """None: no sso-session stands behind it."""
    environment: str
    guarded: bool
    roles: tuple[str, ...] = ()
    """All roles of the account that are known, where another could be taken instead."""
    profile: Profile | None = None
    """The profile whose credentials count instead of the role's own: one with a role_arn, or with keys."""

    @property
    def account_label(self) -> str:
        """The account's name, its id where it has none, the profile's name where the config tells no account."""
        return self.account.name or self.account.account_id or (self.profile.name if self.profile else "")

    @property
    def role_label(self) -> str:
        """The role's name, the profile's where the config tells no role."""
        return self.role.role_name or (self.profile.name if self.profile else "")

    @property
    def label(self) -> str:
        """`payments-prod / AdministratorAccess`; of a profile with its name before it."""
        place = f"{self.account_label} / {self.role.role_name}" if self.role.role_name else ""
        if self.profile is None:
            return place
        return f"{self.profile.name} → {place}" if place else self.profile.name

    @property
    def has_plain_link(self) -> bool:
        """Whether a link without a secret leads there: the portal's, or a Switch-Role link."""
        return self.profile is None or not why_no_plain_link(self.profile)


def subject_of_role(state: AppState, role: AccountRole) -> ConsoleSubject:
    """That role of the sso-session in use, or of its profile's. Raises SessionNotFound."""
    subject = subject_of(state, role)
    return ConsoleSubject(
        subject.account, role, subject.session, subject.environment, subject.guarded, subject.roles
    )


def subject_of_profile(state: AppState, name: str) -> ConsoleSubject:
    """What that profile leads to. Raises ProfileNotFound, Unavailable for one that opens no console."""
    from ssoswitch.operations.console import profile_source

    session, role, profile = profile_source(state.config, name)
    if profile is None:
        return subject_of_role(state, role)
    if reason := why_no_console(profile):
        raise Unavailable(reason, "Nothing was opened.")
    account = account_of(state, role.account_id)
    choice = choice_of(state, role.account_id)
    # The tree knows no account that one only gets into by another: the profile's own name says what it is for.
    word = environment_word(account.name or profile.name, choice, state.settings)
    guarded = is_guarded(word, choice, state.settings)
    return ConsoleSubject(account, role, session, word, guarded, profile=profile)


async def mfa_codes(context: FlowContext, subject: ConsoleSubject) -> Callable[[str], str] | None:
    """What answers when a device's code is wanted, each asked for beforehand; None: the person would not."""
    serials = mfa_serials(context.state.config, subject.profile) if subject.profile is not None else ()
    codes: dict[str, str] = {}
    for serial in dict.fromkeys(serials):
        from ssoswitch.tui.screens.ask_text import AskText

        code = await context.show(AskText("MFA", "Code", "", intro=f"The code that {serial} shows now."))
        if not code:
            return None
        codes[serial] = code
    return lambda serial: codes[serial]
