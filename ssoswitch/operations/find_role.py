"""ACCOUNT and ROLE of the command line: a 12-digit id or a name, found in the saved tree.

A 12-digit id needs no saved tree: what could not be looked up is said by the caller.
"""

from __future__ import annotations

from ssoswitch.model.account import Account, AccountRole, AccountTree
from ssoswitch.model.errors import AmbiguousMatch, NoMatch


def find_account(tree: AccountTree | None, text: str) -> Account:
    """The account of that id or name (any case). Raises NoMatch or AmbiguousMatch, with the candidates."""
    digits = text.replace("-", "")
    if len(digits) == 12 and digits.isascii() and digits.isdigit():
        entry = tree.get(digits) if tree else None
        return entry.account if entry else Account(digits, "")
    if digits.isascii() and digits.isdigit() and not _named(tree, text):
        raise NoMatch(
            f"{text!r} is no account: an account id has 12 digits, this has {len(digits)}.",
            "`ssoswitch list --accounts` shows them.",
        )
    if tree is None or not tree.entries:
        raise NoMatch(
            f"No account named {text!r} is known: nothing has been read from AWS yet.",
            "`ssoswitch sync` reads it, or give the 12-digit account id.",
        )
    wanted = text.casefold()
    exact = [entry.account for entry in tree if entry.account.name.casefold() == wanted]
    near = exact or [entry.account for entry in tree if wanted and wanted in entry.account.name.casefold()]
    if len(exact) == 1:
        return exact[0]
    if not near:
        raise NoMatch(
            f"There is no account named {text!r} in {tree.session_name}.", "`ssoswitch list` shows them."
        )
    names = [f"{account.account_id} {account.name}" for account in near]
    if exact:
        raise AmbiguousMatch(
            f"{len(exact)} accounts are named {text!r}.", names, "Give the 12-digit account id."
        )
    raise NoMatch(f"No account is named just {text!r}.", "Give the whole name or the id.", names)


def _named(tree: AccountTree | None, text: str) -> bool:
    return any(text.casefold() in entry.account.name.casefold() for entry in tree or ())


def find_role(tree: AccountTree | None, account_text: str, role_text: str) -> tuple[Account, AccountRole]:
    """The account and role that are meant. A role is taken as it is where the account's roles are not known.

    Raises NoMatch or AmbiguousMatch, with the candidates.
    """
    account = find_account(tree, account_text)
    entry = tree.get(account.account_id) if tree else None
    if entry is None or not entry.loaded or role_text in entry.roles:
        return account, AccountRole(account.account_id, role_text)
    folded = [role for role in entry.roles if role.casefold() == role_text.casefold()]
    if len(folded) == 1:
        return account, AccountRole(account.account_id, folded[0])
    raise NoMatch(
        f"You have no role {role_text!r} in {account.name or account.account_id}.",
        "These are there:" if entry.roles else "It has no roles for you. `ssoswitch sync` reads it again.",
        entry.roles,
    )
