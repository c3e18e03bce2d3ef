"""An app as it may stand behind Iris: pages that say what the app has seen, a file with ranges, uploads, an echo over a WebSocket."""
import base64
import hashlib
import http.server
import sys

FILE = bytes(range(256)) * 4096


class App(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            return self.echo()
        if self.path == "/file":
            return self.send_part()
        seen = {name: self.headers.get(name) for name in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Prefix")}
        self.answer(200, f"the app's {self.path}, seen: {seen}\n".encode())

    def do_POST(self):
        left, digest = int(self.headers.get("Content-Length", 0)), hashlib.sha256()
        while left > 0:
            piece = self.rfile.read(min(left, 65536))
            digest.update(piece)
            left -= len(piece)
        self.answer(200, digest.hexdigest().encode() + b"\n")

    def send_part(self):
        wanted = self.headers.get("Range")
        if not wanted:
            return self.answer(200, FILE)
        first, last = (int(number) for number in wanted.removeprefix("bytes=").split("-"))
        self.answer(206, FILE[first:last + 1], ("Content-Range", f"bytes {first}-{last}/{len(FILE)}"))

    def echo(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        for name, value in (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())):
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        head = self.rfile.read(2)
        mask = self.rfile.read(4)
        text = bytes(byte ^ mask[index % 4] for index, byte in enumerate(self.rfile.read(head[1] & 127)))
        self.wfile.write(bytes([0x81, len(text)]) + text)

    def answer(self, status, body, *headers):
        self.send_response(status)
        for name, value in (("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 3000), App)
print(f"the app listens on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
