"""What the fake was asked: the record that tests read instead of mocks ("log-out was called once").

Secrets are masked as they come in, so that a failing test can print the log.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ssoswitch.model.frozen import frozen

MASK = "***"

_SECRET_PARAMETERS = frozenset(
    {
        "clientSecret", "deviceCode", "code", "codeVerifier", "refreshToken", "accessToken", "SigninToken", "Session",
        "secretAccessKey", "sessionToken", "state", "code_challenge", "TokenCode",
    }
)  # fmt: skip


@frozen
class RequestRecord:
    """One request and how it was answered.

    `call` is the API's name for it (`ListAccounts`), or `Authorize`, `DevicePage`, `ConsoleLogin` … for a browser's.
    `status` is 0 when no whole answer was sent; `at` is the fake's clock, `steady` a clock that never jumps (both s);
    `bearer` is the fingerprint of the access token that came with it, or empty.
    """

    call: str
    method: str
    path: str
    params: Mapping[str, str]
    status: int
    at: float
    steady: float
    bearer: str = ""
    user_agent: str = ""


def masked(params: Mapping[str, object]) -> Mapping[str, str]:
    """The parameters as text, read-only, without a secret in them."""
    return MappingProxyType(
        {name: MASK if name in _SECRET_PARAMETERS and value else str(value) for name, value in params.items()}
    )


@dataclass(slots=True)
class RequestLog:
    """All requests, in the order in which they were answered; safe to read while the fake serves."""

    _records: list[RequestRecord] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, record: RequestRecord) -> None:
        """Append one record."""
        with self._lock:
            self._records.append(record)
            self._counts[record.call] += 1

    def count(self, call: str, status: int | None = None) -> int:
        """How often `call` came, or how often it was answered with `status`."""
        if status is None:
            with self._lock:
                return self._counts[call]
        return sum(record.status == status for record in self.of(call))

    def of(self, call: str) -> tuple[RequestRecord, ...]:
        """The requests of one name."""
        return tuple(record for record in self if record.call == call)

    def names(self) -> tuple[str, ...]:
        """The names of all calls, in order."""
        return tuple(record.call for record in self)

    def clear(self) -> None:
        """Forget what came so far; the fake's own counting of calls for faults goes on."""
        with self._lock:
            self._records.clear()
            self._counts.clear()

    def __iter__(self) -> Iterator[RequestRecord]:
        with self._lock:
            return iter(tuple(self._records))

    def __len__(self) -> int:
        with self._lock:
            return len(self._records)
