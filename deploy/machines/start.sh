#!/bin/sh
# found: make the site, once, and leave its settings and secrets for other machines. serve: run a machine, which joins at first.
# doors: the same, of one that takes what is sent and makes no pages.
set -eu
handbill=/opt/handbill/.venv/bin/handbill
site=/srv/wire/site
case "$1" in
found)
	/buckets.sh
	$handbill new "$site" --name "$SITE_NAME" --address "$HANDBILL_ADDRESS"
	mkdir -p /seed/site
	cp -r "$site/site.toml" "$site/secrets" /seed/site/
	exec $handbill editor "$site" invite "$EDITOR_NAME" --steward
	;;
serve | doors)
	if [ ! -e "$site/site.toml" ]; then
		rm -rf "$site.joins" # of a start at which the database did not answer: a folder without a name would take itself for the first
		mkdir -p "$site.joins"
		cp -r /seed/site/site.toml /seed/site/secrets "$site.joins/"
		if [ "$1" = doors ]; then $handbill join "$site.joins" --doors; else $handbill join "$site.joins"; fi
		mv "$site.joins" "$site"
	fi
	exec $handbill run "$site" --host 0.0.0.0 --port 8000
	;;
*)
	echo "usage: found | serve | doors" >&2
	exit 2
	;;
esac
