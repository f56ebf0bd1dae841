"""Pool profile: a pool for the primary, and pools for sessions that only read.

With REPLICA_URL, sessions that only read use the replicas: each worker opens at most
POOL_SIZE + MAX_OVERFLOW connections to them. It opens as many to the primary for
changes, and as many again to read from the primary while no replica can be read from.
So the primary must allow workers x 2 x (POOL_SIZE + MAX_OVERFLOW) connections, and one
more per worker for health checks.

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
