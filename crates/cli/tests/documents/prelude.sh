# Stands before the commands of a page. SUFTAJA is the binary, PORT the free port of the door.
set -euo pipefail

# Tells where in the page what follows stands.
at() { printf '== %s\n' "$1" >&2; }

# Ends with everything that a page left running.
trap 'code=$?; for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done; wait; exit $code' EXIT

# A person reads "listening" before going on; a pasted page waits for the same.
door() {
    [ -n "$(jobs -r)" ] || return 0
    local tries=0
    until (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || { echo "no door at $PORT" >&2; return 1; }
        sleep 0.05
    done
}

# The binary as the page calls it, at the page's own port.
suftaja() {
    local given=" $* "
    case $1 in
    serve)
        [[ $given == *" --listen "* ]] || set -- "$@" --listen "127.0.0.1:$PORT"
        exec "$SUFTAJA" "$@"
        ;;
    send | get | order | health)
        [[ $given == *" --to "* ]] || set -- "$@" --to "http://127.0.0.1:$PORT"
        door
        ;;
    esac
    "$SUFTAJA" "$@"
}

curl() {
    door
    command curl --silent --show-error --fail-with-body --noproxy '*' "$@"
    echo
}

# Waits for a file that the node writes by itself.
file() {
    local tries=0
    until [ -e "$1" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || { echo "no file $1" >&2; return 1; }
        sleep 0.05
    done
}
