"""`s`: the sso-sessions; switch, sign in, add, edit, delete, copy the start URL."""

from __future__ import annotations

from textual.content import Content

from ssoswitch.core import twin
from ssoswitch.core.aws_config import AwsConfig
from ssoswitch.core.moments import clock_time, day_time, time_left
from ssoswitch.core.text import clean
from ssoswitch.model.environment import Environment
from ssoswitch.model.frozen import frozen
from ssoswitch.model.plan import Plan
from ssoswitch.model.sso_session import SsoSession
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.plan_only import plan_talk
from ssoswitch.tui.screens.preview import Values
from ssoswitch.tui.screens.sessions import SessionsScreen
from ssoswitch.tui.widgets.choice_list import Choice

INLINE = "It has no section of its own: its profiles carry the start URL. m migrates them."


@frozen
class _Facts:
    """What is on disk of one session."""

    session: SsoSession
    expires_at: float | None
    signed_in: bool
    refreshable: bool
    accounts: int | None


async def sessions_flow(context: FlowContext) -> None:
    """Show the list until something was chosen that leads away from it."""
    at = 0
    while True:
        state = context.state
        if not state.config.sessions:
            from ssoswitch.tui.flows.add_session import add_session_flow

            await add_session_flow(context)
            return
        facts = await context.run(_read, context.env, state.config)
        here = state.session.name if state.session else ""
        if not at:
            at = next((i for i, each in enumerate(facts) if each.session.name == here), 0)
        screen = SessionsScreen([_choice(context, each, here) for each in facts], at=at)
        answer = await context.show(screen)
        if answer is None:
            return
        at, (verb, name) = screen.at, answer
        session = next((each.session for each in facts if each.session.name == name), None)
        if not await _do(context, verb, session):
            return


async def _do(context: FlowContext, verb: str, session: SsoSession | None) -> bool:
    """Do it; True: show the list again."""
    if verb == "new":
        from ssoswitch.tui.flows.add_session import add_session_flow

        await add_session_flow(context)
        return False
    if session is None:
        return False
    if verb == "switch":
        await context.switch_session(session.name)
        context.say(f"this is {session.name} now")
        return False
    if verb == "login":
        from ssoswitch.tui.flows.login import login_flow

        if context.state.session != session:
            await context.switch_session(session.name)
        await login_flow(context)
        return False
    if verb == "copy":
        await context.copy(session.start_url, "the start URL")
        return True
    if verb == "edit":
        from ssoswitch.tui.flows.set_up import edit_session

        await edit_session(context, session)
        return True
    await _delete(context, session)
    return True


async def _delete(context: FlowContext, session: SsoSession) -> None:
    if session.inline:
        context.say(INLINE, kind="hint")
        return

    def make_plan(_values: Values) -> Plan:
        from ssoswitch.operations.session import plan_remove_session

        return plan_remove_session(context.env, context.state.config, session.name)

    await plan_talk(
        context,
        f"Delete sso-session {session.name}",
        make_plan,
        script=lambda _values: (twin.session_remove(session.name),),
        button="Delete",
        help_text="Only the section goes. Its token stays until it ends by itself: L logs out first.",
    )


def _read(env: Environment, config: AwsConfig) -> list[_Facts]:
    from ssoswitch.operations.saved_tree import saved_tree
    from ssoswitch.operations.startup import token_state

    facts = []
    now = env.clock.time()
    for session in config.sessions.values():
        token = token_state(env, session)
        tree, _note = saved_tree(env, session)
        facts.append(
            _Facts(
                session,
                token.expires_at,
                token.signed_in(now),
                token.refreshable,
                len(tree) if len(tree) else None,
            )
        )
    return facts


def _choice(context: FlowContext, facts: _Facts, here: str) -> Choice:
    session, now = facts.session, context.env.clock.time()
    if session.problem:
        said = Content.assemble(("✗ ", "$error bold"), clean(session.problem))
    elif facts.signed_in and facts.expires_at is not None:
        lives = facts.expires_at > now
        until = f"until {clock_time(facts.expires_at)} {time_left(facts.expires_at - now)}"
        said = Content.assemble(("● ", "$success bold"), until if lives else "renews when used")
    else:
        said = Content.assemble(("○ ", "$text-muted"), "signed out")
    used = context.state.recollections.used
    last = max((entry[0] for key, entry in used.items() if key.startswith(session.name + "/")), default=0.0)
    when = "here" if session.name == here else day_time(last, now) if last else "never"
    accounts = f"{facts.accounts:,}" if facts.accounts else "–"
    name = clean(session.name) + (" (inline)" if session.inline else "")
    cells = (name, said, f"{accounts:>8}", when, clean(session.start_url).removeprefix("https://"))
    return Choice(session.name, cells)
