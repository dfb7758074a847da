"""Names as a hostile administrator, repository or environment would choose them, and what a terminal must not get."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.organization import Organization
from ssoswitch.model.environment import Environment
from tests.support.environments import make_environment
from tests.support.signing_in import environment_for

CONTROLS = "".join(
    chr(code)
    for code in (
        *range(0x20),
        0x7F,
        *range(0x80, 0xA0),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        0x200E,
        0x61C,
    )
)
"""Each of S1's characters, and the two marks of direction beside them."""
SEQUENCES = (
    "\x1b]52;c;aGFja2Vk\x07", "\x1b[2J\x1b[H", "\x9b2J", "\x1b]8;;http://evil/\x1b\\x", "\x1bPq\x1b\\",
    "\x1b]0;pwned\x07", "\x1b[?1049l", "\r\nfoo", "\x1bc", "\x1b[6n", "\x9d0;pwned\x9c", "\x1b_G\x1b\\",
)  # fmt: skip
_IN_A_FILE = [each for each in CONTROLS if each not in "\n\r\0"]
_SEQUENCE = re.compile(
    rb"\x1b\[([<=>?]?)[0-9;:]*([ -/]*[@-~])"  # CSI: private mark, final byte
    rb"|(\x1b\][^\x07\x1b]*)(?:\x07|\x1b\\)"  # OSC, as it is
    rb"|\x1b([PX^_]).*?\x1b\\"  # the other strings
    rb"|\x1b([ -/]*[0-Z\\^-~])",  # the rest
    re.DOTALL,
)


def organization(*, hostile: bool) -> Organization:
    """An account for each character and sequence; the same accounts with plain names."""
    names = [f"Q{each}Z" for each in (*CONTROLS, *SEQUENCES)]
    return Organization.of(
        *(
            (
                f"{100000000000 + number}",
                name if hostile else f"Q{number}Z",
                f"{name if hostile else number}@example.com",
                ("AdministratorAccess", "ReadOnlyAccess"),
            )
            for number, name in enumerate(names)
        )
    )


def hostile_environment(center: FakeIdentityCenter, tmp_path: Path) -> Environment:
    """A machine on which everything that has a name has a hostile one: profiles, sessions, folders, variables."""
    env = environment_for(center, tmp_path)
    text = env.config_file.read_text(encoding="utf-8")
    for number, each in enumerate(_IN_A_FILE):
        text += (
            f"\n[profile P{each}Y{number}]\nsso_session = corp\nsso_account_id = {100000000000 + number}\n"
            f"sso_role_name = ReadOnlyAccess\nregion = e{each}u\noutput = o{each}x\n"
        )
    for each in SEQUENCES[:3]:
        text += f"\n[profile x{each}]\ncredential_process = foo{each}\n"
        text += f"\n[sso-session s{each}]\nsso_start_url = https://x{each}.awsapps.com/start\nsso_region = us{each}\n"
    env.config_file.write_text(text, encoding="utf-8")
    work = env.home / "w\x1b]0;evil\x07\u202e" / "p\x9b2J"
    work.mkdir(parents=True)
    (work / ".envrc").write_text(
        "export AWS_PROFILE='P\x1bY27'\n# \x1b]52;c;aGFja2Vk\x07\n", encoding="utf-8"
    )
    variables = {
        **env.variables,
        "AWS_PROFILE": "P\x1b]0;evil\x07\x9b2J",
        "AWS_REGION": "eu\x1b[2J",
        "AWS_DEFAULT_PROFILE": "z\x9b1m",
    }
    return make_environment(tmp_path, variables, working_directory=work)


def obeyed(data: bytes) -> tuple[set[bytes], Counter[str]]:
    """What a terminal would do for these bytes: the kinds of sequences, and the control characters between them."""
    kinds: set[bytes] = set()

    def note(match: re.Match[bytes]) -> bytes:
        kinds.add(b"".join(part or b"" for part in match.groups()))
        return b""

    rest = _SEQUENCE.sub(note, data).decode("utf-8", "replace")
    return kinds, Counter(each for each in rest if each in CONTROLS)
