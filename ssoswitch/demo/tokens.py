"""The secrets that the fake hands out: shaped like the real ones, and plain to see that they are not.

Every one of them contains `SECRET_MARK`, so that a test can search output, logs and files for it. They are numbered,
not random: the same sign-in gives the same codes in every run, which pictures and goldens need.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import threading
from dataclasses import dataclass, field

SECRET_MARK = "demo-secret-"  # noqa: S105 - a mark, not a secret
_CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass(slots=True)
class Mint:
    """Makes the tokens, codes and keys of one fake Identity Center; safe to use from several threads."""

    seed: int = 0
    _counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def _bytes(self, kind: str, length: int) -> bytes:
        with self._lock:
            number = next(self._counter)
        return hashlib.shake_256(f"{self.seed}/{kind}/{number}".encode()).digest(length)

    def _text(self, kind: str, length: int) -> str:
        """Base64 text of this length, with `+` and `/` in it as real tokens have."""
        return "+/" + base64.b64encode(self._bytes(kind, length)).decode()[: length - 2]

    def access_token(self) -> str:
        """`aoa…:…`, as long as a real one."""
        return f"aoa{SECRET_MARK}{self._text('access', 180)}:{self._text('access-signature', 140)}"

    def refresh_token(self) -> str:
        """`aor…:…`."""
        return f"aor{SECRET_MARK}{self._text('refresh', 180)}:{self._text('refresh-signature', 140)}"

    def client_id(self) -> str:
        """Not a secret: 22 letters and digits."""
        return (
            base64.urlsafe_b64encode(self._bytes("client", 24))
            .decode()[:22]
            .replace("-", "x")
            .replace("_", "y")
        )

    def client_secret(self) -> str:
        """In the shape and size of a JSON web token."""
        parts = (
            self._text("secret", 60),
            self._text("secret-body", 900),
            self._text("secret-signature", 140),
        )
        return f"eyJ{SECRET_MARK}" + ".".join(part.replace("+", "-").replace("/", "_") for part in parts)

    def device_code(self) -> str:
        """About 80 characters, safe in a URL."""
        return f"{SECRET_MARK}device-{self._bytes('device', 32).hex()}"

    def user_code(self) -> str:
        """`XXXX-XXXX`: what the person compares."""
        letters = [_CODE_LETTERS[byte % len(_CODE_LETTERS)] for byte in self._bytes("user-code", 8)]
        return "".join(letters[:4]) + "-" + "".join(letters[4:])

    def authorization_code(self) -> str:
        """The code that the browser carries back."""
        return f"{SECRET_MARK}code-{self._bytes('code', 32).hex()}"

    def sign_in_token(self) -> str:
        """What getSigninToken answers."""
        return f"{SECRET_MARK}signin-{self._bytes('signin', 96).hex()}"

    def access_key_id(self) -> str:
        """`ASIA` and 16 capital letters and digits; not a secret by itself."""
        return "ASIADEMO" + base64.b32encode(self._bytes("key", 20)).decode()[:12]

    def secret_access_key(self) -> str:
        """40 characters, as every secret key has."""
        return f"{SECRET_MARK}{self._text('secret-key', 40 - len(SECRET_MARK))}"

    def session_token(self) -> str:
        """A few hundred characters ending in `==`."""
        return f"IQoJ{SECRET_MARK}{self._text('session', 400)}=="

    def opaque(self, kind: str) -> str:
        """32 hexadecimal digits: request ids and the like."""
        return self._bytes(kind, 16).hex()


def reserved_role_name(account_id: str, role: str) -> str:
    """`AWSReservedSSO_ROLE_16hex`: the IAM role that a permission set becomes in an account."""
    return f"AWSReservedSSO_{role}_{hashlib.sha256(f'{account_id}/{role}'.encode()).hexdigest()[:16]}"


def fingerprint(secret: str) -> str:
    """12 hexadecimal digits that tell two secrets apart in the request log without showing either; empty for none."""
    return hashlib.sha256(secret.encode()).hexdigest()[:12] if secret else ""
