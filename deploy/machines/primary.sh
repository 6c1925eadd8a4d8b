#!/bin/bash
# Run once, by the image of PostgreSQL, when the primary is made: who may follow it, and from where.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
	-c "CREATE ROLE replica REPLICATION LOGIN PASSWORD '$REPLICA_PASSWORD'"
echo "host replication replica samenet scram-sha-256" >> "$PGDATA/pg_hba.conf"
# Last, and not on the command line: the image starts a server of its own to make the database, which would wait for the replica.
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
	-c "ALTER SYSTEM SET synchronous_standby_names = 'db2'"
