"""A word on stderr where the screen would put the production guard.

The command line asks nobody before it opens a console: its words name the role already, and a script that runs in a
terminal would wait for an answer that no one gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssoswitch.cli.call import Call
    from ssoswitch.model.account import AccountRole
    from ssoswitch.model.sso_session import SsoSession


def say_production(
    call: Call, session: SsoSession | None, role: AccountRole | None, profile_name: str = ""
) -> None:
    """Say that this account is guarded (PROD, as the settings have it); nothing for any other.

    Where the saved tree does not know the account, the name of the profile that leads there says what it is for.
    """
    from ssoswitch.core.environments import environment_word, is_guarded

    account_id = role.account_id if role is not None else ""
    choice = call.settings.accounts.get(account_id)
    entry = call.tree(session).get(account_id) if session is not None and not session.problem else None
    name = entry.account.name if entry is not None else ""
    word = environment_word(name or profile_name, choice, call.settings)
    if is_guarded(word, choice, call.settings):
        place = (name or account_id or profile_name, role.role_name if role is not None else "")
        call.talk.warn(f"{word or 'Guarded'}: {' / '.join(part for part in place if part)}.")
