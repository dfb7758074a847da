"""Who names a profile beside its own section: other profiles, `.envrc` files, the credentials file, this shell.

What is not changed along with a profile is said before it is renamed or deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from ssoswitch.core.aws_config import PROFILE, AwsConfig, parse
from ssoswitch.core.paths import short_path
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.model.plan import Note
from ssoswitch.operations.config_plans import ConfigFile, info, users_of, warning

_MOST_NAMED = 5


def notes_of_deletion(
    env: Environment, file: ConfigFile, config: AwsConfig, names: Sequence[str]
) -> list[Note]:
    """What stays behind when those profiles go. `config` has the credentials file in it, too."""
    doomed = set(names)
    return [
        *_suffering(file.config, config, names, doomed),
        *(
            warning(
                f"{variable} in this shell says {env.variable(variable)}: AWS tools will fail until it is changed."
            )
            for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
            if env.variable(variable) in doomed
        ),
        *(
            warning(
                f"{', '.join(short_path(folder, env.home) for folder in folders)}: .envrc still names {name}, "
                "and AWS tools would fail there."
            )
            for name, folders in folders_naming(env, doomed).items()
        ),
        *(
            info(
                f"[{name}] of the credentials file stays, so that tools go on finding a profile of that name."
            )
            for name in sections_in_credentials(env, doomed)
        ),
        *_comments(file, doomed),
    ]


def folders_naming(env: Environment, names: Collection[str]) -> Mapping[str, tuple[Path, ...]]:
    """Name → folders whose `.envrc` says it: those that ssoswitch wrote, and the nearest one."""
    from ssoswitch.core.envrc import find_profile
    from ssoswitch.disk.children import read_small
    from ssoswitch.disk.direnv import nearest_envrc
    from ssoswitch.disk.recollections import load_recollections

    nearest = nearest_envrc(env.working_directory)
    paths = [*map(Path, load_recollections(env).envrc_files), *([nearest] if nearest else [])]
    found: dict[str, list[Path]] = {}
    seen = set()
    for path in paths:
        real = path.resolve()
        if real in seen:
            continue
        seen.add(real)
        setting = find_profile(read_small(path))
        if setting is not None and setting.value in names:
            found.setdefault(setting.value, []).append(path.parent)
    return {name: tuple(folders) for name, folders in found.items()}


def sections_in_credentials(env: Environment, names: Collection[str]) -> tuple[str, ...]:
    """Those of the names that have a section in the shared credentials file; none where it cannot be read."""
    from ssoswitch.disk.files import look

    try:
        data = look(env.credentials_file).data
    except SsoswitchError:
        return ()
    sections = parse(data or b"", env.credentials_file).sections
    return tuple(dict.fromkeys(section.header for section in sections if section.header in names))


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`; of many the first few."""
    shown = list(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        shown.append(f"{len(names) - _MOST_NAMED} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _suffering(
    own: AwsConfig, config: AwsConfig, names: Sequence[str], doomed: Collection[str]
) -> Iterator[Note]:
    for name in names:
        both = dict.fromkeys((*users_of(own, name), *users_of(config, name)))
        users = [user for user in both if user not in doomed]
        if users:
            have, their = ("has", "its") if len(users) == 1 else ("have", "their")
            yield warning(f"{listed(users)} {have} {name} as {their} source_profile and will stop working.")


def _comments(file: ConfigFile, doomed: Collection[str]) -> tuple[Note, ...]:
    """Comments right above a header that goes: nobody can tell whose they are, so they stay."""
    lines = file.text.splitlines()
    found = []
    for section in file.config.sections:
        if section.kind != PROFILE or section.name not in doomed or section.first < 2:
            continue
        if lines[section.first - 2].lstrip().startswith((b"#", b";")):
            found.append((section.first - 1, section.header))
    if not found:
        return ()
    if len(found) == 1:
        line, header = found[0]
        return (
            info(f"The comment on line {line}, above [{header}], stays: it may be about more than that."),
        )
    return (info(f"The comments above them stay (lines {listed([str(line) for line, _ in found])})."),)
