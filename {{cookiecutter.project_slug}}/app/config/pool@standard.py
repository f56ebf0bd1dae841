"""Pool profile: a few workers, each with a small pool directly to PostgreSQL.

There are two pools of this size, one of them for sessions that only read. The server
must allow workers x 2 x (POOL_SIZE + MAX_OVERFLOW) connections. With the default
max_connections = 100, of which 3 are reserved for superusers, nine workers with 10
connections each are possible.

MAX_OVERFLOW is 0, since overflow connections are opened and closed all the time under
steady load, which costs the server two to five times the CPU. On few cores, more than
10 connections gain nothing.

Times are in seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = False

POOL_SIZE = 5
MAX_OVERFLOW = 0
POOL_TIMEOUT = 5.0
POOL_RECYCLE = 1800.0
POOL_PING_AFTER = 5.0

CONNECT_TIMEOUT = 5.0
STATEMENT_TIMEOUT = 15.0
LOCK_TIMEOUT = 5.0
IDLE_IN_TRANSACTION_TIMEOUT = 30.0
