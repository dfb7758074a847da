"""Random keys, pastes and sizes in the real screen: no crash, no write that was not shown, no browser unasked.

A walk is drawn from a seed: `TRIES=100 pytest tests/security/test_random_keys.py` goes a hundred times as far.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ssoswitch.model.plan import FileChange, FileKind, Plan
from tests.support.fake_center import fake_center
from tests.support.key_walk import Witness, hostile_organization, walk, walk_environment, witnessed
from tests.support.tries import TRIES

STEPS = 70
SEEDS = (1, 7) if TRIES == 1 else (1, 7, *random.SystemRandom().sample(range(1_000_000), 2))
"""By hand two more walks, elsewhere each time; the test's name tells where."""


@pytest.mark.parametrize("seed", SEEDS)
async def test_the_rules_hold_whatever_is_pressed(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_center(hostile_organization()) as center, witnessed(monkeypatch) as witness:
        env = walk_environment(center, tmp_path)
        before = env.config_file.read_bytes()
        await walk(env, random.Random(seed), STEPS * TRIES, witness)
        assert len(witness.keys) == STEPS * TRIES
        if not witness.written:
            assert env.config_file.read_bytes() == before
        assert all(count == 1 for count in witness.opened.values())


def test_the_witness_tells_what_was_not_shown(tmp_path: Path) -> None:
    plan = Plan("x", (FileChange(tmp_path / "config", b"a\n", b"b\n", "~1", FileKind.CONFIG),))
    witness = Witness(at_once=True)
    witness.applied(plan)
    assert witness.unseen, "a change of what is there is not for those that write at once"
    witness = Witness(shown=[plan])
    witness.applied(plan)
    assert not witness.unseen
