"""What can go wrong, named for what the reader can do about it.

    SsoswitchError
    ├─ ConfigError             the user's files, names or words say something that cannot be used
    │  ├─ ConfigUnreadable     a file that botocore refuses, or that is not what it should be: path, line, reason
    │  ├─ InvalidValue         a name, id, region or address that may not be written or sent
    │  ├─ UnsafeEndpoint       an endpoint or destination that must not get a token
    │  ├─ NoMatch              nothing answers to that name; candidates may be listed
    │  │  ├─ SessionNotFound
    │  │  └─ ProfileNotFound
    │  └─ AmbiguousMatch       more than one answers; all are listed
    ├─ SignInError             the way to a token
    │  ├─ SignInNeeded         there is no token that works; a sign-in makes one
    │  ├─ SignInRefused        the portal, or the person in front of it, said no
    │  ├─ SignInExpired        the code or the wait ran out
    │  ├─ SignInCancelled      the person stopped it
    │  └─ WrongRegion          the portal is not in that sso_region
    ├─ AccessError             AWS answered, or should have
    │  ├─ AccessDenied         403: this account or role is not assigned
    │  │  └─ NotThere          404: AWS does not find it
    │  ├─ Throttled            429 to the end of patience
    │  ├─ Unreachable          no answer: DNS, refused, TLS, proxy, time-out
    │  ├─ ClockSkew            signed calls refused because the local clock is off
    │  ├─ ServiceFault         5xx, or an answer that makes no sense; trying again may help
    │  └─ RequestRefused       4xx with a reason
    ├─ WriteError              a file was not written; its old bytes are in place
    │  ├─ FileChanged          it is no longer what the plan saw
    │  ├─ FileUnsafe           not a regular file, read-only, somebody else's
    │  ├─ FileLocked           another ssoswitch is writing
    │  ├─ WouldOverwrite       it is there already, and nobody said what to do
    │  ├─ CannotTakeEffect     the line could be written but would not work
    │  └─ UndoOverlap          later edits overlap what is to be taken back
    ├─ Unavailable             something of this machine is missing: browser, clipboard, direnv, a terminal
    ├─ Stopped                 the person stopped it while it waited
    └─ Fault                   a mistake of this program; a report of it was written

Each has a message for a person (what happened, and what did not change) and a hint (the next key or command).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class SsoswitchError(Exception):
    """The root: `message` says what happened, `hint` what to do; `code` is the stable word for scripts.

    Both texts are plain text, never markup, and never hold a secret.
    """

    code = "failed"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class ConfigError(SsoswitchError):
    """The user's files, names or words say something that cannot be used."""

    code = "config"


class ConfigUnreadable(ConfigError):
    """A file that cannot be read as what it should be; `line` counts from 1, None where it is not known."""

    code = "config_unreadable"

    def __init__(self, path: Path, reason: str, line: int | None = None, hint: str = "") -> None:
        place = f"{path} line {line}" if line is not None else str(path)
        super().__init__(f"{place}: {reason}.", hint)
        self.path = path
        self.reason = reason
        self.line = line


class InvalidValue(ConfigError):
    """A name, id, region or address that may not be written or sent."""

    code = "invalid_value"


class UnsafeEndpoint(ConfigError):
    """An endpoint or destination that must not get a token."""

    code = "unsafe_endpoint"


class NoMatch(ConfigError):
    """Nothing answers to that name. `candidates` are near or possible names, for a list."""

    code = "no_match"

    def __init__(self, message: str, hint: str = "", candidates: Sequence[str] = ()) -> None:
        super().__init__(message, hint)
        self.candidates = tuple(candidates)


class SessionNotFound(NoMatch):
    """There is no such sso-session."""

    code = "session_not_found"


class ProfileNotFound(NoMatch):
    """There is no such profile."""

    code = "profile_not_found"


class AmbiguousMatch(ConfigError):
    """More than one answers to that name; `candidates` are all of them."""

    code = "ambiguous"

    def __init__(self, message: str, candidates: Sequence[str], hint: str = "") -> None:
        super().__init__(message, hint)
        self.candidates = tuple(candidates)


class SignInError(SsoswitchError):
    """The way to a token did not end in one."""

    code = "sign_in"


class SignInNeeded(SignInError):
    """There is no token that works; a sign-in makes one."""

    code = "sign_in_needed"


class SignInRefused(SignInError):
    """The portal, or the person in front of it, said no."""

    code = "sign_in_refused"


class SignInExpired(SignInError):
    """The code, or the time to answer, ran out."""

    code = "sign_in_expired"


class SignInCancelled(SignInError):
    """The person stopped it."""

    code = "sign_in_cancelled"


class WrongRegion(SignInError):
    """The portal is not in that sso_region."""

    code = "wrong_region"


class AccessError(SsoswitchError):
    """AWS answered with a refusal, or did not answer."""

    code = "access"


class AccessDenied(AccessError):
    """403: this account or role is not assigned."""

    code = "access_denied"


class NotThere(AccessDenied):
    """404: AWS finds no such account or role, at least none for this person."""


class Throttled(AccessError):
    """429. `retry_after` is the wait that AWS asked for, in seconds, None where it named none."""

    code = "throttled"

    def __init__(self, message: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class Unreachable(AccessError):
    """No answer: name resolution, refused, TLS, proxy, time-out."""

    code = "unreachable"


class ClockSkew(AccessError):
    """A signed call was refused because the local clock is off."""

    code = "clock_skew"


class ServiceFault(AccessError):
    """5xx, a cut-off body, or an answer that makes no sense; trying again may help."""

    code = "service_fault"


class RequestRefused(AccessError):
    """4xx with a reason. `slug` is AWS's own word for it, such as `invalid_client`; empty where it gave none."""

    code = "request_refused"

    def __init__(self, message: str, hint: str = "", slug: str = "") -> None:
        super().__init__(message, hint)
        self.slug = slug


class WriteError(SsoswitchError):
    """A file was not written; its old bytes are in place."""

    code = "write"


class FileChanged(WriteError):
    """The file is no longer what the plan saw."""

    code = "file_changed"


class FileUnsafe(WriteError):
    """Not a regular file, read-only, somebody else's, or in a folder that cannot be written."""

    code = "file_unsafe"


class FileLocked(WriteError):
    """Another ssoswitch is writing."""

    code = "file_locked"


class WouldOverwrite(WriteError):
    """It is there already, and nobody said what to do with it."""

    code = "would_overwrite"


class CannotTakeEffect(WriteError):
    """The line could be written but would not work; `line` is the text to add by hand."""

    code = "cannot_take_effect"

    def __init__(self, message: str, hint: str = "", line: str = "") -> None:
        super().__init__(message, hint)
        self.line = line


class UndoOverlap(WriteError):
    """Later edits overlap what is to be taken back.

    `before`, `mine` and `theirs` show what stood there first, what was written, and what is there now. `clear` is how
    many places could be taken back all the same; `droppable`, whether the others could be with the later edits in them.
    """

    code = "undo_overlap"

    def __init__(
        self,
        message: str,
        hint: str = "",
        mine: str = "",
        theirs: str = "",
        before: str = "",
        *,
        clear: int = 0,
        droppable: bool = False,
    ) -> None:
        super().__init__(message, hint)
        self.mine = mine
        self.theirs = theirs
        self.before = before
        self.clear = clear
        self.droppable = droppable


class Unavailable(SsoswitchError):
    """Something of this machine is missing: a browser, a clipboard, direnv, a terminal."""

    code = "unavailable"


class CommandNotFound(Unavailable):
    """The command of `exec` is nowhere; a script is told 127, as a shell and `env` tell it."""


class CommandNotExecutable(Unavailable):
    """The command of `exec` is there and cannot be run; 126, as with a shell and `env`."""


class Stopped(SsoswitchError):
    """The person stopped it while it waited; nothing was changed."""

    code = "stopped"


class Fault(SsoswitchError):
    """A mistake of this program, told as an error; the report says where it happened."""

    code = "fault"
