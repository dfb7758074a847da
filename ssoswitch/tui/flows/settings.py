"""`,`: every setting, saved as you go."""

from __future__ import annotations

from ssoswitch.core.paths import short_path
from ssoswitch.core.settings_table import BY_KEY
from ssoswitch.model.errors import SsoswitchError
from ssoswitch.tui.flows.context import FlowContext


async def settings_flow(context: FlowContext) -> None:
    """Show the screen until it is left; F2 opens the file in the editor."""
    from ssoswitch.tui.screens.settings import SettingsScreen

    async def change(key: str, value: object) -> str:
        try:
            await context.change_setting(key, value)
        except SsoswitchError as error:
            return str(error)
        return ""

    path = short_path(context.env.settings_file, context.env.home)
    while True:
        screen = SettingsScreen(lambda: context.state.settings, change, path)
        answer = await context.show(screen)
        if answer != "file":
            return
        await _edit_file(context)


async def _edit_file(context: FlowContext) -> None:
    from ssoswitch.tui.flows.sub_shell import edit_file

    # The file has every key with a comment once anything was changed; before that there may be none.
    setting = BY_KEY["look.theme"]
    if not context.env.settings_file.exists():
        await context.change_setting(setting.key, context.state.settings.theme)
    edit_file(context, str(context.env.settings_file))
    # Writing a setting as it is reads the whole file again, with whatever the editor left in it.
    from ssoswitch.operations.settings import load_settings

    settings = await context.run(load_settings, context.env)
    await context.change_setting(setting.key, settings.theme)
    for problem in settings.problems:
        context.say(problem, kind="error")
