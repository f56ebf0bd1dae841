"""Pool profile: behind PgBouncer in transaction mode.

Two transactions of one client may run on two server connections. So statements are not
prepared, and each transaction sets the timeouts (app/db/engine_options.py): PgBouncer
rejects them when a connection starts. PgBouncer has the pool of connections to the
server; the pools of the service only keep its connections to PgBouncer open. There are
two of this size, one of them for sessions that only read.

Times are in seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = True

POOL_SIZE = 10
MAX_OVERFLOW = 0
POOL_TIMEOUT = 5.0
POOL_RECYCLE = 600.0
POOL_PING_AFTER = 5.0

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 15.0
LOCK_TIMEOUT = 5.0
IDLE_IN_TRANSACTION_TIMEOUT = 30.0
