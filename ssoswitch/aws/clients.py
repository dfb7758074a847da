"""The shared botocore clients: made on first use, one for each service and region, used by all threads.

Only what the program was given counts (`Environment`), never botocore's own reading of the world: a missing AWS_PROFILE
or an unreadable config would make every client fail, a `credential_process` of the default profile would be run for
calls that are not even signed, and AWS_ENDPOINT_URL could send a token anywhere.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from ssoswitch.aws.answers import check_answer
from ssoswitch.aws.bounded import BoundedSession, HttpSession
from ssoswitch.core.start_urls import LOOPBACK, partition_of_region
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue
from ssoswitch.model.token import RoleCredentials

CONNECT_TIMEOUT = 5.0
"""Seconds; botocore's own is 60."""
READ_TIMEOUT = 15.0
CONNECTIONS = 16
"""Kept open for each client: at least as many as the sync has workers."""

Service = Literal["sso", "sso-oidc", "sts"]
_QUIET = ("botocore", "boto3", "urllib3")


class Clients:
    """Makes botocore clients and keeps them. Safe to share between threads; importing botocore waits for the first."""

    def __init__(self, env: Environment, read_timeout: float = READ_TIMEOUT) -> None:
        """`read_timeout`: seconds that AWS gets for an answer."""
        self._env = env
        self.read_timeout = read_timeout
        self._lock = threading.Lock()
        self._session: Any = None
        self._clients: dict[tuple[str, str, bool], Any] = {}

    @property
    def env(self) -> Environment:
        """The environment whose endpoints, proxies and clock count."""
        return self._env

    def client(self, service: Service, region: str, *, dual_stack: bool = False) -> Any:
        """The unsigned client of that service and region; one and the same for every caller.

        Raises InvalidValue for a region that is none, or a CA bundle that is not there.
        """
        key = (service, region, dual_stack)
        with self._lock:
            client = self._clients.get(key)
            if client is None:
                client = self._clients[key] = self._create(service, region, dual_stack, None)
            return client

    def signed_client(self, service: Service, region: str, credentials: RoleCredentials) -> Any:
        """A client of its own that signs with those role credentials (STS)."""
        with self._lock:
            return self._create(service, region, False, credentials)

    def oidc_address(self, region: str, *, dual_stack: bool = False) -> str:
        """The address that sso-oidc calls go to. The client's own `meta.endpoint_url` is wrong for FIPS in GovCloud.

        It is read off a call that is stopped before it is sent, as the AWS CLI does, on a client of its own.
        """
        found: list[str] = []

        def stop(params: Mapping[str, Any], **_: Any) -> tuple[_Stopped, dict[str, Any]]:
            found.append(str(params["url"]))
            return _Stopped(), {}

        with self._lock:
            client = self._create("sso-oidc", region, dual_stack, None)
        client.meta.events.register("before-call.sso-oidc.RegisterClient", stop)
        client.register_client(clientName="ssoswitch", clientType="public")
        return found[0].removesuffix("/client/register")

    def _create(
        self, service: Service, region: str, dual_stack: bool, credentials: RoleCredentials | None
    ) -> Any:
        from botocore import UNSIGNED
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        env = self._env
        if env.ca_bundle and not Path(env.ca_bundle).exists():
            raise InvalidValue(
                f"The CA bundle {env.ca_bundle} is not there, so no connection to AWS was made.",
                "Correct AWS_CA_BUNDLE (or `ca_bundle` in the AWS config).",
            )
        endpoint = self._configured_endpoint(service)
        config = Config(
            signature_version=UNSIGNED if credentials is None else None,
            retries={"total_max_attempts": 1, "mode": "standard"},
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=self.read_timeout,
            max_pool_connections=CONNECTIONS,
            # FIPS and dual-stack choose between AWS's own hosts; they mean nothing for an address that was given.
            use_fips_endpoint=env.endpoints.use_fips and endpoint is None,
            use_dualstack_endpoint=(env.endpoints.use_dualstack or dual_stack) and endpoint is None,
            ignore_configured_endpoint_urls=True,
            proxies=proxies_for(
                env.variables, endpoint or f"https://{_usual_host(service, region, dual_stack)}"
            ),
            user_agent_extra="ssoswitch",
        )
        try:
            client = self._botocore_session().create_client(
                service,
                region_name=region,
                endpoint_url=endpoint,
                verify=env.ca_bundle or True,
                config=config,
                **_keys(credentials),
            )
        except (BotoCoreError, ValueError) as error:
            raise InvalidValue(
                f"{region!r} is no region that {service} can be asked in.", "Correct sso_region."
            ) from error
        client.meta.events.register("after-call", check_answer)
        # There is no public place for it. The session that botocore made has not been used yet.
        endpoint_of_botocore = client._endpoint
        endpoint_of_botocore.http_session = self.bounded(endpoint_of_botocore.http_session)
        return client

    def bounded(self, session: HttpSession) -> BoundedSession:
        """That HTTP session, with bounds to what an answer may cost."""
        return BoundedSession(session, self._env.clock, self.read_timeout)

    def _botocore_session(self) -> Any:
        if self._session is None:
            self._session = neutral_session()
        return self._session

    def _configured_endpoint(self, service: Service) -> str | None:
        endpoints = self._env.endpoints
        return {"sso": endpoints.sso, "sso-oidc": endpoints.sso_oidc, "sts": endpoints.sts}[service]


def _keys(credentials: RoleCredentials | None) -> dict[str, str]:
    if credentials is None:
        return {}
    return {
        "aws_access_key_id": credentials.access_key_id.reveal(),
        "aws_secret_access_key": credentials.secret_access_key.reveal(),
        "aws_session_token": credentials.session_token.reveal(),
    }


class _Stopped:
    """Stands for the answer of a call that was not sent."""

    status_code = 200
    content = b'{"clientId": ""}'


def neutral_session() -> Any:
    """A botocore session that reads no file and no variable of the user's."""
    from botocore.session import Session

    quieten()
    # Each is (key in the config file, environment variable, default, conversion): the first two are taken away.
    variables = {name: (None, None, *known[2:]) for name, known in Session.SESSION_VARIABLES.items()}
    for name in ("config_file", "credentials_file"):
        variables[name] = (None, None, os.devnull, None)
    return Session(session_vars=variables)


def proxies_for(variables: Mapping[str, str], endpoint: str) -> dict[str, str]:
    """The proxies for that address: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as given, none for this machine.

    Lower-case names win, as in urllib. Where no variable says anything, macOS's own settings count, as they do for the
    AWS CLI.
    """
    from urllib import request

    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if host in LOOPBACK:
        return {}
    found: dict[str, str] = {}
    for scheme in ("https", "http", "no"):
        value = variables.get(f"{scheme}_proxy") or variables.get(f"{scheme}_proxy".upper())
        value = value or (
            None if scheme == "no" else variables.get("all_proxy") or variables.get("ALL_PROXY")
        )
        if value:
            found[scheme] = value
    if not found:
        of_system = getattr(request, "getproxies_macosx_sysconf", None)
        bypass = getattr(request, "proxy_bypass_macosx_sysconf", None)
        if of_system is None or (bypass is not None and bypass(host)):
            return {}
        found = dict(of_system())
    if found.get("no") and _bypasses(host, found):
        return {}
    return {scheme: address for scheme, address in found.items() if scheme in ("https", "http")}


def _bypasses(host: str, proxies: Mapping[str, str]) -> bool:
    from urllib import request

    # In the standard library and used by botocore itself, but the type stubs do not know it.
    bypass = getattr(request, "proxy_bypass_environment")  # noqa: B009  (for mypy)
    return bool(bypass(host, proxies))


def _usual_host(service: Service, region: str, dual_stack: bool) -> str:
    """The host that such a client talks to, as NO_PROXY would name it."""
    partition = partition_of_region(region)
    suffix = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}.get(partition, "amazonaws.com")
    if dual_stack:
        suffix = {"aws-cn": "api.amazonwebservices.com.cn", "aws-eusc": "api.amazonwebservices.eu"}.get(
            partition, "api.aws"
        )
    return f"{ {'sso': 'portal.sso', 'sso-oidc': 'oidc', 'sts': 'sts'}[service] }.{region}.{suffix}"


def quieten() -> None:
    """Keep AWS's library from telling anybody what it sends: at DEBUG it logs tokens and role credentials."""
    for name in _QUIET:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
