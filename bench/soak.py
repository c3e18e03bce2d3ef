#!/usr/bin/env python3
"""What the log of calls costs the calls: the same load with the log on and off, in turns, against a gateway with a SQLite state.

    python3 bench/soak.py PATH/TO/Gateway [--rate 200] [--seconds 120] [--rounds 1] [--bytes 8388608]

Latency counts from the moment that a call was due, so that a stall cannot hide by delaying the calls behind it. The provider is part of this program and
answers at once. At the end it prints the percentiles of each turn and the largest size of the state's files.
"""
import argparse, asyncio, json, os, socket, subprocess, tempfile, time

PICTURE = "iVBORw0KGgo" + "A" * 1489
ANSWER = json.dumps({"created": 1, "data": [{"b64_json": PICTURE}], "usage": {"input_tokens": 10, "output_tokens": 20, "total_tokens": 30}}).encode()
REQUEST = json.dumps({"model": "openai/gpt-image-2", "prompt": "a fox"}).encode()


async def read_message(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    fields = {line.split(b":", 1)[0].lower(): line.split(b":", 1)[1].strip() for line in head.split(b"\r\n")[1:] if b":" in line}
    if fields.get(b"transfer-encoding") == b"chunked":
        while (size := int((await reader.readline()).strip() or b"0", 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(fields.get(b"content-length", b"0")))
    return head


async def provide(reader, writer):
    try:
        while True:
            await read_message(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER))
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
        writer.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Client:
    def __init__(self, port):
        self.port, self.idle = port, []

    async def call(self):
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"POST /v1/images/generations HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(REQUEST), REQUEST))
        head = await read_message(reader)
        self.idle.append((reader, writer))
        return head.startswith(b"HTTP/1.1 200")


async def load(port, rate, seconds):
    client, times, failed, tasks = Client(port), [], 0, []

    async def one(due):
        nonlocal failed
        await asyncio.sleep(due - time.perf_counter())
        if not await client.call():
            failed += 1
        times.append((time.perf_counter() - due) * 1000)

    start = time.perf_counter() + 0.1
    for i in range(int(rate * seconds)):
        due = start + i / rate
        tasks.append(asyncio.create_task(one(due)))
        if due - time.perf_counter() > 0.5:
            await asyncio.sleep(due - time.perf_counter() - 0.4)
    await asyncio.gather(*tasks)
    times.sort()
    return {"calls": len(times), "failed": failed, "p50": times[len(times) // 2], "p99": times[int(len(times) * 0.99)], "max": times[-1]}


def size_of(folder):
    return sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)) if os.path.isdir(folder) else 0


async def turn(options, provider, enabled):
    with tempfile.TemporaryDirectory() as folder:
        config = {
            "Logging": {"LogLevel": {"Default": "Warning"}},
            "ReverseProxy": {
                "Routes": {"unified": {"Match": {"Path": "/v1/images/{operation}", "Methods": ["POST"]}, "Metadata": {"ImageIngress": "unified"}}},
                "Clusters": {"openai": {"Metadata": {"ImageApi": "openai"},
                                        "Destinations": {"a": {"Address": f"http://127.0.0.1:{provider}/v1/", "Metadata": {"ApiKey": "k"}}}}}},
            "Images": {"State": {"Sqlite": "state/iris.db"}, "Log": {"Enabled": enabled, "Bytes": options.bytes}}}
        with open(os.path.join(folder, "proxy.json"), "w") as file:
            json.dump(config, file)
        port = free_port()
        gateway = subprocess.Popen([options.gateway, "--urls", f"http://127.0.0.1:{port}"], cwd=folder, stdout=subprocess.DEVNULL)
        try:
            while True:
                try:
                    with socket.create_connection(("127.0.0.1", port)):
                        break
                except OSError:
                    await asyncio.sleep(0.05)
            await load(port, options.rate, options.warmup)
            most = 0

            async def watch():
                nonlocal most
                while True:
                    most = max(most, size_of(os.path.join(folder, "state")))
                    await asyncio.sleep(0.5)

            watcher = asyncio.create_task(watch())
            result = await load(port, options.rate, options.seconds)
            watcher.cancel()
        finally:
            gateway.terminate()
            gateway.wait()
        print(f"log {'on ' if enabled else 'off'}: {result['calls']} calls, {result['failed']} failed, p50 {result['p50']:.2f} ms, p99 {result['p99']:.2f} ms, "
              f"max {result['max']:.1f} ms, files up to {most} bytes", flush=True)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gateway")
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--warmup", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--bytes", type=int, default=8 << 20)
    options = parser.parse_args()
    options.gateway = os.path.abspath(options.gateway)
    server = await asyncio.start_server(provide, "127.0.0.1", 0)
    for _ in range(options.rounds):
        for enabled in (False, True):
            await turn(options, server.sockets[0].getsockname()[1], enabled)


asyncio.run(main())
