"""Pool profile: many concurrent clients, connected directly to PostgreSQL.

Workers keep more connections open, and all timeouts are short: under overload it is
better to reject some requests than to delay all of them.

There are two pools of this size, one of them for sessions that only read. The server
must allow workers x 2 x (POOL_SIZE + MAX_OVERFLOW) connections: eight workers need
max_connections = 163 or more. MAX_OVERFLOW is 0, since overflow connections are
opened and closed all the time under steady load, which costs the server two to five
times the CPU.

Times are in seconds. The environment overrides each value as DB_<NAME>.
"""

POOLED = True
TRANSACTION_POOLER = False

POOL_SIZE = 10
MAX_OVERFLOW = 0
POOL_TIMEOUT = 2.0
POOL_RECYCLE = 1800.0
POOL_PING_AFTER = 5.0

CONNECT_TIMEOUT = 3.0
STATEMENT_TIMEOUT = 5.0
LOCK_TIMEOUT = 2.0
IDLE_IN_TRANSACTION_TIMEOUT = 10.0
