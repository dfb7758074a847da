"""What a query finds in the saved tree, for the command line: accounts and roles, best first."""

from __future__ import annotations

from collections.abc import Iterator

from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.model.account import AccountEntry, AccountTree
from ssoswitch.model.environment import Environment
from ssoswitch.model.settings import Recollections, Settings


def find(
    env: Environment,
    tree: AccountTree,
    query: str,
    *,
    config: AwsConfig,
    settings: Settings,
    recollections: Recollections,
) -> Iterator[tuple[AccountEntry, tuple[str, ...]]]:
    """The accounts and of each the roles that match; all of them, in the tree's order, for an empty query.

    A pasted ARN, role name or portal link that names a role finds that role alone.
    """
    if not query.strip():
        for entry in tree:
            yield entry, entry.roles
        return
    from ssoswitch.core.catalogue import Catalogue, Facts
    from ssoswitch.core.query import parse_query
    from ssoswitch.core.search import SearchIndex

    facts = Facts(
        profiles_by_role=config.profiles_by_role(),
        settings=settings,
        recollections=recollections,
        profiles=tuple(config.profiles.values()),
        now=env.clock.time(),
    )
    catalogue = Catalogue(tree, facts)
    wanted = parse_query(query)
    hits = SearchIndex(catalogue).search(wanted)
    for doc in hits.docs:
        roles = hits.roles.get(doc, ())
        if wanted.role_name:
            # On the screen the cursor goes to the role that was pasted; a script has none, so it gets that role alone.
            roles = tuple(role for role in roles if role == wanted.role_name)
            if not roles:
                continue
        yield catalogue.entries[doc], roles
