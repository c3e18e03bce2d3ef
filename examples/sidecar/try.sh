#!/usr/bin/env bash
# The pod of deploy/kubernetes/sidecar without a cluster: the same arguments, the same environment, volumes as the kubelet writes them, SIGTERM.
# With the argument "socket" it is the pod of sidecar-socket. Needs python3.
. "$(dirname "$0")/../try"
pod=$repository/deploy/kubernetes
port=$(free_port) metrics=$(free_port)

# A ConfigMap's folder: files are links into ..data, which is a link to a folder; an edit renames a new link over it.
edit() { # edit FOLDER EXPRESSION
  mkdir -p "$work/config/$1"
  sed "$2; s/9464/$metrics/" "$pod/sidecar/proxy.json" >"$work/config/$1/proxy.json"
  ln -s "$1" "$work/config/..data_tmp" && mv -T "$work/config/..data_tmp" "$work/config/..data"
}
edit ..first ''
ln -s ..data/proxy.json "$work/config/proxy.json"

export OPENAI_API_KEY=sidecar
if [ "${1:-}" = socket ]; then
  start iris iris --config "$work/config/proxy.json" --urls "http://unix:$work/iris.sock" --Images:Endpoints:SocketMode=0666
  export OPENAI_BASE_URL=http://iris/openai/v1 IRIS_SOCKET=$work/iris.sock
else
  start iris iris --config "$work/config/proxy.json" --urls "http://127.0.0.1:$port"
  export OPENAI_BASE_URL=http://127.0.0.1:$port/openai/v1
fi
until_it_says iris "Iris listens on"
app() { python3 "$here/app.py" "$1"; }

show "the app draws, and knows OpenAI's API alone" '^200 [0-9]+' app sandbox/painter
show "a provider whose key is not there yet" 'no keys found for provider' app gpt-image-2
edit ..second 's/"Images": {/"Images": { "Models": { "house-style": { "Target": "sandbox\/painter" } },/'
show_soon "an edit of the ConfigMap" '^200 [0-9]+' app house-style
app sandbox/painter~delay=2s >"$work/last" &
last=$!
for _ in $(seq 300); do curl -s "http://127.0.0.1:$metrics/metrics" | grep -qE '^http_server_active_requests\{.*POST.*\} [1-9]' && break; sleep 0.1; done
kill -TERM "${started[0]}"
wait "$last"
show "SIGTERM: the call under way is served" '^200 [0-9]+' cat "$work/last"
