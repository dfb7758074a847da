"""The pasted thing: an account id, an ARN, a reserved role name, a console or portal address, and what it means."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from ssoswitch.core.console import HOSTS, is_console_host, partition_of_console, region_of
from ssoswitch.core.start_urls import partition_of_region
from ssoswitch.model.frozen import frozen

_ID = re.compile(r"\d{12}|\d{4}-\d{4}-\d{4}")
_ARN = re.compile(r"arn:(aws[a-z-]*):([a-z0-9-]*):((?:[a-z]{2,4}(?:-[a-z]+)+-\d{1,2})?):(\d{12}|aws)?:(\S+)")
_RESERVED = re.compile(r"AWSReservedSSO_([\w+=,.@-]{1,32})_[0-9a-f]{16}")
_SESSION_HOST = re.compile(r"(\d{12})-[a-z0-9]{8}\.")


@frozen
class Pasted:
    """What a pasted text says. Empty fields are what it does not say."""

    what: str
    """What kind of thing it is: account id, ARN, role name, console page, portal link."""
    account_id: str = ""
    role_name: str = ""
    destination: str = ""
    """A console page that `o` opens."""
    region: str = ""


def understand(text: str) -> Pasted | None:
    """What the text says, None where it is an ordinary search."""
    text = text.strip()
    if _ID.fullmatch(text):
        return Pasted("account id", account_id=text.replace("-", ""))
    if match := _RESERVED.fullmatch(text):
        return Pasted("role name", role_name=match.group(1))
    if text.startswith("arn:") and (match := _ARN.fullmatch(text)):
        return _from_arn(text, match)
    if text.startswith(("https://", "http://")):
        return _from_address(text)
    return None


def _from_arn(text: str, match: re.Match[str]) -> Pasted:
    partition, service, region, account_id, resource = match.groups()
    role = ""
    if service in ("iam", "sts"):
        name = resource.split("/")
        if name[0] == "assumed-role" and len(name) > 1:
            role = _plain_role(name[1])
        elif name[0] == "role":
            role = _plain_role(name[-1])
    page = "" if role else _page_of(partition, service, region, resource, text)
    account_id = (
        account_id if account_id != "aws" else ""
    )  # a resource of AWS's own, such as a managed policy
    return Pasted("ARN", account_id=account_id or "", role_name=role, destination=page, region=region)


def role_page(text: str) -> str:
    """IAM's own page of the role whose ARN that is; empty for any other text, also for an assumed role's."""
    match = _ARN.fullmatch(text.strip())
    if match is None or match.group(2) != "iam" or not match.group(5).startswith("role/"):
        return ""
    hosts = HOSTS.get(match.group(1))
    if hosts is None:
        return ""
    name = quote(match.group(5).rpartition("/")[2], safe="")
    where = hosts.default_region
    return f"https://{where}.{hosts.console}/iam/home?region={where}#/roles/details/{name}"


def _plain_role(name: str) -> str:
    """The permission set behind a role's name: `AWSReservedSSO_Admin_0123456789abcdef` is `Admin`."""
    match = _RESERVED.fullmatch(name)
    return match.group(1) if match else name


def _page_of(partition: str, service: str, region: str, resource: str, arn: str) -> str:
    """The console page of a resource: the ones with a stable address, else the console's own resolver of ARNs."""
    if partition not in HOSTS or (region and partition_of_region(region) != partition):
        return ""
    host = HOSTS[partition].console
    regional = f"{region}.{host}" if region else host
    if service == "s3" and resource:
        bucket, _, key = resource.partition("/")
        prefix = f"?prefix={quote(key, safe='/')}" if key and key != "*" else ""
        return f"https://{host}/s3/buckets/{quote(bucket, safe='')}{prefix}"
    if service == "lambda" and region and resource.startswith("function:"):
        name = quote(resource.split(":")[1], safe="")
        return f"https://{regional}/lambda/home?region={region}#/functions/{name}"
    return f"https://{regional}/go/view?arn={quote(arn, safe='')}"


def _from_address(text: str) -> Pasted | None:
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    partition = partition_of_console(host)
    if partition is not None and is_console_host(host, partition) and parts.scheme == "https":
        match = _SESSION_HOST.match(host)
        page = text
        if match:
            # A multi-session host belongs to one browser's session: the page is the same without it.
            page = text.replace(parts.netloc, host[match.end() :], 1)
        return Pasted(
            "console page",
            account_id=match.group(1) if match else "",
            destination=page,
            region=region_of(page) or "",
        )
    if parts.fragment.startswith("/console?"):
        query = parse_qs(parts.fragment.partition("?")[2])
        account_id = query.get("account_id", [""])[0]
        if re.fullmatch(r"\d{12}", account_id):
            return Pasted(
                "portal link",
                account_id=account_id,
                role_name=query.get("role_name", [""])[0],
                destination=query.get("destination", [""])[0],
            )
    return None
