#!/bin/sh
# A whole consumer of settings with curl: says who it is, waits for changes, tries them, says what became of them.
#   WOPR_URL=http://localhost:3100 WOPR_KEY=wopr_… ./config-consumer.sh camera front-door ./apply.sh
# `apply.sh` gets the document on standard input; when it fails, its words are the reason of the refusal.
# WOPR_ONCE=1 ends after the first document.
set -eu
ns=$1 name=$2 apply=$3
api="$WOPR_URL/api/v1/config"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
call() { curl -sS --fail-with-body -H "authorization: Bearer $WOPR_KEY" -H 'content-type: application/json' "$@"; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$2" | head -n 1; }

call -X PUT "$api/consumers/self" -d "{\"name\":\"$name\",\"version\":\"sh\",\"namespaces\":[\"$ns\"]}" > "$work/self"
consumer=$(field consumer "$work/self")
etag=
while :; do
  code=$(curl -sS -o "$work/new" -D "$work/head" -w '%{http_code}' -H "authorization: Bearer $WOPR_KEY" \
    ${etag:+-H "if-none-match: $etag"} "$api/resolve/$ns?consumer=$consumer${etag:+&wait=50}") || code=0
  if [ "$code" = 200 ]; then
    etag=$(tr -d '\r' < "$work/head" | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
    revision=$(field revision "$work/new")
    epoch=$(field epoch "$work/new")
    outcome=applied error=null
    # The document is the last member of the answer.
    sed 's/.*,"document":\(.*\)}$/\1/' "$work/new" > "$work/document"
    if ! "$apply" < "$work/document" > "$work/said" 2>&1; then
      outcome=rejected
      error="{\"message\":\"$(tr -d '"\\' < "$work/said" | tr '\n' ' ' | cut -c 1-500)\"}"
    fi
    call -X POST "$api/acks" -d "[{\"namespace\":\"$ns\",\"epoch\":$epoch,\"revision\":$revision,\"etag\":\"\",\"outcome\":\"$outcome\",\"error\":$error,\"consumer\":\"$consumer\"}]"
    [ -z "${WOPR_ONCE:-}" ] || exit 0
  elif [ "$code" != 304 ]; then
    sleep 2
  fi
done
