#!/usr/bin/env bash
# Iris in front of an app, with TLS: what docs/edge.md tells, in one go. Needs curl, openssl and python3.
. "$(dirname "$0")/../try"
port=$(free_port) app=$(free_port)
mkdir "$work/tls"
certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=$1" -addext subjectAltName=DNS:localhost \
    -keyout "$work/tls/tls.key" -out "$work/tls/tls.crt" 2>/dev/null
}
certificate first
sed "s/:3000/:$app/; s/\*:8443/localhost:$port/; s|tls/tls|$work/tls/tls|g; s/, \"MetricsPort.*127.0.0.1\"//" "$here/proxy.json" >"$work/proxy.json"
start app python3 "$here/app.py" "$app"
start iris iris --config "$work/proxy.json"
until_it_says app "the app listens"
until_it_says iris "Iris listens on"
ask() { curl -sS -m 20 --cacert "$work/tls/tls.crt" "$@"; }
url=https://localhost:$port

show "a page: HTTP/2, HSTS, and the app knows who has called, whatever the client says" "'Host': 'localhost:$port', 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-Proto': 'https'" \
  ask -i -H 'X-Forwarded-For: 203.0.113.7' "$url/page"
show "below a prefix the app sees its own path" "the app's /page, .*'X-Forwarded-Prefix': '/docs'" ask "$url/docs/page"
show "a part of a file" '^HTTP/2 206' ask -i -r 0-9 "$url/file"
show "an upload" "^$(head -c 5000000 /dev/zero | sha256sum | cut -d' ' -f1)" ask --data-binary @<(head -c 5000000 /dev/zero) "$url/upload"
show "a WebSocket" '101 Switching Protocols' ask -i --http1.1 -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13' \
  -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' -m 1 "$url/socket"
show "a picture" '"b64_json":"iVBORw0KGgo' ask "$url/openai/v1/images/generations" -H 'content-type: application/json' \
  -d '{"model":"sandbox/painter","prompt":"a red fox","size":"256x256"}'
show "Iris' own endpoints, out of the app's way" '"status":"ok"' ask "$url/-/health/ready"
certificate second
shown_certificate() { ask -v -o /dev/null "$url/page" 2>&1 | grep subject; }
show_soon "the certificate is renewed while it runs" 'subject: CN ?= ?second' shown_certificate
