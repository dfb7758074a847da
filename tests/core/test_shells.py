"""Quoting and the hooks, asked of the shells themselves."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssoswitch.core.shells import SHELLS, export_lines, hook, hook_hint, quote, set_line, shell_of, unset_line
from ssoswitch.model.errors import InvalidValue
from tests.support.neighbours import SHELLS as INSTALLED
from tests.support.neighbours import has

HOSTILE = (
    "plain",
    "a b", "", "'", '"', "''", "it's", "a\\", "\\'", "$(touch ran)", "`touch ran`", "$HOME", "${x:-y}", "!!", "!x",
    "*", "?", "[a]", "{a,b}", "~", "~root", "a:~b", "-n", "--", "#c", "; touch ran", "&& touch ran", "| touch ran",
    "> ran",
    "é ü", "\u2018x\u2019", "%d%n", "a=b", "(x)", "^x", "\\n", "x'; touch ran; '", "');touch ran;('", "\u200bx",
)  # fmt: skip


def ask(shell: str, script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    options = {"bash": ["--noprofile", "--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    env = {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", **variables}
    return subprocess.run(
        [shell, *options],
        input=script,
        cwd=folder,
        env=env,
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )


def variables_of(output: str) -> dict[str, str]:
    return dict(line.partition("=")[::2] for line in output.split("\0") if line)


@pytest.mark.parametrize("shell", INSTALLED)
def test_every_value_arrives_and_nothing_runs(shell: str, tmp_path: Path) -> None:
    values = {f"AWS_X{number}": text for number, text in enumerate(HOSTILE)}
    done = ask(shell, export_lines(shell, values, ["AWS_GONE"]) + "env -0\n", tmp_path, AWS_GONE="1")
    got = variables_of(done.stdout)
    assert {name: got.get(name) for name in values} == values
    assert "AWS_GONE" not in got
    assert not (tmp_path / "ran").exists()
    assert done.stderr == ""


@given(
    st.text(
        st.characters(
            blacklist_categories=["Cc", "Cs", "Zl", "Zp"],
            blacklist_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ),
        max_size=20,
    )
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_bash_reads_any_text_back(text: str) -> None:
    script = f"printf %s {quote('bash', text)}"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc"], input=script.encode(), capture_output=True, check=True, timeout=30,
        env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
    )  # fmt: skip
    assert done.stdout.decode() == text


@pytest.mark.parametrize("shell", [*SHELLS, "windows-cmd"])
@pytest.mark.parametrize("text", ["a\nb", "a\rb", "\0", "\x1b[31m", "a\u2028b", "\x85", "\x9b", "\u202e"])
def test_control_characters_are_refused(shell: str, text: str) -> None:
    with pytest.raises(InvalidValue):
        quote(shell, text)


def test_powershell_and_cmd_by_their_rules() -> None:
    assert quote("powershell", "it's $(x)") == "'it''s $(x)'"
    assert (
        quote("powershell", "\u2018\u2019\u201a\u201b")
        == "'\u2018\u2018\u2019\u2019\u201a\u201a\u201b\u201b'"
    )
    assert set_line("powershell", "AWS_PROFILE", "a") == "$Env:AWS_PROFILE = 'a'"
    assert (
        unset_line("powershell", "AWS_PROFILE") == "Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue"
    )
    assert set_line("windows-cmd", "AWS_PROFILE", "a+/=b") == "set AWS_PROFILE=a+/=b"
    assert set_line("windows-cmd", "AWS_PROFILE", "a & b") == 'set "AWS_PROFILE=a & b"'
    assert unset_line("windows-cmd", "AWS_PROFILE") == "set AWS_PROFILE="
    for text in ('"', "%PATH%", "!x!", "^"):
        with pytest.raises(InvalidValue):
            quote("windows-cmd", text)
    with pytest.raises(InvalidValue):
        quote("tcsh", "a")
    with pytest.raises(InvalidValue):
        set_line("bash", "A B", "x")
    with pytest.raises(InvalidValue):
        hook("tcsh")


@pytest.mark.parametrize(
    ("variables", "shell"),
    [
        ({}, "bash"),
        ({"SHELL": "/usr/bin/zsh"}, "zsh"),
        ({"SHELL": "/bin/tcsh"}, "bash"),
        ({"SHELL": "/usr/bin/pwsh"}, "powershell"),
        ({"SHELL": "/bin/zsh", "SSOSWITCH_SHELL": "fish"}, "fish"),
        ({"SSOSWITCH_SHELL": "$(id)", "SHELL": "/bin/fish"}, "fish"),
    ],
)
def test_the_shell_to_print_for(variables: dict[str, str], shell: str) -> None:
    assert shell_of(variables) == shell
    assert f"shell-init {shell}" in hook_hint(shell)


# The hooks, around a program that prints what it is told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a program `ssoswitch` that prints the file `says` and notes how it was called."""
    program = tmp_path / "bin" / "ssoswitch"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'if [ -n "$_SSOSWITCH_COMPLETE" ]; then printf "%s|%s|%s\\n" "$_SSOSWITCH_COMPLETE" "$COMP_WORDS" "$COMP_CWORD"'
        " >> asked; cat completions; exit; fi\n"
        'printf "%s|%s|%s\\n" "$SSOSWITCH_SHELL" "$SSOSWITCH_PREVIOUS" "$*" >> asked\n'
        "cat says\nexit ${CODE:-0}\n"
    )
    program.chmod(0o755)
    return tmp_path


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text().splitlines()


SHOW = """printf '[%s][%s]\\n' "$AWS_PROFILE" "$AWS_ACCESS_KEY_ID"\n"""


@pytest.mark.parametrize("shell", INSTALLED)
def test_use_takes_effect(shell: str, folder: Path) -> None:
    for text in (name for name in HOSTILE if name):
        (folder / "says").write_text(export_lines(shell, {"AWS_PROFILE": text}, ["AWS_ACCESS_KEY_ID"]))
        (folder / "asked").write_text("")
        done = ask(shell, hook(shell) + "ssoswitch use x\n" + SHOW, folder, AWS_ACCESS_KEY_ID="AKIA")
        assert done.stdout == f"[{text}][]\n", (text, done.stderr)
        assert done.stderr == ""
        assert not (folder / "ran").exists()
    assert asked(folder) == [f"{shell}||use x"]


@pytest.mark.parametrize("shell", INSTALLED)
def test_the_previous_profile_is_the_shells_own(shell: str, folder: Path) -> None:
    (folder / "says").write_text(export_lines(shell, {"AWS_PROFILE": "new"}))
    ask(shell, hook(shell) + "ssoswitch use new\nssoswitch use -\n", folder, AWS_PROFILE="old")
    assert asked(folder) == [f"{shell}||use new", f"{shell}|old|use -"]


@pytest.mark.parametrize("shell", INSTALLED)
@pytest.mark.parametrize(
    "says",
    [
        "touch ran\n",
        "export AWS_PROFILE=x; touch ran\n",
        "export AWS_PROFILE=$(touch ran)\n",
        "export AWS_PROFILE=`touch ran`\n",
        'export AWS_PROFILE="$(touch ran)"\n',
        "export AWS_PROFILE='x\ntouch ran'\n",
        "export AWS_PROFILE='x''\n",
        "export PATH=/nowhere\n",
        "export AWS_PROFILE=x\ntouch ran\n",
        "unset PATH\n",
        "set -gx AWS_PROFILE (touch ran)\n",
        "set -gx AWS_PROFILE 'x'; touch ran\n",
        "set -gx PATH '/nowhere'\n",
        "set -e PATH\n",
        "some words\n\nof a message\n",
    ],
)
def test_anything_else_is_printed_and_never_run(shell: str, says: str, folder: Path) -> None:
    (folder / "says").write_text(says)
    done = ask(shell, hook(shell) + "ssoswitch\n" + SHOW, folder, AWS_PROFILE="before")
    assert done.stdout == f"{says}[before][]\n"
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("shell", INSTALLED)
def test_a_failure_changes_nothing_and_its_code_is_passed_on(shell: str, folder: Path) -> None:
    (folder / "says").write_text(export_lines(shell, {"AWS_PROFILE": "new"}))
    code = "$status" if shell == "fish" else "$?"
    done = ask(
        shell,
        f"{hook(shell)}ssoswitch use x\necho {code}\n{SHOW}",
        folder,
        CODE="3",
        AWS_PROFILE="before",
    )
    assert done.stdout.splitlines()[-2:] == ["3", "[before][]"]


@pytest.mark.parametrize("shell", INSTALLED)
def test_other_commands_are_passed_on_untouched(shell: str, folder: Path) -> None:
    (folder / "says").write_text(export_lines(shell, {"AWS_PROFILE": "new"}))
    script = (
        hook(shell)
        + "ssoswitch list 'a b'\nssoswitch -S corp credentials x\nssoswitch corp\nssoswitch --session list use a\n"
    )
    done = ask(shell, script + SHOW, folder)
    assert asked(folder) == [
        "||list a b",
        "||-S corp credentials x",
        f"{shell}||corp",
        f"{shell}||--session list use a",
    ]
    assert done.stdout.count("AWS_PROFILE") == 2
    assert done.stdout.splitlines()[-1] == "[new][]"


def test_bash_completion_quotes(folder: Path) -> None:
    (folder / "completions").write_text(
        "plain,pay-prod\nplain,$(touch ran)\nplain,a b\nplain,*\nplain,it's,x\n"
    )
    script = hook("bash") + (
        "COMP_WORDS=(ssoswitch use p) COMP_CWORD=2; __ssoswitch_complete; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
        "complete -p ssoswitch\n"
        "COMP_WORDS=(ssoswitch use \\'p) COMP_CWORD=2; __ssoswitch_complete; printf '<%s>\\n' \"${COMPREPLY[@]}\"\n"
    )
    done = ask("bash", script, folder)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[:5] == ["pay-prod", r"\$\(touch\ ran\)", r"a\ b", r"\*", r"it\'s\,x"]
    assert lines[5] == "complete -F __ssoswitch_complete ssoswitch"
    assert "<$(touch ran)>" in lines
    assert not any("it's" in line for line in lines[6:])
    assert asked(folder)[0] == "bash_complete|ssoswitch use p|2"
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    ("line", "words", "asks", "offers"),
    [
        ("ssoswitch use dev@c", "use dev @ c", "use dev@c", "corp"),
        ("ssoswitch use dev@", "use dev @", "use dev@", "corp"),
        ("ssoswitch  use\tdev@c", "use dev @ c", "use dev@c", "corp"),
        ("ssoswitch envrc --profile=dev@c", "envrc --profile = dev @ c", "envrc --profile=dev@c", "corp"),
        ("ssoswitch envrc --profile=de", "envrc --profile = de", "envrc --profile=de", "dev@corp"),
        ("ssoswitch use de", "use de", "use de", "dev@corp"),
        ("ssoswitch use ", "use ''", "use ", "dev@corp"),
    ],
)
def test_bash_completion_where_bash_parts_a_word(
    folder: Path, line: str, words: str, asks: str, offers: str
) -> None:
    (folder / "completions").write_text("plain,dev@corp\n")
    count = len(words.split())
    script = f"set -u\n{hook('bash')}COMP_LINE=$'{line}' COMP_WORDS=(ssoswitch {words}) COMP_CWORD={count}\n"
    done = ask("bash", f'{script}__ssoswitch_complete; printf "%s\\n" "${{COMPREPLY[@]}}"\n', folder)
    assert (done.stdout, done.stderr) == (f"{offers}\n", "")
    assert asked(folder) == [f"bash_complete|ssoswitch {asks}|{len(asks.split(' '))}"]


@pytest.mark.parametrize(
    ("words", "typed", "offers"),
    [
        ("exec dev -- basena", 0, "basename\n"),
        ("exec dev@corp -- basena", 0, "basename\n"),
        ("exec dev -- ls basena", 1, ""),
    ],
)
def test_bash_completes_commands_by_itself(folder: Path, words: str, typed: int, offers: str) -> None:
    (folder / "completions").write_text(f"command,{typed}\n")
    apart = words.replace("@", " @ ")
    script = (
        f"set -u\n{hook('bash')}COMP_LINE='ssoswitch {words}' COMP_WORDS=(ssoswitch {apart})\n"
        'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); __ssoswitch_complete; printf "%s" "${COMPREPLY[@]/%/$\'\\n\'}"\n'
    )
    done = ask("bash", script, folder)
    assert (done.stdout, done.stderr) == (offers, "")


def test_bash_hands_a_command_on_with_where_it_begins(folder: Path) -> None:
    (folder / "completions").write_text("command,2\n")
    script = (
        f'{hook("bash")}_command_offset() {{ echo "${{COMP_WORDS[@]:$1}}|$IFS|"; }}\n'
        "COMP_LINE='ssoswitch exec dev@corp -- aws s3 l' COMP_CWORD=8\n"
        "COMP_WORDS=(ssoswitch exec dev @ corp -- aws s3 l); __ssoswitch_complete\n"
    )
    assert ask("bash", script, folder).stdout == "aws s3 l| \t\n|\n"


@pytest.mark.parametrize(
    ("shell", "options"),
    [
        ("bash", "set -euo pipefail"),
        ("bash", "set -o posix -eu; IFS=x"),
        ("zsh", "setopt ksh_arrays sh_word_split nounset err_return"),
        (
            "zsh",
            "setopt glob_subst null_glob ksh_glob posix_builtins extended_glob rc_expand_param warn_create_global",
        ),
    ],
)
def test_the_hook_works_whatever_the_shell_s_options(shell: str, options: str, folder: Path) -> None:
    if not has(shell):
        return
    (folder / "says").write_text(export_lines(shell, {"AWS_PROFILE": "a [b] *"}, ["AWS_ACCESS_KEY_ID"]))
    done = ask(
        shell,
        f"{options}\n{hook(shell)}ssoswitch use x\nprintf '[%s]\\n' \"$AWS_PROFILE\"\n",
        folder,
        AWS_PROFILE="b",
    )
    assert (done.stdout, done.stderr) == ("[a [b] *]\n", "")


def test_zsh_completes_also_where_compinit_comes_later(folder: Path) -> None:
    if not has("zsh"):
        return
    script = (
        f"setopt ksh_arrays nounset\n{hook('zsh')}compdef() {{ printf '%s\\n' \"$*\"; }}\n"
        'for each in "${precmd_functions[@]}"; do $each; done\nprintf "%s\\n" "${#precmd_functions[@]}"\n'
    )
    done = ask("zsh", script, folder)
    assert (done.stdout, done.stderr) == ("__ssoswitch_complete ssoswitch\n0\n", "")


def test_fish_completion(folder: Path) -> None:
    if not has("fish"):
        return
    (folder / "completions").write_text("plain,pay-prod\nplain,$(touch ran)\nplain,pa b,c\n")
    done = ask("fish", hook("fish") + "complete -C 'ssoswitch use p'\n", folder)
    assert done.stderr == ""
    assert set(done.stdout.splitlines()) == {"pay-prod", "pa b,c"}
    assert asked(folder) == ["bash_complete|ssoswitch use p|2"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_hook_binds_no_key_and_is_ascii(shell: str) -> None:
    text = hook(shell)
    assert text.isascii()
    assert not re.search(r"\bbind(key)?\b|Set-PSReadLineKeyHandler", text)
    assert not re.search("@[A-Z_]+@", text), "a place that was not filled in"


def test_the_powershell_hook_evaluates_nothing() -> None:
    text = hook("powershell")
    assert "Invoke-Expression" not in text
    assert text.count("{") == text.count("}")
    pattern = re.search(r"\$setting = '(.*)'\n", text)
    assert pattern is not None
    # .NET's \z is Python's \Z; a doubled quote is one quote in a PowerShell string.
    setting = re.compile(pattern.group(1).replace("''", "'").replace(r"\z", r"\Z"))
    for value in HOSTILE:
        assert setting.match(set_line("powershell", "AWS_PROFILE", value)), value
    for line in (
        "$Env:AWS_PROFILE = 'a'; rm x",
        "$Env:AWS_PROFILE = 'a'b'",
        '$Env:AWS_X = "$(x)"',
        "$Env:PATH = 'x'",
    ):
        assert not setting.match(line), line
