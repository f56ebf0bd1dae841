"""Pool profile: functions whose process the platform suspends between requests.

A suspended process cannot maintain idle connections, so each request opens a connection
and closes it.

# {% if cookiecutter.driver == "asyncpg" %}
POOL_SIZE and MAX_OVERFLOW have no effect: to limit the connections, set the concurrency
limit of the platform.
# {% else %}
A process opens at most POOL_SIZE + MAX_OVERFLOW connections at a time.
# {% endif %}

Times are in seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = False
TRANSACTION_POOLER = False

POOL_SIZE = 10
MAX_OVERFLOW = 0
POOL_TIMEOUT = 5.0
POOL_RECYCLE = 1800.0
POOL_PRE_PING = False

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 10.0
LOCK_TIMEOUT = 3.0
IDLE_IN_TRANSACTION_TIMEOUT = 10.0
