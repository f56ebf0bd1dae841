"""Pool profile: a few worker processes, each with a small pool, straight to PostgreSQL.

The server must admit workers x (POOL_SIZE + MAX_OVERFLOW) connections. Small pools
serve more: with two cores, forty connections gain nothing over ten.

Times are seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = False

POOL_SIZE = 5
MAX_OVERFLOW = 5
POOL_TIMEOUT = 5.0
POOL_RECYCLE = 1800.0
POOL_PRE_PING = True

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 15.0
LOCK_TIMEOUT = 5.0
IDLE_IN_TRANSACTION_TIMEOUT = 30.0
