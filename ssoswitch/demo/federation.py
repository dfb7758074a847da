"""The sign-in host's /federation: getSigninToken (GET, or POST as a form), and login, which ends on a console page."""

from __future__ import annotations

import json

from ssoswitch.demo.pages import error_page, fact_page
from ssoswitch.demo.state import Refusal, RoleKeys, State
from ssoswitch.demo.wire import Request, Response, json_response

SIGN_IN_TOKEN_LIFETIME = 900
"""Seconds that a console link is good for, as at AWS."""


def error(status: int, message: str) -> Response:
    """An error of this host: it answers in HTML, not in JSON."""
    return error_page(status, message)


def get_signin_token(state: State, request: Request) -> Response:
    """Action=getSigninToken"""
    values = {**request.query, **(request.form if request.method == "POST" else {})}
    keys = _keys(state, values.get("Session", ""))
    duration = values.get("SessionDuration")
    if duration is not None:
        if not duration.isdigit() or not 900 <= int(duration) <= 43_200:
            raise Refusal(error(400, "Invalid SessionDuration"))
        if keys.chained or state.behaviour.refuse_session_duration:
            raise Refusal(error(400, "Invalid credentials parameter"))
    with state.lock:
        token = state.mint.sign_in_token()
        state.sign_in_tokens[token] = (keys, state.now() + SIGN_IN_TOKEN_LIFETIME)
    return json_response({"SigninToken": token})


def login(state: State, request: Request) -> Response:
    """Action=login: the console, as far as the demo has one."""
    destination = request.query.get("Destination", "")
    with state.lock:
        found = state.sign_in_tokens.get(request.query.get("SigninToken", ""))
    if found is None or found[1] <= state.now():
        return error(400, "The sign-in link is invalid or older than 15 minutes.")
    keys, _ = found
    account = state.organization.find(keys.account_id)
    return fact_page(
        "AWS console (demo)",
        "You are signed in to the console. At AWS it would open here.",
        (
            ("Account", (account.name if account else None) or "–"),
            ("Account ID", keys.account_id),
            ("Role", keys.role_name),
            ("Destination", destination or "console home"),
            ("Sign in again at", request.query.get("Issuer", "") or "–"),
        ),
    )


def _keys(state: State, session: str) -> RoleKeys:
    """The role keys in the Session parameter, if they were handed out here and are not over."""
    try:
        value = json.loads(session)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Refusal(error(400, "Invalid Session parameter"))
    keys = state.keys.get(str(value.get("sessionId")))
    if (
        keys is None
        or keys.secret_access_key != value.get("sessionKey")
        or keys.session_token != value.get("sessionToken")
        or keys.expires_at <= state.now()
    ):
        raise Refusal(error(400, "Invalid credentials parameter"))
    return keys
