"""AWS config files from the wild: each one a trap that some tool of this field has fallen into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botocore.configloader import build_profile_map, raw_config_parse
from botocore.exceptions import ConfigParseError

PLAIN = """\
[default]
region = eu-west-1
output = json

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile pay-prod]
sso_session = corp
sso_account_id = 333344445555
sso_role_name = AdministratorAccess
region = eu-west-1
"""

AWS_SSO_CLI = """\
[profile mine]
region = us-east-1

# BEGIN_AWS_SSO_CLI

[profile 012344553243:AWSAdministratorAccess]
credential_process = /usr/bin/aws-sso -u open -S "Default" process --arn arn:aws:iam::012344553243:role/Admin
region = us-east-2

# END_AWS_SSO_CLI
"""

READABLE: dict[str, bytes] = {
    "absent text": b"",
    "plain": PLAIN.encode(),
    "CRLF": PLAIN.replace("\n", "\r\n").encode(),
    "mixed line ends": PLAIN.replace("\n", "\r\n", 3).encode(),
    "no final newline": PLAIN.rstrip("\n").encode(),
    "CRLF, no final newline": PLAIN.rstrip("\n").replace("\n", "\r\n").encode(),
    "many blank lines at the end": (PLAIN + "\n\n\n\n").encode(),
    "blanks at the end, no newline": (PLAIN + "    ").encode(),
    "tabs at the end": (PLAIN + "\t\n").encode(),
    "one newline only": b"\n",
    "blanks only": b"   \n\t\n",
    "comment only": b"# nothing here yet\n",
    "comment only, no newline": b"; nothing here yet",
    "comment at the end": (PLAIN + "\n# the end").encode(),
    "header alone at the end": b"[profile a]\nregion = x\n[profile b]",
    "key without value at the end": b"[profile a]\nregion =",
    "lone CR inside": b"[profile a]\rregion = x\r[profile b]\rregion = y\n",
    "nested s3": b"[profile a]\ns3 =\n    max_concurrent_requests = 20\n    addressing_style = path\nregion = x\n",
    "nested s3 at the end": b"[profile a]\nregion = x\ns3 =\n  max_concurrent_requests = 20\n  use_accelerate = true",
    "nested with comments": b"[profile a]\ns3 =\n  # fast\n  max_bandwidth = 9MB/s\n\n  ; x\n  b = c\n",
    "continuation lines": b"[profile a]\nca_bundle = /a\n   /b\nregion = x\n",
    "indented keys": b"[profile a]\n  region = x\n  output = json\n",
    "indented header": b"[profile a]\nregion = x\n  [profile b]\n  region = y\n",
    "indented comments with =": b"[profile a]\n  # region = b\n  # region = c\nregion = x\n",
    "commented-out profiles": b"#[profile old]\n#region = x\n;[profile older]\n[profile a]\nregion = y\n",
    "comments between": b"# one\n[profile a]\n# two\nregion = x\n; three\n\n# of b\n[profile b]\n# four\nregion = y\n",
    "comment behind a header": b"[profile a] ; mine\nregion = x\n[profile b] # yours\nregion = y\n",
    "greedy header": b"[profile a] # see [x]\nregion = x\n[profile b]\nregion = y\n",
    "comment behind a value": b"[profile a]\nregion = eu-west-1 # Ireland\noutput = json ; always\n",
    "value that begins with #": b"[profile a]\nregion = #x\n",
    "default and profile default": b"[default]\nregion = a\n[profile default]\nregion = b\n",
    "profile default and default": b"[profile default]\nregion = b\n[default]\nregion = a\n",
    "quoted twice": b'[profile pay-stage]\nregion = a\n[profile "pay-stage"]\nregion = b\n',
    "quoted with blank": b"[profile \"a b\"]\nregion = a\n[profile 'c d']\nregion = b\n",
    "two blanks": b"[profile  a]\nregion = x\n",
    "tab in the header": b"[profile\ta]\nregion = x\n",
    "blanks in the brackets": b"[ profile a ]\nregion = x\n",
    "unbalanced quote": b"[profile it's]\nregion = x\n",
    "two words": b"[profile two words]\nregion = x\n",
    "no name": b"[profile]\nregion = x\n[profilex]\nregion = y\n",
    "backslash": b"[profile a\\b]\nregion = x\n",
    "bracket in the name": b"[profile a]b]\nregion = x\n",
    "hash in the name": b"[profile a#b]\nregion = x\n[profile c;d]\nregion = y\n",
    "percent and dots": b"[profile a%(x)s.y]\nregion = %(region)s\n",
    "at, slash, plus, colon": b"[profile a@b/c+d:e]\nregion = x\n",
    "unicode names": "[profile büro]\nregion = x\n[profile 支付]\nregion = y\n".encode(),
    "unicode comments": "# Zugänge für das Büro – bitte nicht löschen\n[profile a]\nregion = x\n".encode(),
    "line separator in a value": "[profile a]\nca_bundle = /a\u2028b\nregion = x\n".encode(),
    "colon delimiter": b"[profile a]\nregion: eu-west-1\noutput : json\n",
    "no blanks around =": b"[profile a]\nregion=eu-west-1\noutput=json\n",
    "aligned": b"[profile a]\nregion          = eu-west-1\noutput          = json\n",
    "capital keys": b"[profile a]\nRegion = eu-west-1\nOUTPUT = json\n",
    "values with =": b"[profile a]\ncredential_process = x --a=b --c='d e'\n",
    "start URL with #": b"[profile a]\nsso_start_url = https://corp.awsapps.com/start/#/\nsso_region = eu-west-1\n",
    "magic DEFAULT": b"[DEFAULT]\nregion = eu-west-1\n[profile a]\noutput = json\n",
    "DEFAULT at the end": b"[profile a]\noutput = json\n[DEFAULT]\nregion = eu-west-1",
    "services": b"[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n[profile a]\nservices = local\n",
    "plugins and preview": b"[plugins]\nx = y\n[preview]\ncloudsearch = true\n[profile a]\nregion = x\n",
    "plain section": b"[a]\nregion = x\n[profile b]\nregion = y\n",
    "empty sections": b"[profile a]\n[profile b]\n\n[profile c]\n",
    "static keys": b"[profile a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtn\n",
    "chain": b"[profile a]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\n[default]\n",
    "inline sso": b"[profile a]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n"
    b"sso_account_id = 012345678901\nsso_role_name = Admin\n",
    "session alone": b"[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start",
    "quoted sso-session": b'[sso-session "corp"]\nsso_start_url = https://corp.awsapps.com/start\n'
    b"sso_region = eu-west-1\n",
    "aws-sso-cli": AWS_SSO_CLI.encode(),
    "aws-sso-cli, CRLF": AWS_SSO_CLI.replace("\n", "\r\n").encode(),
    "aws-sso-cli without end": AWS_SSO_CLI.replace("# END_AWS_SSO_CLI\n", "").encode(),
    "other markers": b"# >>> granted >>>\n[profile a]\nregion = x\n# <<< granted <<<\n",
    "vertical tab and form feed": b"[profile a]\nregion = x\n\x0c\n\x0b\n",
    "NUL in a value": b"[profile a]\nregion = x\x00y\n",
    "NUL in a comment": b"# \x00\x00\n[profile a]\nregion = x\n",
    "escape in a comment": b"# \x1b[31mred\x1b[0m\n[profile a]\nregion = x\n",
    "very long line": b"[profile a]\nca_bundle = " + b"x" * 70_000 + b"\n",
    "leading blank lines": b"\n\n\n[profile a]\nregion = x\n",
    "key before nothing": b"# x = y\n\n[profile a]\n",
    "many": "".join(f"[profile p{i}]\nregion = eu-west-{i}\n\n" for i in range(300)).encode(),
}
"""Files that botocore reads; a profile can be added to each."""

BROKEN: dict[str, tuple[bytes, int | None]] = {
    "repeated section": (b"[profile a]\nregion = x\n[profile a]\noutput = json\n", 3),
    "repeated section, comment": (b"[profile a]\nregion = x\n[profile a] ; again\n", 3),
    "repeated key": (b"[profile a]\nregion = x\nregion = y\n", 3),
    "repeated key, other case": (b"[profile a]\nregion = x\nRegion = y\n", 3),
    "repeated key, colon": (b"[profile a]\nregion = x\nregion: y\n", 3),
    "BOM": (b"\xef\xbb\xbf[profile a]\nregion = x\n", 1),
    "BOM alone": (b"\xef\xbb\xbf", 1),
    "UTF-16": ("[profile a]\nregion = x\n".encode("utf-16"), 1),
    "Latin-1": ("# Büro\n[profile a]\nregion = x\n".encode("latin-1"), 1),
    "Latin-1 further down": ("[profile a]\nregion = x\n\n# für\n".encode("latin-1"), 4),
    "line without =": (b"[profile a]\nregion = x\nnonsense\n", 3),
    "text before a header": (b"region = x\n[profile a]\noutput = json\n", 1),
    "conflict markers": (b"[profile a]\n<<<<<<< HEAD\nregion = x\n=======\nregion = y\n>>>>>>> b\n", 2),
    "NUL padding": (b"[profile a]\nregion = x\n" + b"\0" * 64, 3),
    "unterminated header": (b"[profile a]\nregion = x\n[profile b\noutput = json\n", 3),
    "no header at all": (b"just some text\n", 1),
    "nested without =": (b"[profile a]\ns3 =\n  addressing_style\n", 3),
    "key without name": (b"[profile a]\n= x\n", 2),
    "lone CR at the end": (b"[profile a]\rregion = x\r", 2),
    "repeated DEFAULT key": (b"[DEFAULT]\na = 1\n[DEFAULT]\na = 2\n", 4),
}
"""Files that are refused, with the line that the message names."""


def botocore_map(data: bytes, folder: Path) -> dict[str, Any] | None:
    """What botocore makes of these bytes (nested blocks as raw text); None where it refuses them."""
    path = folder / "as-botocore-reads-it"
    path.write_bytes(data)
    try:
        raw_config_parse(str(path))
        profiles: dict[str, Any] = build_profile_map(raw_config_parse(str(path), parse_subsections=False))
        return profiles
    except ConfigParseError:
        return None
    finally:
        path.unlink()


def session(name: str, portal: str = "", region: str = "eu-west-1") -> str:
    """An [sso-session]; without `portal` its start URL is made of the name."""
    url = portal or f"https://{name}.awsapps.com/start"
    return f"[sso-session {name}]\nsso_start_url = {url}\nsso_region = {region}\n"


def profile(name: str, session_name: str) -> str:
    """A profile of one role of that sso-session."""
    return f"[profile {name}]\nsso_session = {session_name}\nsso_account_id = 111122223333\nsso_role_name = Admin\n"


def inline(name: str, portal: str, region: str = "eu-west-1") -> str:
    """A profile that holds its sso-session itself, in the older form."""
    return (
        f"[profile {name}]\nsso_start_url = {portal}\nsso_region = {region}\n"
        "sso_account_id = 111122223333\nsso_role_name = Admin\n"
    )
