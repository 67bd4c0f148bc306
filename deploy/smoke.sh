#!/bin/sh
# The smoke test of the image, run inside it (docs/container.md says how): posts one harmless comment and one
# insult and checks what is decided. Without MODERATO_REDIS_URL it runs everything on the embedded Redis by
# `moderato dev`; with it, the processes of production on that Redis, with secrets from files.
set -eu

work=$(mktemp -d)
pids=
stop() {
    # pids is a list, so it is meant to fall into words.
    # shellcheck disable=SC2086
    [ -z "$pids" ] || { kill $pids 2>/dev/null || true; wait $pids || true; }
    rm -rf "$work"
}
trap stop EXIT

fail() {
    echo "smoke test failed: $1" >&2
    tail -n 20 "$work"/*.log >&2 || true
    exit 1
}

# Tries a command until it succeeds, for 30 seconds.
wait_for() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 150 ] || fail "waited in vain for: $*"
        sleep 0.2
    done
}

ready() {
    python3 - <<'EOF'
import os, urllib.request
port = os.environ["MODERATO_OPS_LISTEN"].rpartition(":")[2]
urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=4)
EOF
}

site_key() {
    python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["site_key"])'
}

if [ -z "${MODERATO_REDIS_URL:-}" ]; then
    export MODERATO_DATA_DIR="$work/data"
    moderato dev >"$work/ready.json" 2>"$work/dev.log" &
    pids=$!
    wait_for grep -q '"event": *"ready"' "$work/ready.json"
    key=$(grep '"event": *"ready"' "$work/ready.json" | site_key)
else
    moderato admin make-keys --dir "$work/secrets" >/dev/null
    export MODERATO_ENCRYPTION_KEYS_FILE="$work/secrets/encryption_keys"
    export MODERATO_HASH_KEY_FILE="$work/secrets/hash_key"
    moderato serve >"$work/serve.log" 2>&1 &
    pids=$!
    moderato work screen >"$work/screen.log" 2>&1 &
    pids="$pids $!"
    moderato work notify >"$work/notify.log" 2>&1 &
    pids="$pids $!"
    key=$(moderato admin sites add "smoke-$$" --json | tr -d '\n' | site_key)
fi
wait_for ready

SITE_KEY=$key python3 - <<'EOF' || fail "see above"
import json, os, sys, time, urllib.request

base = "http://127.0.0.1:" + os.environ["MODERATO_LISTEN"].rpartition(":")[2]
cases = [
    ("Danke für den interessanten Artikel", "approved"),
    ("Du bist so ein dummer Vollidiot, halt endlich die Fresse!", "flagged"),
]


def call(path, body=None):
    headers = {
        "Authorization": "Bearer " + os.environ["SITE_KEY"],
        "Content-Type": "application/json",
        "Prefer": "wait=10",
    }
    request = urllib.request.Request(base + path, json.dumps(body).encode() if body else None, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


wrong = 0
for content, expected in cases:
    posted = {"content": content, "author_name": "Erika", "author_email": "erika@posteo.de", "post": "1"}
    started = time.monotonic()
    comment = call("/v1/comments", posted)
    while comment["status"] == "pending" and time.monotonic() < started + 20:
        time.sleep(0.1)
        comment = call("/v1/comments/" + comment["id"])
    seconds = time.monotonic() - started
    reasons = (comment.get("decision") or {}).get("reasons")
    wrong += comment["status"] != expected
    print(f"{comment['status']} in {seconds:.2f} s (expected {expected}): {content} {json.dumps(reasons)}")
sys.exit(wrong)
EOF

# The processes must end when asked, and without an error.
for pid in $pids; do
    kill "$pid"
    wait "$pid" || fail "a process ended with exit code $?"
done
pids=
echo "smoke test passed"
