"""demo-server: the Identity Center of the demo alone, for other tools to be pointed at."""

from __future__ import annotations

from pathlib import Path

import click

from ssoswitch.cli.call import Call
from ssoswitch.cli.durations import whole
from ssoswitch.cli.options import Verb, everywhere, pass_call

EXAMPLES = """\b
Examples:
  ssoswitch demo-server --home ~/demo        everything that it needs stands in ~/demo then
  ssoswitch demo-server --accounts 5000 --port 8443
"""


@click.command("demo-server", cls=Verb, epilog=EXAMPLES)
@click.option(
    "--accounts", type=whole(1, 10_000), metavar="N", default=60, show_default=True, help="How many accounts."
)
@click.option("--port", type=whole(0, 65_535), metavar="P", default=0, help="On 127.0.0.1. [default: any]")
@click.option(
    "--home",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the config into this folder as well.",
)
@everywhere
@pass_call
def demo_server_command(call: Call, accounts: int, port: int, home: Path | None) -> None:
    """Run the embedded Identity Center alone, for boto3 and the AWS CLI to be pointed at.

    Prints the exports and the config that point them there, and serves until ^C.
    """
    if call.dry_run:
        written = f" and write {home / '.aws' / 'config'}" if home else ""
        call.talk.say(f"Would serve {accounts} accounts on 127.0.0.1{written}.")
        return
    from ssoswitch.demo.run import serve

    serve(accounts=accounts, port=port, home=home)
