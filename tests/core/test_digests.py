"""Names of files are digests that other tools compute by hashlib."""

from __future__ import annotations

import hashlib

import pytest

from ssoswitch.core.digests import _digest, sha1_of, sha256_of


@pytest.mark.parametrize("data", [b"", b"corp", b"https://example.awsapps.com/start", bytes(range(256))])
def test_those_of_hashlib(data: bytes) -> None:
    assert sha1_of(data) == hashlib.sha1(data).hexdigest()
    assert sha256_of(data) == hashlib.sha256(data).hexdigest()


def test_hashlib_itself_where_python_has_no_small_module() -> None:
    assert _digest("sha256", b"corp", "no_such_module_of_python") == hashlib.sha256(b"corp").hexdigest()
