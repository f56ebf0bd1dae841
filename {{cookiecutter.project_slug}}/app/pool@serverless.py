"""Pool profile: short-lived processes that are frozen between requests.

A frozen process cannot look after idle connections, so each request opens one and
closes it. POOL_SIZE + MAX_OVERFLOW bounds how many a process holds at a time where
the service limits itself; otherwise the platform's own concurrency limit does.

Times are seconds. The environment overrides each value as DB_<NAME>.
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
