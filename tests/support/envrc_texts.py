"""`.envrc` texts drawn from a grammar: what people write, what nobody should, each in the other, and slips in it.

Nothing in here may hurt when it is run, also not with a letter lost or one too many: no loop that could be endless,
no redirection outside of the folder, no command that removes anything. All is bytes, as in the files.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

Lines = st.SearchStrategy[bytes]

PLAIN_NAMES = st.from_regex(r"[a-z][a-z0-9_.@-]{0,11}", fullmatch=True)
HOSTILE_NAMES = st.one_of(
    st.text(st.sampled_from("ab1 -_'\"\\$`!#~*?[]{}()<>|&;=:%^@,+/é漢\u0301"), min_size=1, max_size=12),
    st.sampled_from(
        ["-n", "--", "~", "~root", "a:~b", "$(touch ran)", "`touch ran`", "${HOME}", "'", "\\", "a\\", "#x", "x #y",
         "{a,b}", "*", "=", "a=b", "!!", "\\1", "&", "%s", "\\n", "$'x'", '$"x"', "é漢字", "x'y\"z", "it's $(x)"]
    ),
)  # fmt: skip
NAMES = st.one_of(PLAIN_NAMES, HOSTILE_NAMES)


def _joined(*parts: st.SearchStrategy[bytes]) -> Lines:
    return st.tuples(*parts).map(b"".join)


def _of(*texts: str) -> Lines:
    return st.sampled_from([text.encode() for text in texts])


VALUES = _of(
    "old", "'old one'", '"old one"', "old\\ one", "\"a\"'b'c", "''", "", "$'old'", "\"it's\"", "'say \"x\"'", "a#b",
    "a=b", "é漢", "old-1.2@x", '"\\$HOME"', "'$HOME'", '"a\\\nb"', "'a\nb'",
)  # fmt: skip
COMPUTED = _of(
    "$HOME", '"$HOME/x"', "$(echo x)", '"$(echo "a b")"', "`echo x`", '"${AWS_PROFILE:-x}"', "${NOTHING:-a}", "~",
    "~/x", "$((1 + 2))", "${names[0]}", '"${HOME##*/}"', "$(case a in a) echo b;; esac)", "$(echo \"$(echo ')')\")",
    '"${NOTHING:-"a}b"}"', "$(cat <<E\nx)y\nE\n)", "${HOME:0:3}", "\"${HOME/'x'/y}\"",
)  # fmt: skip
OTHER_NAMES = _of("A", "B_2", "AWS_REGION", "AWS_PROFILE_NAME", "MY_AWS_PROFILE", "TF_VAR_x", "_")
BLANKS = _of(" ", " ", " ", "  ", "\t", " \\\n  ")
EXPORT = _of(
    "export", "export", "export", "export", "\\export", '"export"', "builtin export", "command export", "export --",
    "declare -gx", "typeset -gx", "export -n", "A=1 export",
)  # fmt: skip
TAILS = _of(
    "", "", "", "", "  # a comment", " # it's", ";", " ;", "; export Z=1", " Z=1", " && true", " || true", " | cat",
    " &", " >out", " 2>&1", " \\\n Z=2", "  # ends in \\", "\r", " # x\r", " ", "\t", " 3>out3", " <<<x",
)  # fmt: skip
INDENTS = _of("", "", "", "", "  ", "\t", "true; ", "true && ", "false || ", "! ", "time ", "A=1; ")
SETTINGS = _joined(INDENTS, EXPORT, BLANKS, _of("AWS_PROFILE="), st.one_of(VALUES, COMPUTED), TAILS)
"""AWS_PROFILE in all its forms of quoting, well set or not."""

OLD_SETTINGS = _joined(
    INDENTS,
    EXPORT,
    BLANKS,
    _of("", "A=1 "),
    _of("AWS_PROFILE="),
    _of("old", "'old'", '"old"', "o'l'd"),
    TAILS,
)
"""AWS_PROFILE set to `old`, in whatever form."""
PLAIN_EXPORTS = _joined(
    _of("export "), _of("A=", "B_2=", "FOO=", "AWS_REGION=", "TF_VAR_x="), VALUES, _of("", "", " # it's")
)
PLAIN_SETTINGS = _joined(
    _of("export AWS_PROFILE=", "  export AWS_PROFILE=", "export A=1 AWS_PROFILE="),
    VALUES,
    _of("", "", " # c"),
)
EXPORTS = _joined(
    INDENTS, EXPORT, BLANKS, OTHER_NAMES, _of("=", "=", "=", "+="), st.one_of(VALUES, COMPUTED), TAILS
)
PLAIN_WORDS = (
    "", "", "# a comment", "#!/usr/bin/env bash", "# it's \"quoted", "PATH_add bin", "dotenv_if_exists",
    "source_up_if_exists", "source_env_if_exists more.envrc", "watch_file more.envrc", "layout go",
    "layout node", "use_own() { export OWN=1; }\nuse own", "export REGION=eu-west-1",
    "unset AWS_SECRET_ACCESS_KEY", "if has nix; then\n  use nix\nfi", 'export B="$(basename "$PWD")"',
    "log_status 'hello; exit'", "names=(a 'b c')", "export KUBECONFIG=$PWD/kube",
    'case "$USER" in\n  nobody) export A=1 ;;\n  *) export A=2 ;;\nesac', ": done",
    "[[ -f .env ]] && dotenv .env", "export PATH=$PWD/bin:$PATH", "cat >out <<EOF\nexit\nEOF",
    "alias ll='ls -l'",
)  # fmt: skip
"""What stands in anybody's file, and keeps no line from working."""
ODD_WORDS = (
    "unset AWS_PROFILE", "unset AWS_PROFILE AWS_REGION", "unset ${!AWS_@}", "AWS_PROFILE=x",
    "AWS_PROFILE=x true", "AWS_PROFILE=x\nexport AWS_PROFILE", "export AWS_PROFILE", "env AWS_PROFILE=x true",
    "AWS_PROFILE+=y", "printf -v AWS_PROFILE x", "read -r AWS_PROFILE <<< 'a b'", ': "${AWS_PROFILE:=x}"',
    "for AWS_PROFILE in a b; do :; done", "eval 'export AWS_PROFILE=evaluated'", 'eval "export A=1"',
    "declare AWS_PROFILES=x", "declare -x FOO=1", "source_up", "source_env more.envrc", "dotenv", "dotenv .env",
    "source ./more.envrc", ". ./more.envrc", "use nothing", "strict_env", "unstrict_env", "strict_env true",
    "set -u", "set +u", "set -o pipefail", "set -x", "set +e", "set -f", "set -a", "set --", "set -- -e",
    "shopt -s nullglob", "set -C", "set +B", "set -o posix", "env_vars_required NO_SUCH_THING", ': "${HOME:?}"',
    "false", "no_such_command", "test -n ''", "trap 'echo x' INT", "trap", "enable -n echo", "exec 4>&1",
    "IFS=,", "shift", "exec >&2", "direnv_load env LOADED=1 direnv dump", "names=(a\n 'b c' # exit\n d)",
    "names+=(x)", "declare -A map=([a]=b [c]='d e')", "map[x]=y", "export É=1", "été=1", "naïve() { :; }",
    "# é漢 exit", "cat <<< 'exit'", "cat >out <<<exit", "n=$((1 << 2))", "(( 1 > 2 ))", "(( x = 1 << 3 ))",
    "[[ a == +(a) ]]", "[[ a < b && ( c > d || -n e ) ]]", '[[ "x" =~ ^(x|y)$ ]]', "[[ $HOME = *exit* ]]",
    "[ -n x ] && [ -z y ] || true", "for ((i=0;i<2;i++)); do :; done", "echo a \\\n  exit", "echo '\nexit\n'",
    'echo "\nreturn\n"', "cat >out <<-'END'\n\texit\n\tEND", "cat >out <<A <<B\nexit\nA\nexit\nB",
    "cat >out <<\\E\nexit $(\nE", 'cat >out <<"a b"\nexit\na b', "echo `echo exit`", "echo \\; exit",
    "echo {exit,return}", "echo $'it\\'s; exit'", 'x="${y:-\'}"', "x=${y:-\\}}", "echo \\# exit",
    "echo a#b; true # exit", "!", "echo x >&2 | cat", "echo x |& cat", "true & wait", "x=1 y=2 true", ">out",
    ">out echo x", "2>&1 true", "{ true; } >out", "exit() { :; }", "set -T", "shopt -s extdebug",
    "shopt -u sourcepath", "export AWS_ACCESS_KEY_ID=x", "export -p >out", "export -f has",
    "case x in (x) : ;& y) : ;;& *) ;; esac", "case exit in exit) : ;; esac", "case x in esac", "select_x=1",
    "function=1", "echo if then fi", "echo for x in exit; true",
    "if true; then :; elif exit; then :; else :; fi", "time -p true", "exit_code=0", "do_exit=1", "echo return",
    "true; # return", "command -v exit", "type exit >out", "hash -r", "ulimit -n", "umask 022",
)  # fmt: skip
"""What is unusual, hides a setting, or looks like an end of the file and is none."""
ENDS = (
    "return", "return 0", "exit", "exit 0", "exec true", "logout", "false || return", "true && exit 1",
    "[ -n x ] || exit", "die() { exit 1; }\ndie", "die() { echo \"$@\"; exit 1; }\nhas no_such_thing || die no",
    "die() ( exit 1 )\ndie", "first() { second; }\nsecond() { exit; }\nfirst", "if true; then return; fi",
    "if false; then exit; fi", "eval exit", "for x in a; do exit; done", "case x in x) return ;; esac",
    "{ exit; }", "( exit 1 )", "x=$(exit 1)", "exit | cat", "\\exit", "builtin return", "command exit",
    "true && { return; }", "! return", "time exit", "exit &", "set -e", "set -e\nfalse", "set -eu",
    "set -o errexit", "shopt -so errexit", "set -euo pipefail", "strict_env\nfalse", "set -u\necho $NO_SUCH",
    "trap 'echo x' EXIT", "trap - EXIT", "trap 'exit 1' ERR\nfalse", "trap 'return' ERR\nfalse",
    'trap "exit" DEBUG', "set -k", "set -o keyword", "set -t", "set -r", "readonly AWS_PROFILE",
    "readonly AWS_PROFILE=x", "declare -r AWS_PROFILE=x", "declare AWS_PROFILE=x", "local AWS_PROFILE",
    "typeset -x AWS_PROFILE=x", "declare -n AWS_PROFILE=A", "AWS_PROFILE=(a b)", "declare -gi AWS_PROFILE=1",
    "declare -gu AWS_PROFILE", "declare -ga AWS_PROFILE", "export() { :; }", "function export { :; }",
    "enable -n export", "shopt -s expand_aliases\nalias export=true", "exec 3>&-", "exec 4>&3-", "exec >&-",
    "direnv=x", ': "${NO_SUCH_THING:?}"', "declare -gr AWS_PROFILE=x", "f() { declare -gr AWS_PROFILE=x; }\nf",
    "lock() { readonly AWS_PROFILE; }\nlock", "builtin() { :; }", "__dump_at_exit() { :; }",
    "unset -f __dump_at_exit", "trap '' 0", "exec no_such_command", "kill_x=1; exit 3",
)  # fmt: skip
"""What ends the file, or keeps a later line from working: for some of it, only where it is reached."""
_KINDS = (SETTINGS, EXPORTS, _of(*PLAIN_WORDS), _of(*ODD_WORDS))
WORDS = st.one_of(*_KINDS, *_KINDS, _of(*ODD_WORDS), _of(*ENDS))

AROUND = (
    "if true; then\n%s\nfi", "if false; then\n%s\nfi", "if [[ -n $HOME ]]; then %s\nelse\n:\nfi",
    "for p in a b; do\n%s\ndone", "for p in a b\ndo %s\ndone", "while read -r line; do\n%s\ndone <<< 'a'",
    "{\n%s\n}", "(\n%s\n)", "{ %s\n} | cat", "{\n%s\n} &", "f%d() {\n%s\n}\nf%d", "f%d() {\n%s\n}",
    "function f%d {\n%s\n}\nf%d || true", "f%d () (\n%s\n)\nf%d", "function f%d() { %s\n}",
    'case "$HOME" in\n  /*)\n%s\n;;\nesac', "case x in\ny) %s\n;;\n*) : ;; esac", "x=$(\n%s\n)",
    'x="$(\n%s\n)"', "x=`\n%s\n`", "cat >out <<EOF\n%s\nEOF", "cat >out <<'EOF'\n%s\nEOF",
    "cat >out <<-EOF\n%s\n\tEOF", ": '\n%s\n'", ': "\n%s\n"', "eval '%s'", "[ -n x ] && {\n%s\n}",
    "[ -z x ] && {\n%s\n}", "true || {\n%s\n}", "! {\n%s\n}", "{\n%s\n} >out 2>&1", "( %s\n) || true",
    "if true\nthen\n%s\nfi >out", "cat >out <(cat <<'EOS'\n%s\nEOS\n)", "time {\n%s\n}",
    "case a in (a) %s\n;& b) :\nesac", "if ! {\n%s\n}; then :; fi", "cat <(\n%s\n) >out",
    "f%d() {\n%s\n} >out\nf%d", "f%d() for q in a; do\n%s\ndone\nf%d",
)  # fmt: skip


@st.composite
def _blocks(draw: st.DrawFn, inner: Lines) -> bytes:
    around = draw(st.sampled_from(AROUND))
    number = draw(st.integers(0, 99))
    body = b"\n".join(draw(st.lists(inner, min_size=1, max_size=3)))
    head, _, tail = around.partition("%s")
    return head.replace("%d", str(number)).encode() + body + tail.replace("%d", str(number)).encode()


PARTS: Lines = st.recursive(WORDS, _blocks, max_leaves=6)
SLIPS = "'\"\\$`(){}[]<>|&;#\n\r \t=!~*"


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A whole file; one in four has a slip in it, as of somebody who is in the middle of an edit."""
    text = b"\n".join(draw(st.lists(PARTS, max_size=6)))
    text = draw(_of("", "", "", "", "", "\ufeff", "#!/bin/bash\n", "\n\n")) + text
    text += draw(_of("\n", "\n", "\n", "\n", "", "\n\n", "\r\n", " ", "\\\n", "\\\\\n", "\t\n#\n"))
    if draw(st.integers(0, 9)) == 0:
        text = text.replace(b"\n", b"\r\n")
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text = text[:at] + draw(st.sampled_from(SLIPS)).encode() + text[at:]
        else:
            text = text[:at] + text[at + draw(st.integers(1, 4)) :]
    return text


@st.composite
def plain_texts(draw: st.DrawFn) -> bytes:
    """What anybody writes: nothing in it keeps a line at the end from working."""
    lines = st.one_of(PLAIN_EXPORTS, PLAIN_SETTINGS, _of(*PLAIN_WORDS))
    text = b"\n".join(draw(st.lists(lines, max_size=8)))
    return text + draw(_of("\n", "\n", "", "\n\n"))


def furnish(folder: Path) -> None:
    """The files beside and above it that the texts speak of."""
    (folder / ".env").write_bytes(b"DOTENV=1\nAWS_PROFILE=from-dotenv\n")
    (folder / "more.envrc").write_bytes(b"export MORE=1\nexport AWS_PROFILE=from-more\n")
    (folder.parent / ".envrc").write_bytes(b"export ABOVE=1\nexport AWS_PROFILE=from-above\n")
