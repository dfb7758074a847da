"""The AWS config as it stands, for whatever starts from it: no verb needs another one to get at it."""

from __future__ import annotations

from ssoswitch.core import aws_config
from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.disk.files import read_file
from ssoswitch.model.environment import Environment
from ssoswitch.model.errors import ConfigUnreadable, SsoswitchError


def read_config(env: Environment) -> AwsConfig:
    """The AWS config with the shared credentials file beside it. Never raises: see `AwsConfig.problem`."""
    try:
        config = aws_config.parse(read_file(env.config_file) or b"", env.config_file)
    except ConfigUnreadable as error:
        config = AwsConfig(env.config_file, problem=error)
    except SsoswitchError as error:
        reason = error.message.replace(f"{env.config_file} ", "it ", 1).rstrip(".")
        config = AwsConfig(
            env.config_file, problem=ConfigUnreadable(env.config_file, reason, hint=error.hint)
        )
    try:
        credentials = read_file(env.credentials_file)
    except SsoswitchError:
        # What cannot be read there takes nothing from the config's own profiles; `doctor` says why.
        return config
    return aws_config.merge_credentials(config, credentials, env.credentials_file) if credentials else config
