"""The way to AWS, made once for a run of the program: clients and the one gate that every portal call passes.

Nothing of AWS's library is imported before the first call is needed.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from ssoswitch.model.environment import Endpoints, Environment
from ssoswitch.model.sso_session import SsoSession

if TYPE_CHECKING:
    from ssoswitch.aws.clients import Clients
    from ssoswitch.aws.gate import Gate
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.identity_center import IdentityCenter
    from ssoswitch.model.profile import Profile

_ENDPOINT_KEYS = frozenset({"services", "endpoint_url", "ignore_configured_endpoint_urls"})


class Connections:
    """Clients and gates, made on first use and shared by threads."""

    def __init__(self, env: Environment, ca_bundle: str = "") -> None:
        """`ca_bundle`: the one that the AWS config names, used where no variable names another."""
        self.env = replace(env, ca_bundle=ca_bundle) if ca_bundle and not env.ca_bundle else env
        self._lock = threading.Lock()
        self._clients: Clients | None = None
        self._centers: dict[tuple[str, str], IdentityCenter] = {}
        self._gates: dict[tuple[str, str], Gate] = {}

    @property
    def clients(self) -> Clients:
        """The shared clients; importing AWS's library happens here."""
        with self._lock:
            if self._clients is None:
                from ssoswitch.aws.clients import Clients

                self._clients = Clients(self.env)
            return self._clients

    def identity_center(self, session: SsoSession) -> IdentityCenter:
        """The Identity Center of that session."""
        clients = self.clients
        instance = (session.issuer, session.sso_region)
        with self._lock:
            center = self._centers.get(instance)
            if center is None:
                from ssoswitch.aws.identity_center import BotoIdentityCenter

                center = self._centers[instance] = BotoIdentityCenter(clients, session)
            return center

    def gate(self, session: SsoSession) -> Gate:
        """The rate controller of that session's instance."""
        instance = (session.start_url, session.sso_region)
        with self._lock:
            gate = self._gates.get(instance)
            if gate is None:
                from ssoswitch.aws.gate import Gate

                gate = self._gates[instance] = Gate(self.env.clock)
            return gate


def connect(env: Environment, config: AwsConfig, profile_name: str = "") -> Connections:
    """Connections with the CA bundle and the endpoints that a profile names, as the AWS CLI takes them.

    It is the one given, else the one in force, else `[default]`.
    """
    profile = _in_force(env, config, profile_name)
    endpoints = endpoints_for(env, config, profile_name)
    if endpoints is not env.endpoints:
        env = replace(env, endpoints=endpoints)
    return Connections(env, ca_bundle=profile.values.get("ca_bundle", "") if profile is not None else "")


def endpoints_for(env: Environment, config: AwsConfig, profile_name: str = "") -> Endpoints:
    """The addresses that stand in for AWS's own, by the variables and by what that profile says."""
    profile = _in_force(env, config, profile_name)
    if profile is None or not profile.values.keys() & _ENDPOINT_KEYS:
        return env.endpoints
    from ssoswitch.core.endpoints import with_config

    return with_config(env.endpoints, config, profile, env.variables)


def endpoint_problems(env: Environment, config: AwsConfig) -> tuple[str, ...]:
    """Which addresses are left out, and why; of the profile in force only where it signs in: others concern nobody."""
    from ssoswitch.core.profile_ends import session_name_of

    profile = _in_force(env, config, "")
    signs_in = profile is not None and bool(session_name_of(config, profile))
    return endpoints_for(env, config).refused if signs_in else env.endpoints.refused


def _in_force(env: Environment, config: AwsConfig, profile_name: str) -> Profile | None:
    names = (profile_name, env.variable("AWS_PROFILE"), env.variable("AWS_DEFAULT_PROFILE"), "default")
    return next((config.profiles[name] for name in names if name and name in config.profiles), None)
