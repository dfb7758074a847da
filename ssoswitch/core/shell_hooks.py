r"""The hooks of `ssoswitch shell-init`: a function of the program's own name around the program.

A program cannot change the environment of the shell that called it, so the function captures what `use` and the
screen print on stdout (the screen itself is drawn on stderr) and evaluates it: only if every single line sets or
unsets an AWS_* variable, else it is printed. Every other command is passed on untouched, pipes and all.

Completion asks the program with Click's `bash` protocol ("type,value" on each line), in every shell, because that one
never changed between Click's versions. Click's own bash function puts values on the command line unquoted; a
profile named `$(…)` would run there when Enter follows, so these quote. No key is bound. A type of ours is "command,N":
this is the command of `exec`, N of its words stand before the cursor, and the shell itself knows what follows.
"""

from __future__ import annotations

# Commands whose output is theirs alone. What is not here is a query of the screen, or `use`.
_DIRECT = [
    "login", "logout", "status", "whoami", "list", "sync", "session", "profile", "envrc", "console", "exec",
    "credentials", "undo", "history", "shell-init", "doctor", "demo-server",
]  # fmt: skip
# Options that take the next word, so that it is not taken for a command.
_WITH_VALUE = ["-S", "--session", "--accounts"]

_POSIX = r"""# ssoswitch: switching the AWS profile of this shell.
ssoswitch() {
  @LOCAL_OPTIONS@
  local word verb= skip= out code=0 before=${AWS_PROFILE-}
  for word in "$@"; do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $word in
      @WITH_VALUE@) skip=1 ;;
      -*) ;;
      *) verb=$word; break ;;
    esac
  done
  case $verb in
    @DIRECT@) command ssoswitch "$@"; return $? ;;
  esac
  out=$(SSOSWITCH_SHELL=@SHELL@ SSOSWITCH_PREVIOUS="${__ssoswitch_previous-}" command ssoswitch "$@") || code=$?
  if [ -n "$out" ]; then
    if [ "$code" -eq 0 ] && __ssoswitch_only_exports "$out"; then
      eval "$out"
      [ "${AWS_PROFILE-}" = "$before" ] || __ssoswitch_previous=$before
    else
      printf '%s\n' "$out"
    fi
  fi
  return "$code"
}
__ssoswitch_only_exports() {
  @LOCAL_OPTIONS@
  local line pattern
  pattern="^(unset AWS_[A-Z0-9_]+|export AWS_[A-Z0-9_]+=([A-Za-z0-9@%+=:,./_-]|'[^']*'|\"'\")*)\$"
  while IFS= read -r line; do
    [[ $line =~ $pattern ]] || return 1
  done <<< "$1"
}
"""

_BASH_COMPLETION = r"""__ssoswitch_complete() {
  local line kind value word typed= current= before= rest index=0 IFS=' '
  local -a words=() starts=()
  rest=${COMP_LINE-${COMP_WORDS[*]}}
  # Bash parts words at @ : = as well, and replaces what follows the last of these alone.
  for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    case $rest in
      ' '*|$'\t'*) words+=("$current") starts+=("$index") current= before= ;;
      *) before=$current ;;
    esac
    rest=${rest#"${rest%%[!$' \t']*}"}
    current+=$word rest=${rest#"$word"} index=$((index + 1))
    case $word in [@:=]|::|:=) before=$current ;; esac
  done
  words+=("$current")
  case $before in --*=*) before=${before#--*=} ;; esac
  COMPREPLY=()
  while IFS= read -r line; do
    kind=${line%%,*} value=${line#*,}
    case $kind in
      dir) compopt -o dirnames 2>/dev/null ;;
      file) compopt -o default 2>/dev/null ;;
      command) typed=$value ;;
      plain)
        case $current in
          # Inside an open quote the shell adds nothing: only names that the quote can hold.
          \'*) case $value in *\'*) continue ;; esac ;;
          \"*) case $value in *[\"\$\`\\!]*) continue ;; esac ;;
          *) printf -v value %q "$value" ;;
        esac
        COMPREPLY+=("${value#"$before"}") ;;
    esac
  done < <(COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) _SSOSWITCH_COMPLETE=bash_complete \
             command ssoswitch 2>/dev/null)
  [ -z "$typed" ] || __ssoswitch_complete_command "$typed" "${starts[${#words[@]}-2-typed]}" "$current"
}
__ssoswitch_complete_command() {
  # The command of `exec`: how many of its words are typed, where in COMP_WORDS it begins, the word under the cursor.
  local line IFS=$' \t\n'
  if declare -F _comp_command_offset >/dev/null; then _comp_command_offset "$2"
  elif declare -F _command_offset >/dev/null; then _command_offset "$2"
  elif [ "$1" -gt 0 ]; then compopt -o default 2>/dev/null
  else
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -A command -- "$3" | sort -u)
  fi
}
complete -F __ssoswitch_complete ssoswitch
"""

_ZSH_COMPLETION = r"""__ssoswitch_complete() {
  emulate -L zsh
  local line typed
  local -a values
  while IFS= read -r line; do
    case $line in
      plain,*) values+=("${line#plain,}") ;;
      dir,*) _path_files -/ ;;
      file,*) _path_files ;;
      command,*) typed=${line#command,} ;;
    esac
  done < <(COMP_WORDS="${(j: :)words}" COMP_CWORD=$((CURRENT-1)) _SSOSWITCH_COMPLETE=bash_complete \
             command ssoswitch 2>/dev/null)
  (( $#values )) && compadd -a values
  if [ -n "$typed" ]; then
    shift $((CURRENT - 1 - typed)) words
    CURRENT=$((typed + 1))
    setopt local_options $_comp_options
    _normal
  fi
}
__ssoswitch_complete_soon() {
  emulate -L zsh
  precmd_functions=(${precmd_functions:#__ssoswitch_complete_soon})
  if (( ${+functions[compdef]} )); then compdef __ssoswitch_complete ssoswitch; fi
}
# At the first prompt, for the start-up file may call compinit further down.
precmd_functions+=(__ssoswitch_complete_soon)
"""

_FISH = r"""# ssoswitch: switching the AWS profile of this shell.
function ssoswitch --description 'AWS accounts and roles: sign in, search, switch'
    set -l verb
    set -l skip
    for word in $argv
        if test -n "$skip"
            set skip
            continue
        end
        switch $word
            case @WITH_VALUE@
                set skip 1
            case '-*'
            case '*'
                set verb $word
                break
        end
    end
    if contains -- "$verb" @DIRECT@
        command ssoswitch $argv
        return $status
    end
    set -l before "$AWS_PROFILE"
    set -l lines (SSOSWITCH_SHELL=fish SSOSWITCH_PREVIOUS="$__ssoswitch_previous" command ssoswitch $argv)
    set -l code $status
    test (count $lines) -eq 0; and return $code
    set -l pattern '^(set -e AWS_[A-Z0-9_]+|set -gx AWS_[A-Z0-9_]+ \'([^\'\\\\]|\\\\[\\\\\'])*\')$'
    set -l good 1
    test $code -eq 0; or set good 0
    for line in $lines
        string match -qr -- $pattern $line; or set good 0
    end
    if test $good -eq 0
        printf '%s\n' $lines
        return $code
    end
    for line in $lines
        eval $line
    end
    test "$AWS_PROFILE" = "$before"; or set -g __ssoswitch_previous $before
    return $code
end
function __ssoswitch_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l words (string escape -- $before) (string escape -- "$current")
    for line in (COMP_WORDS="$words" COMP_CWORD=(count $before) _SSOSWITCH_COMPLETE=bash_complete \
            command ssoswitch 2>/dev/null)
        switch $line
            case 'plain,*'
                string replace -r '^plain,' '' -- $line
            case 'dir,*'
                __fish_complete_directories $current
            case 'file,*'
                __fish_complete_path $current
            case 'command,*'
                set -l typed (string replace 'command,' '' -- $line)
                set -l words (string escape -- $before[(math (count $before) - $typed + 1)..-1])
                complete -C (string join ' ' -- $words "$current")
        end
    end
end
complete --no-files --command ssoswitch --arguments '(__ssoswitch_complete)'
"""

# Single quotes as PowerShell sees them: the typographic ones count. As .NET escapes, so that the hook stays ASCII.
_POWERSHELL_QUOTES = "''\\u2018-\\u201b"

_POWERSHELL = r"""# ssoswitch: switching the AWS profile of this shell.
function ssoswitch {
    $program = (Get-Command -CommandType Application -Name ssoswitch -TotalCount 1 -ErrorAction Stop).Source
    $verb = ''
    $skip = $false
    foreach ($word in $args) {
        if ($skip) { $skip = $false; continue }
        if (@(@WITH_VALUE@) -ccontains $word) { $skip = $true; continue }
        if ("$word".StartsWith('-')) { continue }
        $verb = "$word"
        break
    }
    if (@(@DIRECT@) -ccontains $verb) {
        if ($MyInvocation.ExpectingInput) { $input | & $program @args } else { & $program @args }
        return
    }
    $before = "$Env:AWS_PROFILE"
    $Env:SSOSWITCH_SHELL = 'powershell'
    $Env:SSOSWITCH_PREVIOUS = "$global:__ssoswitch_previous"
    try { $lines = @(& $program @args) }
    finally { Remove-Item Env:SSOSWITCH_SHELL, Env:SSOSWITCH_PREVIOUS -ErrorAction SilentlyContinue }
    $setting = '\A\$Env:(AWS_[A-Z0-9_]+) = ''((?:[^@QUOTES@]|([@QUOTES@])\3)*)''\z'
    $removal = '\ARemove-Item Env:(AWS_[A-Z0-9_]+) -ErrorAction SilentlyContinue\z'
    $good = $LASTEXITCODE -eq 0
    foreach ($line in $lines) {
        if ($line -cnotmatch $setting -and $line -cnotmatch $removal) { $good = $false }
    }
    if (-not $good) { $lines; return }
    # Nothing is evaluated: the parts of each line are taken.
    foreach ($line in $lines) {
        if ($line -cmatch $setting) {
            $name = $Matches[1]
            $value = $Matches[2] -creplace '([@QUOTES@])\1', '$1'
            Set-Item -LiteralPath "Env:$name" -Value $value
        } elseif ($line -cmatch $removal) {
            Remove-Item -LiteralPath "Env:$($Matches[1])" -ErrorAction SilentlyContinue
        }
    }
    if ("$Env:AWS_PROFILE" -cne $before) { $global:__ssoswitch_previous = $before }
}
Register-ArgumentCompleter -CommandName ssoswitch -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $program = (Get-Command -CommandType Application -Name ssoswitch -TotalCount 1 -ErrorAction Stop).Source
    $count = $commandAst.CommandElements.Count
    $Env:COMP_WORDS = $commandAst.ToString()
    $Env:COMP_CWORD = $(if ($wordToComplete) { $count - 1 } else { $count })
    $Env:_SSOSWITCH_COMPLETE = 'bash_complete'
    try { $lines = @(& $program 2>$null) }
    finally { Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:_SSOSWITCH_COMPLETE -ErrorAction SilentlyContinue }
    foreach ($line in $lines) {
        if (-not "$line".StartsWith('plain,')) { continue }
        $value = "$line".Substring(6)
        $word = $value
        if ($value -cnotmatch '\A[A-Za-z0-9_./:+=-]+\z') {
            $word = "'" + ($value -creplace '([@QUOTES@])', '$1$1') + "'"
        }
        [System.Management.Automation.CompletionResult]::new($word, $value, 'ParameterValue', $value)
    }
}
"""


def _posix(shell: str, local_options: str) -> str:
    return (
        _POSIX.replace("  @LOCAL_OPTIONS@\n", f"  {local_options}\n" if local_options else "")
        .replace("@WITH_VALUE@", "|".join(_WITH_VALUE))
        .replace("@DIRECT@", "|".join(_DIRECT))
        .replace("@SHELL@", shell)
    )


def _powershell_words(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


HOOKS = {
    "bash": _posix("bash", "") + _BASH_COMPLETION,
    "zsh": _posix("zsh", "emulate -L zsh") + _ZSH_COMPLETION,
    "fish": _FISH.replace("@WITH_VALUE@", " ".join(_WITH_VALUE)).replace("@DIRECT@", " ".join(_DIRECT)),
    "powershell": _POWERSHELL.replace("@WITH_VALUE@", _powershell_words(_WITH_VALUE))
    .replace("@DIRECT@", _powershell_words(_DIRECT))
    .replace("@QUOTES@", _POWERSHELL_QUOTES),
}
"""By shell: the text that its start-up file evaluates."""
