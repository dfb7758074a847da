"""`w`: which profile, account and role is in force in this directory, why, and for which tool; `v` asks STS."""

from __future__ import annotations

from ssoswitch.core import twin
from ssoswitch.core.shells import shell_of, unset_line
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.tui.flows.context import FlowContext


async def whoami_flow(context: FlowContext) -> None:
    """Show it; ways on lead to .envrc or the clipboard."""
    from ssoswitch.operations.whoami import who_am_i
    from ssoswitch.tui.screens.whoami import WhoAmIScreen

    who = await context.run(who_am_i, context.env, context.state.config)

    async def verify() -> tuple[bool, str]:
        return await _verify(context)

    answer = await context.show(WhoAmIScreen(who, context.state, str(context.env.home), verify))
    if answer == "envrc":
        from ssoswitch.tui.flows.envrc import envrc_flow

        await envrc_flow(context)
    elif answer == "agree":
        shell = shell_of(context.env.variables)
        lines = "\n".join(unset_line(shell, name) for name in who.unset_to_agree)
        await context.copy(lines, "the line that makes both tools agree")
    elif answer == "copy":
        await context.copy(twin.whoami(), "the command")


async def _verify(context: FlowContext) -> tuple[bool, str]:
    """Whether STS says what the files say, and a sentence."""
    from ssoswitch.operations.whoami import disagreement, verify, who_am_i

    who = await context.run(who_am_i, context.env, context.state.config)
    if not who.cli.static_keys and not await context.ensure_token("asking STS"):
        return False, "STS was not asked: there is no sign-in."
    try:
        answer = await context.run(verify, context.env, context.connections, who, config=context.state.config)
    except SsoswitchError as error:
        return False, str(error)
    differs = disagreement(who.cli, answer)
    if differs:
        return False, differs
    return (
        True,
        f"asked STS just now as the aws CLI would: account {answer.account_id}, {answer.role_name or answer.arn}",
    )
