#!/bin/bash
# The replica: a copy of the primary at first, then it follows. Promote it with: docker compose exec db2 pg_ctl promote
# Before that be sure that the primary is stopped (docker compose stop db1), and that it stays so: two that take what is written are two
# sites. The next `up` would start it: take db1 out of compose.yaml and of HANDBILL_DATABASE_URL until it is a replica of this one.
set -eu
export PATH="/usr/lib/postgresql/17/bin:$PATH"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
	until pg_basebackup -h db1 -U replica -D "$PGDATA" -R -c fast -d "application_name=db2"; do
		rm -rf "${PGDATA:?}"/*
		sleep 2
	done
	chmod 0700 "$PGDATA"
	# What the primary waits for was copied with it; where this one is promoted, nobody of that name follows it, and no commit would end.
	echo "synchronous_standby_names = ''" >> "$PGDATA/postgresql.auto.conf"
fi
exec postgres
