"""What every plan on the AWS config begins and ends with: the file as it is now, and the notes beside its preview."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ssoswitch.core.aws_config import AwsConfig, parse
from ssoswitch.disk.files import look
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import InvalidValue, ProfileNotFound
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import FileChange, FileKind, Note, NoteLevel, Plan
from ssoswitch.model.profile import Profile, ProfileForm

_MANY = 1000
_MARKERS = ((b"# BEGIN_AWS_SSO_CLI", b"# END_AWS_SSO_CLI"),)


@frozen
class ConfigFile:
    """The config as it is on disk at this moment, which a plan is made from: not what was read at the start."""

    path: Path
    data: bytes | None
    config: AwsConfig
    links: int

    @property
    def text(self) -> bytes:
        """Its bytes, none for an absent file."""
        return self.data or b""


def open_config(env: Environment) -> ConfigFile:
    """Read the config for an edit. Raises ConfigUnreadable for one that the AWS tools refuse, FileUnsafe."""
    seen = look(env.config_file)
    config = parse(seen.data or b"", env.config_file)
    config.require_readable()
    return ConfigFile(env.config_file, seen.data, config, seen.status.st_nlink if seen.status else 1)


def config_plan(file: ConfigFile, after: bytes, title: str, notes: Iterable[Note] = ()) -> Plan:
    """The plan that makes the config `after`; an empty one where it is so already."""
    if after == file.text:
        return Plan(title, notes=tuple(notes))
    change = FileChange(file.path, file.data, after, title, FileKind.CONFIG)
    return Plan(title, (change,), (*notes, *_file_notes(file)))


def info(text: str) -> Note:
    """A note."""
    return Note(text)


def warning(text: str) -> Note:
    """A note that warns."""
    return Note(text, NoteLevel.WARNING)


def many_profiles_note(count: int) -> tuple[Note, ...]:
    """What very many profiles cost every other tool."""
    if count < _MANY:
        return ()
    return (
        info(
            f"The config will hold {count:,} profiles: each start of the AWS CLI and each boto3 client reads all of "
            "them, about 0.1 s for every thousand."
        ),
    )


def require_profile(config: AwsConfig, name: str) -> Profile:
    """The profile of that name. Raises ProfileNotFound with names that are near."""
    profile = config.profile(name)
    if profile is not None:
        return profile
    from difflib import get_close_matches

    near = get_close_matches(name, config.profiles, n=5)
    raise ProfileNotFound(
        f"There is no profile {name} in {config.path}. Nothing was written.",
        f"Did you mean {near[0]}?" if near else "Look at: ssoswitch profile list",
        near,
    )


def require_ours_to_change(profile: Profile, verb: str) -> None:
    """Raise InvalidValue for a profile whose keys could not be brought back, or that belongs to `aws login`."""
    if profile.line == 0:
        raise InvalidValue(
            f"{profile.name} stands in the shared credentials file only. It was not {verb}.",
            "Change it there by hand: its keys could not be brought back.",
        )
    if profile.form is ProfileForm.LOGIN:
        raise InvalidValue(
            f"{profile.name} belongs to `aws login`. It was not {verb}.",
            "Use the AWS CLI for it: aws logout.",
        )
    if "aws_secret_access_key" in profile.values or "aws_access_key_id" in profile.values:
        raise InvalidValue(
            f"{profile.name} holds long-lived keys, which the journal does not keep. It was not {verb}.",
            "Do it by hand, in an editor, when the keys are safe elsewhere.",
        )


def users_of(config: AwsConfig, name: str) -> tuple[str, ...]:
    """The profiles that have `source_profile = name`."""
    return tuple(
        p.name for p in config.profiles.values() if p.values.get("source_profile") == name and p.name != name
    )


def _file_notes(file: ConfigFile) -> tuple[Note, ...]:
    notes = []
    if file.links > 1:
        notes.append(
            warning(f"{file.path} is hard-linked: this name gets the new text, its other names keep the old.")
        )
    if file.config.defaults:
        keys = ", ".join(file.config.defaults)
        notes.append(
            warning(
                f"{file.path} has a [DEFAULT] section: Python tools see its keys ({keys}) in every profile."
            )
        )
    for begin, end in _MARKERS:
        if begin in file.text and end not in file.text:
            notes.append(
                warning(
                    f"{file.path} has {begin.decode()} but no end of it: aws-sso-cli may take what follows for its own."
                )
            )
    return tuple(notes)
