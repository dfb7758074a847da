"""The portal API (`sso`): ListAccounts, ListAccountRoles, GetRoleCredentials, Logout.

Authenticated by the header x-amz-sso_bearer_token. Errors are a body of `message` and
`__type` and no header; ForbiddenException is real although the service model does not know it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar

from ssoswitch.demo.organization import DemoAccount
from ssoswitch.demo.state import Refusal, RoleKeys, State
from ssoswitch.demo.wire import Request, Response, json_response

BEARER_HEADER = "x-amz-sso_bearer_token"
USER_NAME = "demo-user"

Item = TypeVar("Item")

_PAGE_MARK = "demo-page-from:"

_NAMES = {
    400: ("InvalidRequestException", "Request parameters are invalid"),
    401: ("UnauthorizedException", "Session token not found or invalid"),
    403: ("ForbiddenException", "No access"),
    404: ("ResourceNotFoundException", "Resource not found"),
    405: ("MethodNotAllowedException", "Method not allowed"),
    429: ("TooManyRequestsException", "HTTP 429 Unknown Code"),
    500: ("InternalServerException", "Internal server error"),
    503: ("ServiceUnavailableException", "Service unavailable"),
}


def error(status: int, message: str | None = None, *headers: tuple[str, str]) -> Response:
    """An error of this service; without a message, the one that the real service gives with the status."""
    name, usual = _NAMES[status]
    body = {"message": message or usual, "__type": f"com.amazonaws.switchboard.portal#{name}"}
    return json_response(body, status, *headers)


def list_accounts(state: State, request: Request) -> Response:
    """GET /assignment/accounts"""
    _signed_in(state, request)
    page, token = _page(state, request, state.organization.accounts)
    bare = state.behaviour.null_fields
    accounts = [
        {
            "accountId": account.id,
            "accountName": None if bare else account.name,
            "emailAddress": None if bare else account.email,
        }
        for account in page
    ]
    return json_response({"nextToken": token, "accountList": accounts})


def list_account_roles(state: State, request: Request) -> Response:
    """GET /assignment/roles"""
    _signed_in(state, request)
    account = _account(state, request)
    for account_id, status in state.behaviour.failing_accounts:
        if account_id == account.id:
            raise Refusal(error(status))
    page, token = _page(state, request, account.roles)
    return json_response(
        {"nextToken": token, "roleList": [{"roleName": role, "accountId": account.id} for role in page]}
    )


def get_role_credentials(state: State, request: Request) -> Response:
    """GET /federation/credentials"""
    _signed_in(state, request)
    account = _account(state, request)
    role = request.query.get("role_name", "")
    if not role:
        raise Refusal(error(400, "Role name is missing"))
    if role not in account.roles or (account.id, role) in state.behaviour.stale_roles:
        raise Refusal(error(403))
    keys = issue_keys(state, account.id, role, USER_NAME, state.behaviour.role_credentials_lifetime)
    return json_response(
        {
            "roleCredentials": {
                "accessKeyId": keys.access_key_id,
                "secretAccessKey": keys.secret_access_key,
                "sessionToken": keys.session_token,
                "expiration": int(keys.expires_at) * 1000,
            }
        }
    )


def logout(state: State, request: Request) -> Response:
    """POST /logout: ends the session, so its refresh token too; role credentials live on, as they do at AWS."""
    token = _signed_in(state, request)
    if state.behaviour.logout_fails:
        raise Refusal(error(500))
    with state.lock:
        state.access[token].session.ended = True
    return Response(200)


def issue_keys(
    state: State, account_id: str, role: str, session_name: str, lifetime: float, *, chained: bool = False
) -> RoleKeys:
    """New role credentials, good for `lifetime` seconds and known to STS and the console."""
    with state.lock:
        keys = RoleKeys(
            account_id=account_id,
            role_name=role,
            session_name=session_name,
            access_key_id=state.mint.access_key_id(),
            secret_access_key=state.mint.secret_access_key(),
            session_token=state.mint.session_token(),
            expires_at=state.now() + lifetime,
            chained=chained,
        )
        state.keys[keys.access_key_id] = keys
    return keys


def _signed_in(state: State, request: Request) -> str:
    """The bearer token, if it is ours, young enough and not revoked; the service does not say what else it is."""
    token = request.headers.get(BEARER_HEADER, "")
    behaviour = state.behaviour
    with state.lock:
        access = state.access.get(token)
        good = (
            access is not None
            and not access.revoked
            and not access.session.ended
            and access.expires_at > state.now()
            and not behaviour.dead_tokens
            and not behaviour.wrong_region
        )
    if not good:
        raise Refusal(error(401))
    return token


def _account(state: State, request: Request) -> DemoAccount:
    account_id = request.query.get("account_id", "")
    if len(account_id) != 12 or not (account_id.isascii() and account_id.isdigit()):
        raise Refusal(error(400, "Account id must be 12 digits"))
    account = state.organization.find(account_id)
    if account is None:
        raise Refusal(error(403))
    return account


def _page(state: State, request: Request, items: Sequence[Item]) -> tuple[Sequence[Item], str | None]:
    """The page that the request asks for, and the token of the next one or None."""
    asked = request.query.get("max_result", "")
    size = state.behaviour.page_size
    if asked:
        size = int(asked) if asked.isascii() and asked.isdigit() else 0
        if not 1 <= size <= 100:
            raise Refusal(error(400, "ResultSize parameter must be within the valid limits of: 1-100"))
    start = _offset(request.query.get("next_token", ""))
    end = start + min(size, state.behaviour.page_size_cap)
    return items[start:end], _next_token(end) if end < len(items) else None


def _next_token(offset: int) -> str:
    return base64.b64encode(f"{_PAGE_MARK}{offset}".encode()).decode()


def _offset(token: str) -> int:
    if not token:
        return 0
    try:
        text = base64.b64decode(token, validate=True).decode("ascii")
    except ValueError:
        text = ""
    number = text.removeprefix(_PAGE_MARK)
    if number == text or not number.isdigit():
        raise Refusal(error(400, "Invalid next token"))
    return int(number)
