#!/usr/bin/env bash
# Routing changed by editing the file while Iris runs: what docs/deployment.md tells, in one go. Needs curl and python3.
. "$(dirname "$0")/../try"
cp "$here/proxy.json" "$work/"
port=$(free_port)
start iris iris --config "$work/proxy.json" --urls "http://localhost:$port"
until_it_says iris "Iris listens on"
url=http://localhost:$port
edit() { # edit EXPRESSION: with sed, as an editor would: a new file in the place of the old one
  sed "$1" "$work/proxy.json" >"$work/proxy.json.new" && mv "$work/proxy.json.new" "$work/proxy.json"
}
draw() { curl -sS -m 20 -i "$url/v1/images/generations" -H 'content-type: application/json' -d "{\"model\":\"$1\",\"prompt\":\"a red fox\",\"size\":\"64x64\"}" | grep -aE '^HTTP|x-bifrost-fallback|"error"'; }

show "an alias: the application asks for house-style" '200 OK' draw house-style
edit 's/"Target": "sandbox\/painter"/"Target": "sandbox\/painter~status=503", "Fallbacks": [ "sandbox\/painter" ]/'
show_soon "its provider fails from now on, and another one is its fallback" 'x-bifrost-fallback-index: 1' draw house-style
edit 's/"Models": {/"Models": { "poster": { "Target": "sandbox\/painter" },/'
show_soon "a second alias" '200 OK' draw poster
edit 's/"Fallbacks"/"Fallback"/'
until_it_says iris "the last good configuration stays in force"
show "a slip: the log names it, and nothing changes" 'Fallback' grep -a -A3 "the last good configuration stays in force" "$work/iris.log"
show "it goes on as before" 'x-bifrost-fallback-index: 1' draw house-style
refused() { curl -sS "$url/metrics" | grep '^iris_config_last_reload_successful'; }
show "an alert can see it" ' 0 ?[0-9]*$' refused
edit 's/"Fallback"/"Fallbacks"/'
in_force() { curl -sS "$url/metrics" | grep '^iris_config_last_reload_successful'; }
show_soon "mended" ' 1 ?[0-9]*$' in_force
