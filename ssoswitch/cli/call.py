"""One run of one command: the options of everywhere, and the world, read when first asked for.

Apart from `options`, because the screen is started through it without click.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ssoswitch.cli.terminal import person_is_there

if TYPE_CHECKING:
    from pathlib import Path

    from ssoswitch.cli.diagnostics import Diagnostics
    from ssoswitch.core.aws_config import AwsConfig
    from ssoswitch.model.account import AccountTree
    from ssoswitch.model.environment import Environment
    from ssoswitch.model.settings import Recollections, Settings
    from ssoswitch.model.sso_session import SsoSession
    from ssoswitch.operations.connect import Connections

COMPLETE = "_SSOSWITCH_COMPLETE"
"""The variable that the completion scripts set; its value names click's protocol."""


class Call:
    """One run of one command: the options of everywhere, and the world, read when first asked for."""

    # Not a dataclass: to make one takes longer than all that the start of the screen does here.
    def __init__(
        self,
        env: Environment,
        session_name: str | None = None,
        *,
        as_json: bool = False,
        dry_run: bool = False,
        yes: bool = False,
        quiet: bool = False,
        verbose: bool = False,
        no_color: bool = False,
    ) -> None:
        self.env = env
        self.session_name = session_name
        self.as_json = as_json
        self.dry_run = dry_run
        self.yes = yes
        self.quiet = quiet
        self.verbose = verbose
        self.no_color = no_color
        self._kept: dict[str, Any] = {}

    def elsewhere(self, env: Environment) -> Call:
        """The same run in another environment, of which nothing is known yet."""
        return Call(
            env,
            self.session_name,
            as_json=self.as_json,
            dry_run=self.dry_run,
            yes=self.yes,
            quiet=self.quiet,
            verbose=self.verbose,
            no_color=self.no_color,
        )

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    @property
    def talk(self) -> Diagnostics:
        """stderr."""
        from ssoswitch.cli.diagnostics import Diagnostics

        talk: Diagnostics = self._once(
            "talk",
            lambda: Diagnostics(
                quiet=self.quiet,
                verbose=self.verbose,
                as_json=self.as_json,
                colour=not self.no_color and not self.env.variable("NO_COLOR"),
                term=self.env.variable("TERM"),
            ),
        )
        return talk

    @property
    def config(self) -> AwsConfig:
        """The AWS config; what is odd about it and about the places of files is said once."""

        def read() -> AwsConfig:
            config = self._config_read
            for problem in self.env.problems:
                self.talk.warn(problem)
            if config.problem is not None:
                self.talk.warn(
                    f"{config.problem.message} AWS tools read nothing of that file until it is mended."
                )
            return config

        config: AwsConfig = self._once("config", read)
        return config

    @property
    def _config_read(self) -> AwsConfig:
        from ssoswitch.operations.read_config import read_config

        config: AwsConfig = self._once("config read", lambda: read_config(self.env))
        return config

    def require_config(self) -> None:
        """For a command that writes the AWS config: end here where it may not be edited, before any other word.

        Raises ConfigUnreadable, FileUnsafe: one line, with nothing else around it.
        """
        if self._config_read.problem is not None:
            from ssoswitch.operations.config_plans import open_config

            open_config(self.env)

    @property
    def settings(self) -> Settings:
        """The settings; what is wrong in their file is said once."""
        from ssoswitch.operations.settings import load_settings

        def read() -> Settings:
            settings = load_settings(self.env)
            for problem in settings.problems:
                self.talk.warn(f"settings: {problem}")
            return settings

        settings: Settings = self._once("settings", read)
        return settings

    @property
    def recollections(self) -> Recollections:
        """What is remembered."""
        from ssoswitch.operations.settings import load_recollections

        recollections: Recollections = self._once("recollections", lambda: load_recollections(self.env))
        return recollections

    @property
    def connections(self) -> Connections:
        """The way to AWS, as the profile in force has it; endpoints that were set and are not used are named."""
        return self.connections_of("")

    def connections_of(self, profile_name: str) -> Connections:
        """The way to AWS as that profile has it: its endpoints and CA bundle. Whoever asks first decides."""
        from ssoswitch.operations.connect import connect, endpoint_problems

        def make() -> Connections:
            made = connect(self.env, self.config, profile_name)
            said = made.env.endpoints.refused if profile_name else endpoint_problems(self.env, self.config)
            for reason in said:
                self.talk.warn(reason)
            return made

        connections: Connections = self._once("connections", make)
        return connections

    def session(self, name: str | None = None) -> SsoSession:
        """The sso-session that is meant. Raises as `choose_session`, ConfigError for one that cannot be used."""
        from ssoswitch.model.errors import ConfigError
        from ssoswitch.operations.choose_session import choose_session

        session = choose_session(self.config, self.env, self.recollections, name or self.session_name)
        if session.problem:
            raise ConfigError(
                f"The sso-session {session.name} cannot be used: {session.problem}.",
                f"Correct it in {self.env.config_file}.",
            )
        return session

    def tree(self, session: SsoSession) -> AccountTree:
        """The saved tree of that session, empty where there is none."""
        from ssoswitch.operations.saved_tree import saved_tree

        tree, note = saved_tree(self.env, session)
        if note:
            self.talk.warn(note)
        return tree

    def tell(self, fields: Mapping[str, Any]) -> None:
        """The JSON object, with what was warned of."""
        from ssoswitch.cli import output

        output.document({**fields, "warnings": self.talk.warnings})

    def tell_list(self, fields: Mapping[str, Any], name: str, pieces: Iterable[str]) -> None:
        """The same with a list under `name`, whose objects are JSON already, one or several in each piece."""
        from ssoswitch.cli import output

        output.document_with_list(fields, name, pieces, {"warnings": self.talk.warnings})

    def short(self, path: Path) -> str:
        """A path for a person: `~` for the home directory."""
        try:
            return f"~/{path.relative_to(self.env.home)}"
        except ValueError:
            return str(path)

    def confirmed(self, question: str) -> bool:
        """Whether to go on: `--yes`, or a person who says so. Without either, wrong use (exit 2)."""
        if self.yes:
            return True
        if not person_is_there():
            self.talk.wrong_use(
                "Nothing was written: stdin is no terminal, so nobody can be asked.",
                "Give --yes to write, or --dry-run to look.",
            )
        return self.talk.ask(question)

    def ask_mfa(self) -> Callable[[str], str] | None:
        """How a person is asked for the code of an MFA device; None where nobody is there."""
        if not person_is_there():
            return None
        return lambda serial: self.talk.ask_text(f"MFA code of {serial}:")
