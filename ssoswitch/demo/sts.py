"""STS as far as role credentials need it: GetCallerIdentity and AssumeRole, in the query protocol.

The signature is not verified, but the access key and session token must be ones that were handed out here and are not
over. The partition follows the region that the request is signed for.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from ssoswitch.demo.portal import issue_keys
from ssoswitch.demo.state import Refusal, RoleKeys, State
from ssoswitch.demo.tokens import reserved_role_name
from ssoswitch.demo.wire import Request, Response

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_CREDENTIAL = re.compile(r"Credential=([A-Z0-9]+)/\d{8}/([a-z0-9-]+)/sts/aws4_request")
_ROLE_ARN = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):role/([\w+=,.@/-]+)")
_MAXIMUM_SKEW = 900.0
_CHAINED_MAXIMUM = 3600


def error(status: int, code: str, message: str) -> Response:
    """An error of this service."""
    kind = "Receiver" if status >= 500 else "Sender"
    body = (
        f'<ErrorResponse xmlns="{_NAMESPACE}"><Error><Type>{kind}</Type><Code>{code}</Code>'
        f"<Message>{escape(message)}</Message></Error><RequestId>00000000-demo</RequestId></ErrorResponse>"
    )
    return Response(status, body.encode(), "text/xml")


def partition_of(region: str) -> str:
    """The partition that a region belongs to, by its name."""
    for prefix, partition in (
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("eusc-", "aws-eusc"),
        ("us-isob-", "aws-iso-b"),
        ("us-iso-", "aws-iso"),
    ):
        if region.startswith(prefix):
            return partition
    return "aws"


def get_caller_identity(state: State, request: Request) -> Response:
    """Action=GetCallerIdentity"""
    keys, region = _caller(state, request)
    return _answer(
        state,
        "GetCallerIdentity",
        f"<Arn>{escape(_arn(keys, partition_of(region)))}</Arn>"
        f"<UserId>{escape(_user_id(keys))}</UserId><Account>{keys.account_id}</Account>",
    )


def assume_role(state: State, request: Request) -> Response:
    """Action=AssumeRole: any role of a known account but those of Identity Center, which trust nobody else."""
    keys, region = _caller(state, request)
    form = request.form
    arn, session_name = form.get("RoleArn", ""), form.get("RoleSessionName", "")
    duration = form.get("DurationSeconds", str(_CHAINED_MAXIMUM))
    match = _ROLE_ARN.fullmatch(arn)
    if match is None or not re.fullmatch(r"[\w+=,.@-]{2,64}", session_name):
        raise Refusal(error(400, "ValidationError", f"{arn or 'RoleArn'} is invalid"))
    if not duration.isdigit() or not 900 <= int(duration) <= 43_200:
        raise Refusal(error(400, "ValidationError", "DurationSeconds must be between 900 and 43200"))
    if int(duration) > _CHAINED_MAXIMUM:
        limit = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
        raise Refusal(error(400, "ValidationError", limit))
    partition, account_id, path = match.groups()
    role = path.rpartition("/")[2]
    known = state.organization.find(account_id) is not None and partition == partition_of(region)
    if not known or role.startswith("AWSReservedSSO_"):
        user = _arn(keys, partition_of(region))
        message = f"User: {user} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        raise Refusal(error(403, "AccessDenied", message))
    new = issue_keys(state, account_id, role, session_name, int(duration), chained=True)
    expiration = datetime.fromtimestamp(new.expires_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _answer(
        state,
        "AssumeRole",
        f"<AssumedRoleUser><AssumedRoleId>{escape(_user_id(new))}</AssumedRoleId>"
        f"<Arn>{escape(_arn(new, partition))}</Arn></AssumedRoleUser>"
        f"<Credentials><AccessKeyId>{new.access_key_id}</AccessKeyId>"
        f"<SecretAccessKey>{new.secret_access_key}</SecretAccessKey>"
        f"<SessionToken>{new.session_token}</SessionToken><Expiration>{expiration}</Expiration></Credentials>",
    )


def _caller(state: State, request: Request) -> tuple[RoleKeys, str]:
    """Whose keys signed the request, and for which region."""
    match = _CREDENTIAL.search(request.headers.get("authorization", ""))
    if match is None:
        raise Refusal(error(403, "MissingAuthenticationToken", "Request is missing Authentication Token"))
    keys = state.keys.get(match[1])
    if keys is None or request.headers.get("x-amz-security-token") != keys.session_token:
        raise Refusal(
            error(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        )
    if keys.expires_at <= state.now():
        raise Refusal(error(403, "ExpiredToken", "The security token included in the request is expired"))
    if abs(state.behaviour.clock_ahead) > _MAXIMUM_SKEW:
        raise Refusal(
            error(403, "SignatureDoesNotMatch", _skewed(state, request.headers.get("x-amz-date", "")))
        )
    return keys, match[2]


def _skewed(state: State, signed: str) -> str:
    """The sentence in which STS says that the client's clock is off."""

    def stamp(seconds: float) -> str:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")

    now = state.now()
    if state.behaviour.clock_ahead > 0:
        limit = f"{stamp(now - _MAXIMUM_SKEW)} ({stamp(now)} - 15 min.)"
        return f"Signature expired: {signed} is now earlier than {limit}"
    limit = f"{stamp(now + _MAXIMUM_SKEW)} ({stamp(now)} + 15 min.)"
    return f"Signature not yet current: {signed} is still later than {limit}"


def _arn(keys: RoleKeys, partition: str) -> str:
    role = keys.role_name if keys.chained else reserved_role_name(keys.account_id, keys.role_name)
    return f"arn:{partition}:sts::{keys.account_id}:assumed-role/{role}/{keys.session_name}"


def _user_id(keys: RoleKeys) -> str:
    return f"AROADEMO{keys.account_id}X:{keys.session_name}"


def _answer(state: State, action: str, result: str) -> Response:
    body = (
        f'<{action}Response xmlns="{_NAMESPACE}"><{action}Result>{result}</{action}Result>'
        f"<ResponseMetadata><RequestId>{state.mint.opaque('request')}</RequestId></ResponseMetadata></{action}Response>"
    )
    return Response(200, body.encode(), "text/xml")
