"""shell-init: the hook and the completion of a shell, on stdout for it to evaluate."""

from __future__ import annotations

import click

from ssoswitch.cli import output
from ssoswitch.cli.call import Call
from ssoswitch.cli.options import Verb, everywhere, pass_call

EXAMPLES = """\b
Put one of these lines into the start-up file of your shell:
  bash         eval "$(ssoswitch shell-init bash)"                 ~/.bashrc
  zsh          eval "$(ssoswitch shell-init zsh)"                  ~/.zshrc
  fish         ssoswitch shell-init fish | source                  ~/.config/fish/config.fish
  powershell   ssoswitch shell-init powershell | Out-String | Invoke-Expression    $PROFILE
"""


@click.command("shell-init", cls=Verb, epilog=EXAMPLES)
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@everywhere
@pass_call
def shell_init_command(call: Call, shell: str) -> None:
    """Print the hook by which `use`, `-` and Enter in the screen set AWS_PROFILE in your shell.

    SHELL is bash, zsh, fish or powershell. The hook defines one function and the completion, and binds no key.
    """
    from ssoswitch.core.shells import hook

    text = hook(shell)
    if call.as_json:
        call.tell({"shell": shell, "hook": text})
    else:
        output.raw(text)
