"""`L` while signed in: renew, log out of one session or all, clear cached role credentials (W13)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from ssoswitch.core import twin
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.paint import count
from ssoswitch.tui.screens.choice_sheet import ChoiceSheet
from ssoswitch.tui.widgets.choice_list import Choice
from ssoswitch.tui.widgets.lines import MUTED

if TYPE_CHECKING:
    from ssoswitch.operations.logout import LogoutPreview

RENEW, OUT, ALL, CLEAR = "renew", "out", "all", "clear"

_Told = tuple[str, str, str]
"""Sign, the sign's colour, what would become of something."""
_RENEWS: tuple[_Told, ...] = (
    ("+", "$success", "a new access token, with the refresh token where there is one, else with a sign-in"),
    ("=", "", "everything else stays"),
)


async def logout_flow(context: FlowContext) -> None:
    """Ask what is wanted, saying of each what it would do; the harmless one comes first."""
    session = context.state.session
    if session is None:
        return
    from ssoswitch.operations.logout import preview_logout

    state = context.state
    preview = await context.run(preview_logout, context.env, session, state.config, state.tree)
    choice = await context.show(_sheet(context, session, preview))
    if choice == RENEW:
        from ssoswitch.tui.flows.sign_in_talk import sign_in

        await sign_in(context, renew=True)
    elif choice == OUT:
        await log_out(context, session)
    elif choice == ALL:
        await _log_out_of_all(context, session, preview)
    elif choice == CLEAR:
        await _clear(context, session)


async def log_out(context: FlowContext, session: SsoSession) -> None:
    """Log out of that session alone."""
    from ssoswitch.operations.logout import logout

    context.say(f"logging out of {session.name} …", kind="busy")
    state = context.state
    tree = state.tree if state.session == session else None
    report = await context.run(logout, context.env, context.connections, session, state.config, tree)
    context.token_changed()
    if report.sections_deleted:
        await context.reload_config()
    context.say(
        " ".join(report.sentences()), kind="result" if report.revoked else "hint", next_key="L signs in"
    )


async def _log_out_of_all(context: FlowContext, session: SsoSession, preview: LogoutPreview) -> None:
    from ssoswitch.operations.logout import logout_all

    state = context.state
    sessions = [
        each
        for each in state.config.sessions.values()
        if each == session or each.name in preview.others_signed_in
    ]
    trees = {session.name: state.tree} if state.tree is not None else {}
    context.say("logging out of every session …", kind="busy")
    reports = await context.run(logout_all, context.env, context.connections, sessions, state.config, trees)
    context.token_changed()
    if any(report.sections_deleted for report in reports):
        await context.reload_config()
    context.say(" ".join(report.sentences()[0] for report in reports), next_key="L signs in")


async def _clear(context: FlowContext, session: SsoSession) -> None:
    from ssoswitch.operations.logout import clear_role_credentials

    state = context.state
    removed = await context.run(clear_role_credentials, context.env, session, state.config, state.tree)
    context.say(f"{count(removed, 'cached role credential')} removed; the sign-in stays.")


def _sheet(context: FlowContext, session: SsoSession, preview: LogoutPreview) -> ChoiceSheet:
    names = ", ".join([session.name, *preview.others_signed_in])
    cached = preview.role_credentials
    choices = [
        Choice(RENEW, (f"Renew {session.name}", "a new token  (default)"), "1"),
        Choice(OUT, (f"Log out of {session.name}", "ends it at AWS and here"), "2"),
        Choice(
            ALL,
            ("Log out of all sessions", names),
            "3",
            off="" if preview.others_signed_in else f"{session.name} is the only one that is signed in.",
        ),
        Choice(
            CLEAR,
            ("Clear role credentials", f"{cached} cached; sign-in stays"),
            "4",
            off="" if cached else "No role credentials are cached.",
        ),
    ]
    now = context.env.clock.time()
    return ChoiceSheet(
        "Log in / out",
        choices,
        (28, 0),
        describe=lambda choice: _describe(choice.value, session, preview, now),
        outro="Console tabs already open stay signed in until their own time is up.",
        button="Do it",
        hint="not undoable: L signs in again",
        small=False,
        at_once=False,
        written="1-4",
        help_text="The lines below the list always describe the one under the cursor. The first is the harmless one.",
    )


def _describe(value: str, session: SsoSession, preview: LogoutPreview, now: float) -> Content:
    if value == RENEW:
        head, lines = f"Renewing {session.name} would get", _RENEWS
        script = twin.login(session.name) + " --force"
    elif value == CLEAR:
        cached = count(preview.role_credentials, "cached role credential")
        head, script = "Clearing would remove", ""
        lines = (
            ("−", "$error", f"{cached} of {session.name}"),
            ("=", "", "keep the sign-in: the next call gets new ones"),
        )
    else:
        everything = value == ALL
        head = f"Logging out of {'all sessions' if everything else session.name} would"
        lines = tuple(_log_out_lines(preview, now, everything=everything))
        script = "ssoswitch logout --all" if everything else twin.logout(session.name)
    said = [Content.styled(head, "bold")]
    for sign, style, text in lines:
        said.append(Content.assemble((f"   {sign} ", f"{style} bold".strip()), text))
    if script:
        said += [Content(""), Content.styled(f"Script:  {script}", MUTED)]
    return Content("\n").join(said)


def _log_out_lines(preview: LogoutPreview, now: float, *, everything: bool) -> Iterator[_Told]:
    yield "−", "$error", "end the access token at AWS and remove it from ~/.aws/sso/cache"
    sections = preview.sections + (preview.others_sections if everything else ())
    if sections:
        yield "−", "$error", f"remove the keys from ~/.aws/credentials: {', '.join(sections)}"
    if preview.role_credentials:
        cached = count(preview.role_credentials, "cached role credential")
        yield "−", "$error", f"remove {cached} that came from it"
    until = preview.credentials_live_until
    left = f"{max(1, round((until - now) / 60))} min at most" if until else "to their own end"
    profiles = count(len(preview.profiles), "profile")
    yield "!", "$warning", f"stop aws, terraform … in {profiles} at their next call (running ones: {left})"
    yield "=", "", "keep ~/.aws/config, .envrc files, favourites and the saved tree"
    if preview.others_signed_in and not everything:
        others = ", ".join(preview.others_signed_in)
        yield "=", "", f"not touch {others}   (the AWS CLI's own log-out would end every session)"
