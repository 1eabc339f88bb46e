"""Settings, typed, from `ACCORD_HOME/accord.toml` and the environment; the environment wins."""

import os
import tomllib
from collections.abc import Mapping
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from accord.kernel.errors import Refused
from accord.outside.contracts import Allowed, MailServer

PREFIX = "ACCORD_"


class SettingsFault(Refused):
    """A setting is wrong; each is named, with what was expected."""

    code = "settings"


class Settings(BaseModel):
    """Each is `ACCORD_<NAME>` in the environment and `<name>` in accord.toml; DATABASE_URL has no prefix."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(description="Where the embedded database, keys and files live.")
    database_url: str = Field("", description="Your own PostgreSQL 15 or newer; empty: the embedded one.")
    host: str = Field("127.0.0.1", min_length=1, description="Address that `accord serve` listens on.")
    port: Annotated[int, Field(ge=1, le=65535, description="Port that `accord serve` listens on.")] = 8000
    public_url: str = Field("", description="Address that people and SDKs use, where it differs from host and port.")
    allowed_hosts: tuple[str, ...] = Field((), description="Host names answered besides localhost, comma-separated.")
    debug: bool = Field(False, description="Show errors in the browser; never on a public address.")
    language: Literal["en", "ru", "ar", "zh-hans", "zh-hant"] = "en"
    time_zone: str = Field("UTC", description="Zone of the screens for members without one of their own.")
    lake: str = Field("", description="Where sealed history goes: a folder or a URL (s3://…); empty: <home>/lake.")
    seal_after_days: Annotated[
        int, Field(ge=0, le=366, description="Days from the end of a month until it is sealed.")
    ] = 3
    keep_months: Annotated[
        int, Field(ge=0, le=1200, description="Months whose touches stay whole in the database; 0: all do.")
    ] = 0
    mail_url: str = Field(
        "", description="Mail server: smtp+starttls://user:password@host:587, smtps://host:465, smtp://host:25."
    )
    mail_from: str = Field("", description="Sender of all mail: Accord <accord@northwind.example>.")
    outside_networks: tuple[str, ...] = Field(
        (), description="Networks inside the house that channels may call, comma-separated: 10.1.0.0/16."
    )
    outside_http: bool = Field(False, description="Let channels call addresses without encryption.")
    web_threads: Annotated[int, Field(ge=1, le=64)] = 4
    rate_limit: Annotated[int, Field(ge=1, description="Events a second and write key.")] = 20_000
    durable: bool = Field(True, description="False only in tests: answers may be lost when the machine stops.")

    @field_validator("allowed_hosts", "outside_networks", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(h.strip() for h in value.split(",") if h.strip()) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _postgres_only(cls, value: str) -> str:
        if value and not value.startswith(("postgres://", "postgresql://")):
            raise ValueError("only PostgreSQL is supported: postgresql://user:password@host:port/name")
        return value

    @field_validator("outside_networks")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("mail_url")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in MAIL_PORTS or not parts.hostname or parts.port == 0):
            raise ValueError("expected smtp+starttls://user:password@host:587, smtps://host:465 or smtp://host:25")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if value and ("@" not in parseaddr(value)[1] or not value.isprintable()):
            raise ValueError("expected an address: Accord <accord@northwind.example>")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import available_timezones

        if value not in available_timezones():
            raise ValueError("no such time zone; use a name like Europe/Berlin")
        return value

    @property
    def address(self) -> str:
        """The address people type, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound
        return f"http://{host}:{self.port}"


MAIL_PORTS = {"smtp+starttls": 587, "smtps": 465, "smtp": 25}
_ENCRYPTION = {"smtp+starttls": "starttls", "smtps": "tls", "smtp": "none"}


def mail_server(settings: Settings) -> MailServer | None:
    """The server that mail leaves by; None: nobody named one, and no mail leaves."""
    if not settings.mail_url:
        return None
    parts = urlsplit(settings.mail_url)
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or MAIL_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encryption=_ENCRYPTION[parts.scheme],
    )


def mail_from(settings: Settings) -> str:
    """The sender of all mail, or one of this host's name."""
    return settings.mail_from or f"Accord <accord@{urlsplit(settings.address).hostname or 'localhost'}>"


def outside(settings: Settings) -> Allowed:
    """What may be called besides encrypted addresses of the public internet."""
    return Allowed(tuple(ip_network(n) for n in settings.outside_networks), settings.outside_http)


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process. Raises SettingsFault that names every wrong one at once."""
    environment = os.environ if environment is None else environment
    home = Path(environment.get("ACCORD_HOME") or ".accord").expanduser().absolute()
    values = {**_from_file(home / "accord.toml"), **_from_environment(environment), "home": home}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsFault("\n".join(_sentence(e) for e in error.errors())) from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    named = {k[len(PREFIX) :].lower(): v for k, v in environment.items() if k.startswith(PREFIX) and v != ""}
    if environment.get("DATABASE_URL"):
        named["database_url"] = environment["DATABASE_URL"]
    return named


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFault(f"{path.name}: {error}") from None


def _sentence(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else "settings"
    shown = "DATABASE_URL" if name == "database_url" else PREFIX + name.upper()
    if error["type"] == "extra_forbidden":
        return f"{shown}: there is no such setting"
    return f"{shown}: {error['msg'].removeprefix('Value error, ')}"
