"""What a sign-in needs of the person in front of a terminal: the address opened once, the code in plain sight."""

from __future__ import annotations

from ssoswitch.cli.call import Call
from ssoswitch.core.moments import span
from ssoswitch.model.events import BrowserSignInStarted, CodeIssued, LoginEvent, PortalFound, SignInWaited
from ssoswitch.model.secret import Secret
from ssoswitch.model.sso_session import SsoSession


class Guide:
    """Shows the events of a sign-in on stderr, and opens the browser once."""

    def __init__(self, call: Call, session: SsoSession, *, open_browser: bool) -> None:
        self._call = call
        self._session = session
        self._open_browser = open_browser
        self._opened = False

    def show(self, event: LoginEvent) -> None:
        """Say what happened, and what the person has to do."""
        talk = self._call.talk
        if isinstance(event, BrowserSignInStarted):
            talk.say(
                f"Sign in to {self._session.name} in your browser (listening on 127.0.0.1:{event.port})."
            )
            if self._open(event.address):
                talk.say("No page there? Stop with ^C; --device-code signs in on any device.")
            else:
                talk.always(f"Open this address in a browser on this machine:\n  {event.address.reveal()}")
        elif isinstance(event, PortalFound):
            talk.always(f"{event.start_url} leads to AWS's portal at {event.address}.")
        elif isinstance(event, CodeIssued):
            talk.always(f"Sign in to {self._session.name} on any device:")
            talk.always(f"  1  open    {event.verification_uri}")
            talk.always(
                f"  2  enter this code there, or check that it shows just this one    {event.user_code}"
            )
            talk.always("  3  press Allow there. Only approve a code that you started yourself.")
            if event.trusted:
                self._open(Secret(event.verification_uri_complete), needed=False)
            else:
                talk.always(
                    "! That address is not one of AWS's own, so it was not opened. Is the start URL right?"
                )
        elif isinstance(event, SignInWaited):
            trouble = f"  {event.trouble}" if event.trouble else ""
            talk.progress(f"waiting for you, {span(event.remaining)} left{trouble}")

    def done(self) -> None:
        """Take the waiting line away."""
        self._call.talk.progress("")

    def _open(self, address: Secret, *, needed: bool = True) -> bool:
        """Open it, at most once in a sign-in; False when nothing was opened. `needed`: the sign-in hangs on it."""
        if not self._open_browser or self._opened:
            return self._opened
        from ssoswitch.disk.browser import open_address

        # The address alone lets nobody in, so a browser that reads no file of ours is given it as it is.
        report = open_address(self._call.env, self._call.settings, address, must_hide=False)
        self._opened = report.opened
        if not report.opened:
            talk = self._call.talk
            (talk.say if needed else talk.detail)(f"No browser was opened: {report.reason}.")
        return report.opened
