"""What a browser sees of a sign-in: the portal's start page, the page for a device code, and the one for PKCE.

The real links keep the code in the fragment (`/start/#/device?user_code=…`), which a browser does not send: the start
page's script carries it on to `/device`. Without a script the code can be typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode, urlsplit

from ssoswitch.demo.example_files import REGION
from ssoswitch.demo.oidc import LOOPBACK_REDIRECT
from ssoswitch.demo.pages import ALLOW_OR_DENY, error_page, fact_page, form, page
from ssoswitch.demo.state import AuthorizationRequest, Registration, State
from ssoswitch.demo.wire import Request, Response, redirect

REQUEST_LIFETIME = 600
"""Seconds in which an authorization must be answered and its code exchanged."""

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_ROUTES = json.dumps({"#/device": "/device", "#/console": "/console"})
_SCRIPT = (
    "<script>(function(){var routes="
    + _ROUTES
    + ';var h=location.hash,q=h.indexOf("?"),p=q<0?h:h.slice(0,q);'
    "if(routes[p])location.replace(routes[p]+(q<0?'':h.slice(q)))})()</script>"
)


def start_page(state: State, request: Request) -> Response:
    """GET /start: the access portal."""
    if "user_code" in request.query:
        return device_page(state, request)
    organization = state.organization
    content = (
        f"<p>The access portal of a made-up company: {len(organization)} accounts, {organization.role_count} roles. "
        "No AWS account is behind it.</p><p>Have a code from a device? Type it here.</p>"
        + _code_form("")
        + _SCRIPT
    )
    return page("AWS access portal", content, region=REGION)


def device_page(state: State, request: Request) -> Response:
    """GET /device?user_code=…: is this the code that you see?"""
    typed = request.query.get("user_code", "")
    if not typed:
        return page("Authorize a device", "<p>Type the code that your device shows.</p>" + _code_form(""))
    grant = state.find_user_code(typed)
    if grant is None or state.behaviour.wrong_region:
        return page(
            "Invalid code", "<p>This code is not known here, or it is over.</p>" + _code_form(typed), 400
        )
    content = (
        "<p>A program on your computer asks for your access. Go on only if it shows exactly this code:</p>"
        f'<div class="code">{escape(grant.user_code)}</div>'
        "<p>It will see the accounts and roles that you may use, and may take those roles.</p>"
        + form("/device", (("user_code", grant.user_code),), ALLOW_OR_DENY)
    )
    return page("Authorization requested", content)


def answer_device(state: State, request: Request) -> Response:
    """POST /device: the person's answer."""
    values = request.form
    with state.lock:
        grant = state.find_user_code(values.get("user_code", ""))
        if grant is None or state.behaviour.wrong_region:
            return error_page(400, "Invalid code.")
        allowed = values.get("answer") == "allow"
        grant.answer = "allow" if allowed else "deny"
    if not allowed:
        return page("Request denied", "<p>Nothing was given away. You can close this window.</p>")
    return page(
        "Request approved", "<p>The program has access now. You can close this window and go back to it.</p>"
    )


def authorize(state: State, request: Request) -> Response:
    """GET /authorize: to the page that asks, or straight back when the behaviour answers by itself.

    A wrong client or redirect address is said on a page and never redirected; other mistakes go back as `error`.
    """
    query = request.query
    client_id, redirect_uri = query.get("client_id", ""), query.get("redirect_uri", "")
    with state.lock:
        registration = state.registrations.get(client_id)
        if (
            registration is None
            or state.behaviour.forget_registrations
            or registration.expires_at <= state.now()
        ):
            return error_page(400, "Invalid client provided.")
        bare = redirect_uri.partition("/oauth/")[0].rpartition(":")[0] + "/oauth/callback"
        if not LOOPBACK_REDIRECT.fullmatch(redirect_uri) or not {bare, redirect_uri} & set(
            registration.redirect_uris
        ):
            return error_page(400, "Invalid redirect uri provided.")
        if state.behaviour.wrong_region:
            return error_page(400, "Invalid request: this portal is not in this region.")
        scopes = tuple(query.get("scopes", "").split())
        problem = _problem(query, scopes, registration)
        if problem:
            return _back(
                redirect_uri, error=problem[0], error_description=problem[1], state=query.get("state", "")
            )
        asked = AuthorizationRequest(
            id=state.mint.opaque("authorization"),
            client_id=client_id,
            redirect_uri=redirect_uri,
            state=query["state"],
            challenge=query["code_challenge"],
            scopes=scopes,
            expires_at=state.now() + REQUEST_LIFETIME,
        )
        state.authorizations[asked.id] = asked
        if state.behaviour.approval == "page":
            return redirect(f"/approve?{urlencode({'request': asked.id})}")
        return _answered(state, asked, allowed=state.behaviour.approval == "automatic")


def approve_page(state: State, request: Request) -> Response:
    """GET /approve?request=…: may this program in?"""
    asked = state.authorizations.get(request.query.get("request", ""))
    if asked is None or asked.code:
        return error_page(400, "This request is over. Start the sign-in again.")
    listener = escape(urlsplit(asked.redirect_uri).netloc)
    content = (
        "<p>ssoswitch on this computer asks for your access. It will see the accounts and roles that you may use, "
        f"and may take those roles.</p><dl><dt>Answer goes to</dt><dd>{listener}</dd></dl>"
        + form("/approve", (("request", asked.id),), ALLOW_OR_DENY)
    )
    return page("Allow access to your data?", content)


def answer_approval(state: State, request: Request) -> Response:
    """POST /approve: the person's answer goes back to the program's listener."""
    values = request.form
    with state.lock:
        asked = state.authorizations.get(values.get("request", ""))
        if asked is None or asked.code or asked.expires_at <= state.now():
            return error_page(400, "This request is over. Start the sign-in again.")
        return _answered(state, asked, allowed=values.get("answer") == "allow")


def console_page(state: State, request: Request) -> Response:
    """GET /console?account_id=…&role_name=…&destination=…: where the portal's shortcut links lead."""
    query = request.query
    account = state.organization.find(query.get("account_id", ""))
    if account is None or query.get("role_name", "") not in ("", *account.roles):
        return error_page(403, "You have no such account or role.")
    return fact_page(
        "AWS console (demo)",
        "The portal's shortcut link leads here. At AWS the console would open.",
        (
            ("Account", account.name or "–"),
            ("Account ID", account.id),
            ("Role", query.get("role_name") or "to be chosen"),
            ("Destination", query.get("destination") or "console home"),
        ),
    )


def _answered(state: State, asked: AuthorizationRequest, *, allowed: bool) -> Response:
    if not allowed:
        del state.authorizations[asked.id]
        text = "User denied the authorization request"
        return _back(asked.redirect_uri, error="access_denied", error_description=text, state=asked.state)
    asked.code = state.mint.authorization_code()
    return _back(asked.redirect_uri, code=asked.code, state=asked.state)


def _problem(
    query: Mapping[str, str], scopes: tuple[str, ...], registration: Registration
) -> tuple[str, str] | None:
    """What is wrong with an authorization request, as an OAuth error and its description."""
    if "authorization_code" not in registration.grant_types:
        return "unauthorized_client", "Client is not authorized for this grant type"
    if query.get("response_type") != "code":
        return "unsupported_response_type", "Only code is supported"
    if query.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(
        query.get("code_challenge", "")
    ):
        return "invalid_request", "Invalid code challenge"
    if not query.get("state"):
        return "invalid_request", "Missing state"
    if not scopes or set(scopes) - set(registration.scopes):
        return "invalid_scope", "Invalid scopes provided"
    return None


def _back(redirect_uri: str, **values: str) -> Response:
    return redirect(f"{redirect_uri}?{urlencode(values)}")


def _code_form(typed: str) -> str:
    return (
        '<form method="get" action="/device"><input type="text" name="user_code" placeholder="XXXX-XXXX" '
        f'value="{escape(typed)}" autocomplete="off" autofocus>'
        '<div class="buttons"><button class="go">Next</button></div></form>'
    )
