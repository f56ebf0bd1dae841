"""Settings, read from the environment and from `.env`."""

from functools import cache, partial
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import Field, PositiveInt, ValidationError
from pydantic.functional_validators import AfterValidator, BeforeValidator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.config import pool
from app.config.database_url import driver_url

# {%- if cookiecutter.pool_profile == "replicas" +%}
from app.config.replicas import MaxLag, ReplicaUrl

# {%- endif +%}
from app.config.web import Hosts, Origins
from app.logs.formatters import LogFormat

LogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

SettingsT = TypeVar("SettingsT", bound=BaseSettings)

MIN_SECONDS = 0.001  # PostgreSQL takes 0 as "no limit"


def _check_seconds(value: float, maximum: float) -> float:
    if not MIN_SECONDS <= value <= maximum:  # NaN is in no range
        raise ValueError(f"write seconds, from {MIN_SECONDS} to {maximum:g}")
    return value


# An hour: a larger number is meant as milliseconds.
Timeout = Annotated[float, AfterValidator(partial(_check_seconds, maximum=3600))]
Age = Annotated[float, AfterValidator(partial(_check_seconds, maximum=30 * 86400))]


class PoolSettings(BaseSettings):
    """Connection pool and timeouts, in seconds.

    The defaults are those of the pool profile, app/config/pool.py.
    """

    model_config = SettingsConfigDict(
        env_prefix="DB_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    pooled: bool = pool.POOLED
    transaction_pooler: bool = pool.TRANSACTION_POOLER
    pool_size: int = Field(ge=1, le=10_000, default=pool.POOL_SIZE)
    max_overflow: int = Field(ge=0, le=10_000, default=pool.MAX_OVERFLOW)
    pool_timeout: Timeout = pool.POOL_TIMEOUT
    pool_recycle: Age = pool.POOL_RECYCLE
    pool_ping_after: Age = pool.POOL_PING_AFTER
    connect_timeout: Timeout = pool.CONNECT_TIMEOUT
    statement_timeout: Timeout = pool.STATEMENT_TIMEOUT
    lock_timeout: Timeout = pool.LOCK_TIMEOUT
    idle_in_transaction_timeout: Timeout = pool.IDLE_IN_TRANSACTION_TIMEOUT
    # Of CREATE INDEX CONCURRENTLY in migrations, whatever the pool profile.
    index_lock_timeout: Timeout = 600.0
    slow_statement: Timeout = 1.0
    show_request_id: bool = False

    @property
    def connections_per_pool(self) -> int:
        """The most connections that one of the two pools opens at a time."""
        return self.pool_size + self.max_overflow

    @property
    def max_connections(self) -> int:
        """The most connections that one process opens at a time.

        Those of both pools, and one for health checks.
        """
        return 2 * self.connections_per_pool + 1

    def for_checks(self) -> "PoolSettings":
        """Return the settings of the pool for health checks: one connection."""
        values = {"pool_size": 1, "max_overflow": 0, "statement_timeout": 1.0}
        return self.model_copy(update=values)


class Settings(BaseSettings):
    """Settings of the service."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    environment: Literal["development", "testing", "production"] = "development"
    database_url: Annotated[str, AfterValidator(driver_url)] = Field(
        default="", repr=False
    )
    log_format: LogFormat = "text"
    log_level: Annotated[LogLevel, BeforeValidator(str.upper)] = "INFO"
    log_sql: bool = False
    web_concurrency: PositiveInt = 1
    max_body_bytes: PositiveInt = 2**20
    shutdown_delay: float = Field(ge=0, le=300, default=0)
    docs: bool = False
    allowed_hosts: Hosts = Field(default="*", validate_default=True)
    cors_origins: Origins = Field(default="", validate_default=True)
    hsts_seconds: int = Field(ge=0, le=63_072_000, default=0)
    metrics: bool = False
    # {% if cookiecutter.pool_profile == "replicas" %}
    replica_url: ReplicaUrl = Field(default="", repr=False)
    replica_max_lag: MaxLag = 10.0
    # {% endif %}
    # {% if cookiecutter.soft_delete %}
    retention_days: int = Field(ge=0, le=36_500, default=30)
    # {% endif %}

    @property
    def has_docs(self) -> bool:
        """Whether to serve the documentation: in production only with DOCS."""
        return self.docs or self.environment != "production"

    @property
    def echo_sql(self) -> bool:
        """Whether to log every statement: with LOG_SQL, and only in development."""
        return self.log_sql and self.environment == "development"


@cache
def get_settings() -> Settings:
    """Return the cached settings. Exits with one line per invalid setting."""
    return _load(Settings)


@cache
def get_pool_settings() -> PoolSettings:
    """Return the cached pool settings. Exits with one line per invalid setting."""
    return _load(PoolSettings)


def _load(settings_type: type[SettingsT]) -> SettingsT:
    try:
        return settings_type()
    except ValidationError as error:
        prefix = settings_type.model_config.get("env_prefix", "")
        lines = [
            f"{prefix}{item['loc'][0]}".upper() + f": {_message(item['msg'])}"
            for item in error.errors()
        ]
        raise SystemExit("\n".join(lines)) from None


def _message(text: str) -> str:
    return text.removeprefix("Value error, ")  # pydantic's prefix of a ValueError
