"""Pool profile: many clients at once, straight to PostgreSQL.

More connections are kept open, so that none is made at the peak, and all waits are
short: under overload it is better to refuse some requests than to delay them all.
The server must admit workers x (POOL_SIZE + MAX_OVERFLOW) connections.

Times are seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = False

POOL_SIZE = 20
MAX_OVERFLOW = 5
POOL_TIMEOUT = 2.0
POOL_RECYCLE = 1800.0
POOL_PRE_PING = True

CONNECT_TIMEOUT = 3.0
STATEMENT_TIMEOUT = 5.0
LOCK_TIMEOUT = 2.0
IDLE_IN_TRANSACTION_TIMEOUT = 10.0
