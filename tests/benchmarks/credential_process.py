"""A warm `credentials --format process`, which every AWS tool starts anew, beside `python -c pass`.

Whole processes, in pairs; the figure is the median of the pairs' ratios.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from ssoswitch.model.environment import SystemClock
from tests.benchmarks.report import Report
from tests.benchmarks.saved_home import saved_home
from tests.benchmarks.start import OURS

ROOT = str(Path(__file__).parent.parent.parent)
ACCOUNT, ROLE = "111122223333", "ReadOnlyAccess"


def run(report: Report) -> None:
    """By a role's own words, which is what the profiles that ssoswitch writes ask for."""
    with saved_home(10, 2) as variables:
        home = Path(variables["HOME"])
        _keep_credentials(home)
        script = home / "ssoswitch"
        script.write_text(OURS)
        ours = [sys.executable, str(script), "credentials", "--session", "corp", "--account-id", ACCOUNT]
        ours += ["--role-name", ROLE, "--format", "process"]
        assert (
            b"AKIDEXAMPLE"
            in subprocess.run(
                ours, env={**variables, "PYTHONPATH": ROOT}, capture_output=True, check=True
            ).stdout
        )
        pairs = [
            (_seconds(ours, variables), _seconds([sys.executable, "-c", "pass"], variables))
            for _ in range(25)
        ]
    seconds = statistics.median(mine for mine, _ in pairs)
    ratio = statistics.median(mine / other for mine, other in pairs)
    report.at_most("warm ÷ python -c pass", ratio, None, detail=f"{seconds * 1000:.1f} ms")


def _keep_credentials(home: Path) -> None:
    """Where the AWS CLI keeps a role's credentials, and under its name."""
    key = f'{{"accountId":"{ACCOUNT}","roleName":"{ROLE}","sessionName":"corp"}}'
    folder = home / ".aws/cli/cache"
    folder.mkdir(parents=True)
    ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(SystemClock().time() + 7200))
    keys = {"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret", "SessionToken": "token"}
    document = {"ProviderType": "sso", "Credentials": {**keys, "Expiration": ends}}
    name = hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()
    (folder / f"{name}.json").write_text(json.dumps(document))


def _seconds(command: list[str], variables: Mapping[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env={**variables, "PYTHONPATH": ROOT}, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started
