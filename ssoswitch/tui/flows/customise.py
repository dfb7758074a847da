"""`c`: what you say of an account: alias, environment word, colour, region, guard, tags."""

from __future__ import annotations

from ssoswitch.core.proposals import matching_regions
from ssoswitch.model.errors import NoMatch
from ssoswitch.model.settings import AccountChoice
from ssoswitch.tui.flows.context import FlowContext
from ssoswitch.tui.flows.subject import account_of, choice_of


async def customise_flow(context: FlowContext) -> None:
    """Ask, and write it into the settings file."""
    item = context.selection().item
    if item is None or not item.account_id:
        raise NoMatch("This row is of no account.", "Move to an account or one of its roles.")
    from ssoswitch.core.environments import environment_word
    from ssoswitch.tui.screens.customise import CustomiseDialog

    state = context.state
    account = account_of(state, item.account_id)
    before = choice_of(state, item.account_id) or AccountChoice()
    dialog = CustomiseDialog(
        account,
        before,
        words=tuple(state.settings.environments),
        by_name=environment_word(account.name, None, state.settings),
        suggest_regions=matching_regions,
    )
    choice = await context.show(dialog)
    if choice is None or choice == before:
        return
    from ssoswitch.operations.settings import change_account

    settings = await context.run(change_account, context.env, item.account_id, choice)
    context.apply_settings(settings)
    name, file = account.name or account.account_id, context.env.settings_file.name
    if choice == AccountChoice():
        context.say(f"{name}: nothing of yours is said of it any more in {file}")
    else:
        context.say(f"{name} customised: saved in {file}")
