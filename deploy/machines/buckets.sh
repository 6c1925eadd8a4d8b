#!/bin/sh
# Make the two buckets, once: the program itself puts into them and no more. One that is there already is left as it is.
set -eu
for url in "$HANDBILL_PAGES_URL" "$HANDBILL_PAGES_MASTERS"; do
	bucket=${url#s3://}
	status=$(printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" |
		curl -sS -K - --aws-sigv4 aws:amz:us-east-1:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' -X PUT -H 'Content-Length: 0' \
			--retry 10 --retry-connrefused -o /dev/null -w '%{http_code}' "$HANDBILL_PAGES_ENDPOINT/${bucket%%/*}")
	case "$status" in
	200 | 409) ;;
	*)
		echo "the store does not make the bucket ${bucket%%/*}: $status" >&2
		exit 1
		;;
	esac
done
