"""Pool profile: behind PgBouncer in transaction mode.

Two transactions of one client may run on two server connections. So nothing may be
prepared for later, and PgBouncer refuses time limits at the start of a connection:
they are set in each transaction instead (app/engine.py). The pool here only saves
the way to PgBouncer, which holds the connections to the server.

Times are seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = True

POOL_SIZE = 20
MAX_OVERFLOW = 0
POOL_TIMEOUT = 5.0
POOL_RECYCLE = 600.0
POOL_PRE_PING = True

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 15.0
LOCK_TIMEOUT = 5.0
IDLE_IN_TRANSACTION_TIMEOUT = 30.0
