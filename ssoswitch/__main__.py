"""`python -m ssoswitch` is the same program as `ssoswitch`."""

from __future__ import annotations

from ssoswitch.cli.main import main

if __name__ == "__main__":
    main()
