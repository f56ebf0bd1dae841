"""Settings, read from the environment and from `.env`."""

from functools import cache
from typing import Annotated, Literal, TypeVar

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt, ValidationError
from pydantic.functional_validators import AfterValidator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app import pool
from app.database_url import driver_url

SettingsT = TypeVar("SettingsT", bound=BaseSettings)


class PoolSettings(BaseSettings):
    """How connections are held and for how long things may take, in seconds.

    The defaults are the pool profile's, in app/pool.py.
    """

    model_config = SettingsConfigDict(env_prefix="DB_", env_file=".env", extra="ignore")

    pooled: bool = pool.POOLED
    transaction_pooler: bool = pool.TRANSACTION_POOLER
    pool_size: PositiveInt = pool.POOL_SIZE
    max_overflow: NonNegativeInt = pool.MAX_OVERFLOW
    pool_timeout: PositiveFloat = pool.POOL_TIMEOUT
    pool_recycle: PositiveFloat = pool.POOL_RECYCLE
    pool_pre_ping: bool = pool.POOL_PRE_PING
    connect_timeout: PositiveFloat = pool.CONNECT_TIMEOUT
    statement_timeout: PositiveFloat = pool.STATEMENT_TIMEOUT
    lock_timeout: PositiveFloat = pool.LOCK_TIMEOUT
    idle_in_transaction_timeout: PositiveFloat = pool.IDLE_IN_TRANSACTION_TIMEOUT

    @property
    def max_connections(self) -> int:
        """How many connections one process may hold at a time."""
        return self.pool_size + self.max_overflow


class Settings(BaseSettings):
    """What the service needs to know of the place where it runs."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    environment: Literal["development", "testing", "production"] = "development"
    database_url: Annotated[str, AfterValidator(driver_url)] = Field(
        default="", repr=False
    )
    log_sql: bool = False
    web_concurrency: PositiveInt = 1
    # {% if cookiecutter.soft_delete %}
    retention_days: NonNegativeInt = 30
    # {% endif %}

    @property
    def echo_sql(self) -> bool:
        """Whether to log every statement: on request, and in development alone."""
        return self.log_sql and self.environment == "development"


@cache
def get_settings() -> Settings:
    """Read the settings once; end the program with a sentence for each fault."""
    return _read(Settings)


@cache
def get_pool_settings() -> PoolSettings:
    """Read them once; end the program with a sentence for each fault."""
    return _read(PoolSettings)


def _read(kind: type[SettingsT]) -> SettingsT:
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        faults = [
            _explain(f"{prefix}{fault['loc'][0]}", fault["msg"])
            for fault in error.errors()
        ]
        raise SystemExit("\n".join(faults)) from None


def _explain(name: str, message: str) -> str:
    return f"{name.upper()}: {message.removeprefix('Value error, ')}"
