"""Pool profile: many clients at once, straight to PostgreSQL.

More connections are kept open, and all waits are short: under overload it is better
to refuse some requests than to delay them all. The server must admit
workers x (POOL_SIZE + MAX_OVERFLOW) connections: eight workers want max_connections
of 163 or more. There is no overflow, since its connections are opened and closed under
steady load, which costs the server two to five times the CPU.

Times are seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = False

POOL_SIZE = 20
MAX_OVERFLOW = 0
POOL_TIMEOUT = 2.0
POOL_RECYCLE = 1800.0
POOL_PRE_PING = True

CONNECT_TIMEOUT = 3.0
STATEMENT_TIMEOUT = 5.0
LOCK_TIMEOUT = 2.0
IDLE_IN_TRANSACTION_TIMEOUT = 10.0
