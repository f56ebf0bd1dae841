"""REPLICA_URL and REPLICA_MAX_LAG."""

import pytest

from app.config.settings import Settings, get_settings
from tests.support.settings import OverrideSettings


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("REPLICA_URL", "mysql://server/name", "REPLICA_URL: not a URL of PostgreSQL"),
        ("REPLICA_URL", "postgresql://one", "REPLICA_URL: the name of the database"),
        ("REPLICA_MAX_LAG", "0", "REPLICA_MAX_LAG: .* greater than or equal to 0.1"),
        ("REPLICA_MAX_LAG", "61", "REPLICA_MAX_LAG: .* less than or equal to 60"),
        ("REPLICA_MAX_LAG", "nan", "REPLICA_MAX_LAG: "),
    ],
)
def test_a_bad_value_is_explained(
    override_settings: OverrideSettings, name: str, value: str, message: str
) -> None:
    override_settings(**{name: value})

    with pytest.raises(SystemExit, match=message):
        get_settings()


def test_white_space_names_no_replica(override_settings: OverrideSettings) -> None:
    override_settings(REPLICA_URL=" ")

    assert get_settings().replica_url == ""


def test_the_password_is_not_in_the_text_of_the_settings(settings: Settings) -> None:
    with_replica = settings.model_copy(update={"replica_url": "postgresql://u:secret@"})

    assert "secret" not in repr(with_replica)
