-- Run once by the database's image (docker-compose.yml), while the database is still empty.
-- The owner migrates; the application's role owns nothing, so row-level security binds it; the
-- third only reads, past row-level security, for backups.
\set owner_password `cat /run/secrets/owner_password`
\set app_password `cat /run/secrets/app_password`
\set backup_password `cat /run/secrets/backup_password`
CREATE ROLE longshore_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE longshore_app LOGIN PASSWORD :'app_password';
CREATE ROLE longshore_backup LOGIN BYPASSRLS PASSWORD :'backup_password';
GRANT pg_read_all_data TO longshore_backup;
CREATE DATABASE longshore OWNER longshore_owner;
