"""What an answer may cost: so many bytes and so many seconds, whoever sends it.

botocore reads a body to its end, however long that is, and its read timeout begins anew with every byte. A service that
never comes to an end would fill the memory, or hold a `credential_process` for ever.
"""

from __future__ import annotations

from typing import Any, Protocol

from ssoswitch.aws.answers import NotAnAnswer
from ssoswitch.model.environment import Clock

MOST_BYTES = 16 * 1024 * 1024
"""A page of a hundred accounts takes some twenty thousand."""
_PIECE = 64 * 1024


class HttpSession(Protocol):
    """botocore's `URLLib3Session`, as far as it is used."""

    def send(self, request: Any) -> Any: ...
    def close(self) -> None: ...


class BoundedSession:
    """An HTTP session of botocore's whose answers are read within bounds; `seconds` are for a whole body."""

    def __init__(self, session: HttpSession, clock: Clock, seconds: float) -> None:
        self._session = session
        self._clock = clock
        self._seconds = seconds

    def send(self, request: Any) -> Any:
        """The answer, with its body. Raises what botocore's does, and NotAnAnswer for one without an end."""
        from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
        from urllib3 import exceptions

        request.stream_output = True
        answer = self._session.send(request)
        try:
            answer.raw = _Whole(read_bounded(answer.raw, self._clock, self._seconds))
        except (exceptions.ReadTimeoutError, TimeoutError) as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from None
        except (exceptions.HTTPError, OSError) as error:
            raise ConnectionClosedError(error=error, request=request, endpoint_url=request.url) from None
        return answer

    def close(self) -> None:
        """Close its connections."""
        self._session.close()


def read_bounded(
    raw: Any, clock: Clock, seconds: float, most: int = MOST_BYTES, *, cut: bool = False
) -> bytes:
    """The body of urllib3's answer as it was sent, never decompressed.

    Above `most` bytes it raises NotAnAnswer, or gives those where `cut`. Raises TimeoutError after `seconds`, and
    urllib3's HTTPError, also for a body that is shorter than was announced: not every botocore has that looked at.
    """
    from urllib3.exceptions import ProtocolError

    # One that gives what is there, or drops would be waited for until they fill a piece; urllib3 before 2.1 has none.
    read = getattr(raw, "read1", raw.read)
    until = clock.monotonic() + seconds
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := read(_PIECE, decode_content=False):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                if not cut:
                    raise NotAnAnswer
                raw.close()
                break
            if clock.monotonic() > until:
                raise TimeoutError("the answer does not end")
        if size <= most and raw.length_remaining:
            raise ProtocolError("the answer ended early")
    except BaseException:
        raw.close()  # the rest of it must not be read as the next answer
        raise
    return b"".join(pieces)[:most]


class _Whole:
    """A body that has come, in the place where botocore reads it from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> list[bytes]:
        """It, in one piece."""
        return [self._body]
