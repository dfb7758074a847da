"""One diff for both front ends: what changes, a little of what is around it, and no secret."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ssoswitch.core.diff import DiffLine, diff_lines, unified
from ssoswitch.core.secret_lines import mask
from ssoswitch.model.plan import FileChange, FileKind, Plan

PATH = Path("/home/me/.aws/config")


def change(before: bytes | None, after: bytes | None, kind: FileKind = FileKind.CONFIG) -> FileChange:
    return FileChange(PATH, before, after, "a change", kind)


def test_shows_added_lines_with_their_numbers() -> None:
    lines = diff_lines(change(b"a\nb\nc\nd\ne\n", b"a\nb\nc\nd\ne\n\nf\n"), context=2)
    assert lines == (
        DiffLine("gap", None, None, ""),
        DiffLine("same", 4, 4, "d"),
        DiffLine("same", 5, 5, "e"),
        DiffLine("added", None, 6, ""),
        DiffLine("added", None, 7, "f"),
    )


def test_shows_gaps_between_changes_and_numbers_of_both_sides() -> None:
    before = b"".join(b"%d\n" % n for n in range(20))
    after = before.replace(b"\n3\n", b"\nthree\nmore\n").replace(b"15\n", b"")
    kinds = [
        (line.kind, line.old_number, line.new_number, line.text)
        for line in diff_lines(change(before, after), 1)
    ]
    assert kinds == [
        ("gap", None, None, ""),
        ("same", 3, 3, "2"),
        ("removed", 4, None, "3"),
        ("added", None, 4, "three"),
        ("added", None, 5, "more"),
        ("same", 5, 6, "4"),
        ("gap", None, None, ""),
        ("same", 15, 16, "14"),
        ("removed", 16, None, "15"),
        ("same", 17, 17, "16"),
        ("gap", None, None, ""),
    ]


def test_neighbouring_changes_share_their_context() -> None:
    lines = diff_lines(change(b"a\nb\nc\n", b"A\nb\nC\n"))
    assert [(line.kind, line.text) for line in lines] == [
        ("removed", "a"),
        ("added", "A"),
        ("same", "b"),
        ("removed", "c"),
        ("added", "C"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc\nd\n", b"a\nb\nx\nc\nd\n"),
        (b"a\nb", b"a\nb\nc\n"),
        (b"a\n" * 30 + b"b\n" + b"c\n" * 30, b"a\n" * 30 + b"c\n" * 30 + b"end\n"),
        (None, b"a\nb\n"),
        (b"x\n", None),
        (b"one\n", b""),
    ],
)
def test_patch_understands_the_unified_diff(
    before: bytes | None, after: bytes | None, tmp_path: Path
) -> None:
    target = tmp_path / "file"
    target.write_bytes(before or b"")
    text = unified(Plan("x", (change(before, after),)))
    patch = "\n".join(["--- file", "+++ file", *text.splitlines()[2:], ""])
    done = subprocess.run(
        ["git", "apply", "-p0", "-"], input=patch.encode(), cwd=tmp_path, capture_output=True
    )
    assert done.returncode == 0, (done.stderr, patch)
    assert (target.read_bytes() if target.exists() else b"") == (after or b"")


def test_an_empty_plan_has_no_diff() -> None:
    assert unified(Plan("nothing")) == ""


def test_names_files_that_come_or_go() -> None:
    made = unified(Plan("x", (change(None, b"a\n"),)))
    assert made == "--- /dev/null\n+++ /home/me/.aws/config\n@@ -0,0 +1 @@\n+a\n"
    assert "+++ /dev/null\n@@ -1 +0,0 @@\n" in unified(Plan("x", (change(b"a\n", None),)))


CREDENTIALS = b"""[a]
aws_access_key_id = AKIA1
aws_secret_access_key=canary
# aws_session_token: canary
  canary
x = canary
"""


def test_no_value_of_the_credentials_file_is_shown() -> None:
    text = unified(
        Plan("x", (change(CREDENTIALS, CREDENTIALS + b"[b]\nk = canary\n", FileKind.CREDENTIALS),)), 9
    )
    assert "canary" not in text
    assert "AKIA1" not in text
    assert "+[b]\n+k = ***\n" in text


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("aws_secret_access_key = canary", "aws_secret_access_key = ***"),
        ("  AWS_SECRET_ACCESS_KEY=canary", "  AWS_SECRET_ACCESS_KEY=***"),
        ("export AWS_SESSION_TOKEN='canary'", "export AWS_SESSION_TOKEN=***"),
        ("export DB_PASSWORD=canary", "export DB_PASSWORD=***"),
        ("# aws_secret_access_key = canary", "# aws_secret_access_key = ***"),
        ("GITHUB_TOKEN: canary", "GITHUB_TOKEN: ***"),
        ("region = eu-west-1", "region = eu-west-1"),
        ("web_identity_token_file = /x/token", "web_identity_token_file = /x/token"),
        ("sso_session = corp", "sso_session = corp"),
        ("[profile token = x]", "[profile token = x]"),
    ],
)
def test_what_is_secret_by_its_name_is_masked_in_every_file(line: str, shown: str) -> None:
    assert mask(line) == shown


def test_control_characters_are_shown_and_not_sent() -> None:
    lines = diff_lines(change(b"", b"a\x1b[31m\x07b\xff\tc\n"))
    assert lines[0].text == "a\\x1b[31m\\x07b\\xff\tc"
