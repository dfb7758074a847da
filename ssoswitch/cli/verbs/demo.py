"""demo-server."""

from __future__ import annotations

from pathlib import Path

import click

from ssoswitch.cli.call import Call
from ssoswitch.cli.options import everywhere, pass_call


@click.command("demo-server")
@click.option(
    "--accounts", type=click.IntRange(1, 10_000), default=60, show_default=True, help="How many accounts."
)
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="On 127.0.0.1. [default: any]")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the config into this folder as well.",
)
@everywhere
@pass_call
def demo_server_command(call: Call, accounts: int, port: int, home: Path | None) -> None:  # noqa: ARG001
    """Run the embedded Identity Center alone, for boto3 and the AWS CLI to be pointed at.

    Prints the exports and the config that point them there, and serves until ^C.
    """
    from ssoswitch.demo.run import serve

    serve(accounts=accounts, port=port, home=home)
