#!/bin/bash
# The replica: a copy of the primary at first, then it follows. Promote it with: docker compose exec db2 pg_ctl promote
# Before that be sure that the primary is stopped, and stays so: two that take what is written are two sites.
set -eu
export PATH="/usr/lib/postgresql/17/bin:$PATH"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	until pg_basebackup -h db1 -U replica -D "$PGDATA" -R -d "application_name=db2"; do
		rm -rf "${PGDATA:?}"/*
		sleep 2
	done
	chmod 0700 "$PGDATA"
fi
exec postgres
