"""Pool profile: functions whose process the platform suspends between requests.

A suspended process cannot maintain idle connections, so each request opens a connection
and closes it.

A process opens at most POOL_SIZE + MAX_OVERFLOW connections at a time, and as many for
sessions that only read.

Times are in seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = False
TRANSACTION_POOLER = False

POOL_SIZE = 5
MAX_OVERFLOW = 0
POOL_TIMEOUT = 5.0
POOL_RECYCLE = 1800.0
POOL_PING_AFTER = 5.0

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 10.0
LOCK_TIMEOUT = 3.0
IDLE_IN_TRANSACTION_TIMEOUT = 10.0
