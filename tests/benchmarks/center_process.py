"""A fake Identity Center in a process of its own, so that it takes nothing from the program that is measured.

`python -m tests.benchmarks.center_process` reads a line of JSON with its orders, answers with its address, and then
with its counts for each line that it is sent.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class CenterProcess:
    """Starts one. `faults` are tuples (call, kind, nth, every), for ever; times in seconds.

    `approval`: "automatic", or "page", where sign-ins wait for ever, for nobody opens the page.
    """

    def __init__(
        self,
        accounts: int,
        roles: int,
        *,
        latency: float = 0.0,
        rate: float | None = None,
        burst: int = 0,
        faults: tuple[tuple[str, str, int, int], ...] = (),
        approval: str = "automatic",
    ) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.center_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        orders = {
            "accounts": accounts,
            "roles": roles,
            "latency": latency,
            "rate": rate,
            "burst": burst,
            "faults": faults,
            "approval": approval,
        }
        answer = self._ask(orders)
        self.url: str = answer["url"]
        self.start_url: str = answer["start_url"]

    def counts(self) -> dict[str, dict[str, int]]:
        """Call → status → how often."""
        counts: dict[str, dict[str, int]] = self._ask({})
        return counts

    def __enter__(self) -> CenterProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, orders: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def serve() -> None:
    """The other side."""
    from ssoswitch.demo.behaviour import Fault, RateLimit
    from ssoswitch.demo.organization import Organization
    from tests.support.fake_center import fake_center

    orders = json.loads(sys.stdin.readline())
    with fake_center(
        Organization.sample(orders["accounts"], orders["roles"]),
        latency=orders["latency"],
        approval=orders["approval"],
        rate_limit=RateLimit(orders["rate"], orders["burst"]) if orders["rate"] else None,
        faults=tuple(
            Fault(call, kind, nth=nth, times=None, every=every) for call, kind, nth, every in orders["faults"]
        ),
    ) as center:
        print(json.dumps({"url": center.url, "start_url": center.start_url}), flush=True)
        for _ in sys.stdin:
            counts: dict[str, dict[str, int]] = {}
            for record in center.requests:
                of_call = counts.setdefault(record.call, {})
                of_call[str(record.status)] = of_call.get(str(record.status), 0) + 1
            print(json.dumps(counts), flush=True)


if __name__ == "__main__":
    serve()
