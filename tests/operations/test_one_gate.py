"""Every portal call of the program passes one gate."""

from __future__ import annotations

from pathlib import Path

from ssoswitch.demo.behaviour import Fault
from ssoswitch.demo.organization import Organization
from ssoswitch.model.account import AccountRole
from ssoswitch.operations.connect import Connections
from ssoswitch.operations.credentials import credentials_for
from tests.support.fake_center import fake_center
from tests.support.signing_in import environment_for, save_token, session_of


def test_role_credentials_pass_it_and_are_asked_again_after_a_429(tmp_path: Path) -> None:
    fault = Fault("GetRoleCredentials", "429", nth=1, times=2)
    with fake_center(Organization.sample(12), faults=(fault,)) as center:
        env = environment_for(center, tmp_path)
        session = session_of(center)
        save_token(env, center, session)
        connections = Connections(env)
        account = next(account for account in center.organization if account.roles)
        role = AccountRole(account.id, account.roles[0])
        found = credentials_for(env, connections, (session, role))
        assert found.account_id == account.id
        assert connections.gate(session).snapshot().throttles == 2
        assert center.requests.count("GetRoleCredentials") == 3
