"""What may be written as a key, a value or an identifier into the AWS files: an allow-list, asked before anything else.

A name comes from other people (account and role names are chosen by an administrator), and the file's grammar gives a
line break, a bracket or a ` #` a meaning. aws-cli and its kin took section headers and keys out of such names.
"""

from __future__ import annotations

import re
import unicodedata

from ssoswitch.core.profile_forms import ACCOUNT_ID, ROLE_NAME
from ssoswitch.model.errors import InvalidValue

REGION = re.compile(r"[a-z][a-z0-9-]{1,40}")
ROLE_ARN = re.compile(r"arn:aws[a-z0-9-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}", re.ASCII)
MFA_SERIAL = re.compile(
    r"arn:aws[a-z0-9-]*:iam::[0-9]{12}:mfa/[\w+=,.@/-]{1,256}|[A-Za-z0-9]{9,256}", re.ASCII
)
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
START_URL = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?")
_LOOPBACK_URL = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?(/[!-~]*)?")
OUTPUTS = ("json", "yaml", "yaml-stream", "text", "table", "off")
_KEY = re.compile(r"[a-z][a-z0-9_.-]*")
# fmt: off
_NEVER_EMPTY = frozenset((
    "account_id_endpoint_mode", "api_versions", "cli_auto_prompt", "cli_binary_format",
    "cli_timestamp_format", "defaults_mode", "ec2_metadata_service_endpoint_mode",
    "endpoint_discovery_enabled", "max_attempts", "metadata_service_num_attempts",
    "metadata_service_timeout", "output", "region", "request_checksum_calculation",
    "request_min_compression_size_bytes", "response_checksum_validation", "retry_mode", "s3",
    "s3_disable_express_session_auth", "services",
))
# fmt: on
"""Keys that botocore or the AWS CLI refuse without a value, and with them every call of the profile. Of others an
empty value is a way to say something: `cli_pager =` is "no pager"."""
_EMPTY = "is empty, and the AWS tools would fail with it"
_COMMENT = re.compile(r"(^|\s)[#;]")
# Control, format (bidi, zero width), surrogate, private use, unassigned, line and paragraph separator.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_key(key: str) -> None:
    """Raise InvalidValue unless it is a key that every AWS tool reads alike: lower case, no blank."""
    if not _KEY.fullmatch(key):
        raise InvalidValue(
            f"{shown(key)} cannot be a key of a profile. Nothing was written.",
            "A key is written in lower-case letters, digits and _ only, such as s3_use_arn_region.",
        )


def check_value(key: str, value: str) -> None:
    """Raise InvalidValue unless every AWS tool would read that value back as it is."""
    reason = _value_problem(value) if value or key not in _NEVER_EMPTY else _EMPTY
    if reason:
        raise InvalidValue(f"The value of {key} {reason}. Nothing was written.", "Give it another value.")


def _value_problem(value: str) -> str:
    if is_unsafe(value):
        return "has a control or invisible character in it"
    if value != value.strip():
        return "begins or ends with a blank"
    if _COMMENT.search(value):
        return "has a # or ; that some AWS tools take for a comment"
    return ""


def is_unsafe(text: str) -> bool:
    """Whether there is a character that does not show or that ends a line somewhere."""
    if text.isascii():
        return not text.isprintable()
    return any(unicodedata.category(c) in _UNSAFE for c in text)


def shown(text: str) -> str:
    """The text in quotes with what does not show made visible, for a message."""
    return repr(text if len(text) <= 80 else text[:79] + "…")


def check_account_id(text: str) -> None:
    """Raise InvalidValue unless it is twelve digits."""
    if not ACCOUNT_ID.fullmatch(text):
        raise InvalidValue(
            f"{shown(text)} is not an account ID. Nothing was written.", "An account ID has twelve digits."
        )


def check_role_name(text: str) -> None:
    """Raise InvalidValue unless it is a role name as IAM allows it."""
    if not ROLE_NAME.fullmatch(text):
        raise InvalidValue(
            f"{shown(text)} is not a role name. Nothing was written.",
            "A role name has up to 64 letters, digits and + = , . @ _ - only.",
        )


def check_region(text: str) -> None:
    """Raise InvalidValue unless it has the form of a region."""
    if not REGION.fullmatch(text):
        raise InvalidValue(
            f"{shown(text)} is not a region. Nothing was written.", "A region looks like eu-west-1."
        )


def check_output(text: str) -> None:
    """Raise InvalidValue unless it is an output format of the AWS CLI."""
    if text not in OUTPUTS:
        raise InvalidValue(
            f"{shown(text)} is not an output format. Nothing was written.", f"One of: {', '.join(OUTPUTS)}."
        )


def check_start_url(text: str) -> None:
    """Raise InvalidValue unless it is an https address (http on loopback is the demo's)."""
    if not START_URL.fullmatch(text) and not _LOOPBACK_URL.fullmatch(text):
        raise InvalidValue(
            f"{shown(text)} is not a start URL. Nothing was written.",
            "It looks like https://example.awsapps.com/start.",
        )


def check_role_arn(text: str) -> None:
    """Raise InvalidValue unless it is the ARN of an IAM role."""
    if not ROLE_ARN.fullmatch(text):
        raise InvalidValue(
            f"{shown(text)} is not the ARN of a role. Nothing was written.",
            "It looks like arn:aws:iam::123456789012:role/Deploy.",
        )


def check_duration(seconds: int) -> None:
    """Raise InvalidValue unless AssumeRole takes that many seconds: 900 to 43,200."""
    if not 900 <= seconds <= 43_200:
        raise InvalidValue(
            f"{seconds} seconds is no length of a role session. Nothing was written.",
            "It is 900 (15 minutes) to 43200 (12 hours), and the role's own maximum may be lower.",
        )


def check_external_id(text: str) -> None:
    """Raise InvalidValue unless STS takes it as an external id."""
    if not EXTERNAL_ID.fullmatch(text):
        raise InvalidValue(
            f"{shown(text)} is not an external ID. Nothing was written.",
            "It has 2 to 1224 letters, digits and + = , . @ : / - only.",
        )


def check_mfa_serial(text: str) -> None:
    """Raise InvalidValue unless it is the ARN of an MFA device or the serial number of one."""
    if not MFA_SERIAL.fullmatch(text):
        raise InvalidValue(
            f"{shown(text)} is not an MFA serial. Nothing was written.",
            "It looks like arn:aws:iam::123456789012:mfa/anna, or is a device's serial number.",
        )
