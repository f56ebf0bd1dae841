"""Pool profile: a few worker processes, each with a small pool, straight to PostgreSQL.

The server must admit workers x (POOL_SIZE + MAX_OVERFLOW) connections: of the usual
100, less 3 for its keepers, nine workers may hold 10 each. There is no overflow, since
its connections are opened and closed under steady load, which costs the server two to
five times the CPU; and more than 10 gain nothing on few cores.

Times are seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = False

POOL_SIZE = 10
MAX_OVERFLOW = 0
POOL_TIMEOUT = 5.0
POOL_RECYCLE = 1800.0
POOL_PRE_PING = True

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 15.0
LOCK_TIMEOUT = 5.0
IDLE_IN_TRANSACTION_TIMEOUT = 30.0
