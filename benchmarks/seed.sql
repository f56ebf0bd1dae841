-- The rows of every database: 100 teams, projects and users, with the ids 1 to 100.
-- Each user is in a team and in three projects.

INSERT INTO teams (name, description, created_at, updated_at)
SELECT 'Team ' || n, 'The team number ' || n, moment, moment
FROM generate_series(1, 100) AS n,
    LATERAL (SELECT timestamptz '2026-01-01 00:00:00.123456Z' + n * interval '1 minute') AS at (moment);

INSERT INTO projects (name, description, status, created_at, updated_at)
SELECT 'Project ' || n, 'The project number ' || n, 'active', moment, moment
FROM generate_series(1, 100) AS n,
    LATERAL (SELECT timestamptz '2026-01-01 00:00:00.123456Z' + n * interval '1 minute') AS at (moment);

INSERT INTO users (username, email, full_name, is_active, team_id, hashed_password, created_at, updated_at)
SELECT 'user' || n, 'user' || n || '@example.com', 'User Number ' || n, true, n, repeat('x', 97), moment, moment
FROM generate_series(1, 100) AS n,
    LATERAL (SELECT timestamptz '2026-01-01 00:00:00.123456Z' + n * interval '1 minute') AS at (moment);

INSERT INTO project_members (project_id, user_id)
SELECT (n + 7 * k) % 100 + 1, n
FROM generate_series(1, 100) AS n, generate_series(1, 3) AS k;

ANALYZE;
