"""An app that knows nothing but OpenAI's API: OPENAI_BASE_URL and OPENAI_API_KEY, and IRIS_SOCKET where the sidecar listens on a Unix socket."""
import http.client
import json
import os
import socket
import sys
from urllib.parse import urlsplit

base = urlsplit(os.environ["OPENAI_BASE_URL"])
connection = http.client.HTTPConnection(base.hostname, base.port or 80, timeout=20)
if "IRIS_SOCKET" in os.environ:
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(os.environ["IRIS_SOCKET"])
connection.request(
    "POST", base.path + "/images/generations", json.dumps({"model": sys.argv[1], "prompt": "a red fox", "size": "64x64"}),
    {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
answer = connection.getresponse()
body = json.loads(answer.read())
print(answer.status, len(body["data"][0]["b64_json"]) if answer.status == 200 else body["error"]["message"])
