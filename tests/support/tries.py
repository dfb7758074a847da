"""How long tests look for trouble that depends on chance or on time: bounded in CI, as long as wanted by hand.

`TRIES=50 pytest …` gives each property fifty times as many examples, drawn anew, a walk of random keys fifty times as
many steps, and a soak fifty times as many hours of its clock.
"""

from __future__ import annotations

import os

TRIES = max(1, int(os.environ.get("TRIES", "1")))
"""1 in CI, where every run is the same."""
