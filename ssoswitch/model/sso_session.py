"""The sso-session: where a person signs in."""

from __future__ import annotations

from ssoswitch.model.frozen import frozen

# The scope without which a device-code sign-in gets no refresh token.
DEFAULT_SCOPES = ("sso:account:access",)


@frozen
class SsoSession:
    """An `[sso-session NAME]` of the AWS config, or what an inline `sso_start_url` profile amounts to."""

    name: str
    """Its name in the config; for an inline one a name made from the start URL."""
    start_url: str
    """As written: the token file of an inline session hangs on the exact text."""
    sso_region: str
    """Where Identity Center lives; never the region of the user's own calls."""
    registration_scopes: tuple[str, ...] = DEFAULT_SCOPES
    inline: bool = False
    """True: there is no section of that name, only profiles with `sso_start_url`."""
    problem: str = ""
    """Why it cannot be used, in a few words; empty when it can."""
    issuer_url: str = ""
    """What AWS calls the portal, where `start_url` is a name of the user's own that only leads there; else empty."""

    @property
    def issuer(self) -> str:
        """The start URL as AWS is told it."""
        return self.issuer_url or self.start_url

    @property
    def token_key(self) -> str:
        """The text whose SHA-1 names the token file, in every AWS SDK: the name, or an inline start URL."""
        return self.start_url if self.inline else self.name
