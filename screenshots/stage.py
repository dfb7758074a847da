"""The home and the Identity Center on which scenes are played: the same on every machine, and of nobody."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from ssoswitch.demo import scenes
from ssoswitch.demo.behaviour import Behaviour
from ssoswitch.demo.identity_center import FakeIdentityCenter
from ssoswitch.demo.scenes import NOW, Scene
from ssoswitch.model.environment import SystemClock

if TYPE_CHECKING:
    from ssoswitch.model.environment import Environment

SEED_BEHAVIOUR = Behaviour(approval="automatic", access_token_lifetime=8 * 3600)

DIRENV = """\
#!{bash}
# A stand-in that allows and exports as direnv does, for pictures that are the same with and without it.
PATH=/usr/local/bin:/usr/bin:/bin
case $1 in
  allow) folder=$XDG_DATA_HOME/direnv/allow
         mkdir -p "$folder"
         name=$(printf '%s\\n' "$PWD/.envrc" | cat - .envrc | {sha256} | cut -d ' ' -f 1)
         printf '%s\\n' "$PWD/.envrc" > "$folder/$name" ;;
  export) . ./.envrc; printf '{{"AWS_PROFILE": "%s"}}\\n' "$AWS_PROFILE" ;;
esac
"""


class StillClock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = NOW
        self.hurries = False
        """Whether waits are measured by the machine's clock, so that they end by themselves."""

    def time(self) -> float:
        """Seconds since the epoch."""
        return self.now

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return SystemClock().monotonic() if self.hurries else self.now - NOW + 10_000.0


class Hurry(Event):
    """A wait that costs no time of the machine's: the clock is moved on instead."""

    def __init__(self, clock: StillClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it is set; `timeout` seconds later by the clock."""
        self._clock.now += timeout or 0.0
        return self.is_set()


class PublicCenter(FakeIdentityCenter):
    """The fake, giving itself out as the portal of the pictures; `AWS_ENDPOINT_URL` leads to it all the same."""

    def start(self) -> FakeIdentityCenter:
        """Take a port, and talk of the portal's own address."""
        super().start()
        self.endpoint = self._state.url
        self._state.url = scenes.START_URL.removesuffix("/start")
        return self


class Stage:
    """The home and the Identity Center on which scenes are played, one after another."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self._template = folder / "template"
        self._programs = folder / "bin"
        self.clock = StillClock()
        self._organization = scenes.organization()
        self._center = PublicCenter(self._organization, SEED_BEHAVIOUR, clock=self.clock)

    def __enter__(self) -> Stage:
        self._center.start()
        self._write_programs()
        self._write_home()
        self._sign_in_and_sync()
        shutil.copytree(self.home, self._template, symlinks=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._center.stop()

    def variables(self, center: PublicCenter) -> dict[str, str]:
        """The whole environment of the program."""
        return {
            "HOME": str(self.home),
            "PATH": str(self._programs),
            "SHELL": "/bin/bash",
            "TERM": "xterm-256color",
            "LANG": "en_GB.UTF-8",
            "DISPLAY": ":0",
            "BROWSER": "firefox",
            "XDG_DATA_HOME": str(self.home / ".local" / "share"),
            "AWS_ENDPOINT_URL": center.endpoint,
            "NO_PROXY": "127.0.0.1",
        }

    def environment(self, scene: Scene, center: PublicCenter) -> Environment:
        """A fresh home for the scene, and the environment in it."""
        from ssoswitch.disk.locations import environment_from

        shutil.rmtree(self.home)
        shutil.copytree(self._template, self.home, symlinks=True)
        self.clock.now = NOW
        if not scene.configured:
            shutil.rmtree(self.home / ".aws")
            shutil.rmtree(self.home / ".cache")
            shutil.rmtree(self.home / "src")
        elif not scene.signed_in:
            shutil.rmtree(self.home / ".aws" / "sso")
        settings = self.home / ".config" / "ssoswitch" / "config.toml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        look = f'[look]\ntheme = "{scene.theme}"\nsigns = "{scene.signs}"\n'
        if scene.weather != "calm" or not scene.signed_in:
            look += "spinner = false\n"  # it turns by the machine's clock
        settings.write_text(look + scene.settings, encoding="utf-8")
        variables = self.variables(center) | scenes.HERE | dict(scene.variables)
        kept = {name: value for name, value in variables.items() if value}
        directory = self.home / scene.directory
        directory.mkdir(parents=True, exist_ok=True)
        return environment_from(kept | {"PWD": str(directory)}, working_directory=directory, clock=self.clock)

    def center_for(self, scene: Scene) -> PublicCenter:
        """The one that knows the saved token; for those who sign in a fresh one, so that its codes are the same."""
        if scene.signed_in:
            self._center.set_behaviour(scene.behaviour)
            return self._center
        center = PublicCenter(self._organization, scene.behaviour, clock=self.clock)
        center.start()
        return center

    def close(self, center: PublicCenter) -> None:
        """A center that was made for one scene."""
        if center is not self._center:
            center.stop()

    def _write_programs(self) -> None:
        self._programs.mkdir()
        bash, sha256 = shutil.which("bash"), shutil.which("sha256sum")
        if bash is None:
            raise SystemExit("bash is needed: it reads what .envrc holds.")
        (self._programs / "bash").symlink_to(bash)
        scripts = {
            "direnv": DIRENV.format(bash=bash, sha256="sha256sum" if sha256 else "shasum -a 256"),
            "firefox": f"#!{bash}\n",
        }
        for name, text in scripts.items():
            (self._programs / name).write_text(text, encoding="utf-8")
            (self._programs / name).chmod(0o755)

    def _write_home(self) -> None:
        files = {
            ".aws/config": scenes.CONFIG,
            "src/payments-api/.envrc": scenes.ENVRC,
            "src/payments-infra/.envrc": scenes.INFRA_ENVRC,
            ".bashrc": 'eval "$(direnv hook bash)"\n',
        }
        for name, text in files.items():
            path = self.home / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        (self.home / ".aws" / "config").chmod(0o600)

    def _sign_in_and_sync(self) -> None:
        """As the program does it, some hours and some minutes ago."""
        from ssoswitch.disk.direnv import allow
        from ssoswitch.disk.locations import environment_from
        from ssoswitch.disk.token_cache import TokenCache
        from ssoswitch.model.account import AccountTree
        from ssoswitch.operations.connect import Connections
        from ssoswitch.operations.login import login
        from ssoswitch.operations.read_config import read_config
        from ssoswitch.operations.settings import change_recollections
        from ssoswitch.operations.sync import sync
        from ssoswitch.operations.wants import Wants

        env = environment_from(self.variables(self._center), working_directory=self.home, clock=self.clock)
        session = read_config(env).sessions[scenes.SESSION]
        connections = Connections(env)
        self.clock.now = NOW - 6490.0
        for _event in login(env, connections, session, method="code", stop=Hurry(self.clock)):
            pass
        self.clock.now, self.clock.hurries = NOW - 180.0, True
        empty, stop, pause = AccountTree(session.name), Event(), Event()
        for _step in sync(env, connections, session, empty, stop=stop, pause=pause, wants=Wants()):
            pass
        self.clock.now, self.clock.hurries = NOW - 1140.0, False
        token = TokenCache(env).load(session)
        assert token is not None, "the sign-in left a token"
        center = connections.identity_center(session)
        for account_id, role in (
            ("333344445555", "AdministratorAccess"),
            ("333344446666", "PowerUserAccess"),
        ):
            credentials = center.get_role_credentials(token.access_token, account_id, role)
            TokenCache(env).save_role_credentials(session, credentials)
        files = tuple(str(path) for path in sorted(self.home.glob("src/*/.envrc")))
        change_recollections(env, lambda _: replace(scenes.RECOLLECTIONS, envrc_files=files))
        for file in files:
            allow(env, Path(file).parent, Path(file).read_bytes())
