"""Thousands of profiles in one plan: measured against one ConfigUpdater parse of the same file, in the same run."""

from __future__ import annotations

import os
import time
from pathlib import Path

from configupdater import ConfigUpdater

from ssoswitch.operations.write import apply
from tests.support.environments import make_environment
from tests.support.profiles import config_of, create, request

PROFILE = """
[profile account-{n:05}-admin]
sso_session = corp
sso_account_id = {n:012}
sso_role_name = AdministratorAccess
region = eu-west-1
output = json
"""
CONFIG = (
    "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"
    + "".join(PROFILE.format(n=n) for n in range(5000))
)


def one_parse() -> float:
    best = 9e9
    for _ in range(2):
        start = time.process_time()
        ConfigUpdater().read_string(CONFIG)
        best = min(best, time.process_time() - start)
    return best


def adding(folder: Path, count: int) -> float:
    """Seconds that planning and writing `count` profiles takes; the better of two."""
    best = 9e9
    for attempt in range(2):
        env = make_environment(folder / str(attempt), config=f"# {attempt}{count}\n{CONFIG}")
        os.utime(env.config_file, (1, 1))
        wanted = [
            request(f"{n:012}", region="eu-west-1", output="json") for n in range(900_000, 900_000 + count)
        ]
        shown = config_of(env)
        start = time.process_time()
        made = create(env, wanted)
        apply(env, made.plan)
        best = min(best, time.process_time() - start)
        assert len(config_of(env).profiles) == len(shown.profiles) + count
    return best


def test_adding_costs_a_few_parses_at_most(tmp_path: Path) -> None:
    parse = one_parse()
    one, many = adding(tmp_path / "one", 1), adding(tmp_path / "many", 5000)
    assert one <= 1.5 * parse, (one, parse)
    assert many <= 4 * parse, (many, parse)
