"""The saved tree of a session, for every verb that looks an account up."""

from __future__ import annotations

from ssoswitch.disk.tree_cache import load_tree
from ssoswitch.model.account import AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.sso_session import SsoSession


def saved_tree(env: Environment, session: SsoSession) -> tuple[AccountTree, str]:
    """The tree, empty where none is saved, and a sentence where a file had to be set aside."""
    return load_tree(env, session)
