#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that means harm, or is broken: each path answers in a way of its own (security.md T-MAL).

Makes an authority, a server certificate and a foreign one in the folder that is given, listens on loopback,
prints "PORT FOREIGN_PORT" and ends when its standard input does.
"""
import gzip
import socket
import ssl
import subprocess
import sys
import threading
import time

FOLDER = sys.argv[1]


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=FOLDER, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")


def make_certificate(authority, name, purpose="serverAuth"):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr")
    with open(f"{FOLDER}/{name}.ext", "w", encoding="ascii") as file:
        file.write(f"subjectAltName=IP:127.0.0.1\nextendedKeyUsage={purpose}\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key",
            "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")


def head(status="200 OK", **fields):
    lines = [f"HTTP/1.1 {status}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answer(connection, path, is_first):
    """Returns whether the connection may go on. @is_first: nothing was asked on it before."""
    send = connection.sendall
    if path == "/ok":
        send(head(Content_Length=2) + b"{}")
        return True
    if path == "/who" or (path == "/who-again" and is_first):
        # As the proxy before a clinic's server: who shows no certificate is not heard.
        send(head("200 OK" if connection.getpeercert() else "400 Bad Request", Content_Length=2) + b"{}")
        return True
    if path == "/busy":
        send(head("503 Busy", Content_Length=2, Retry_After=7) + b"{}")
        return True
    if path == "/nothing":
        send(head("204 No Content"))
        return True
    if path == "/gzip-bomb":
        bomb = gzip.compress(bytes(1024 * 1024 * 1024), 9)
        send(head(Content_Length=len(bomb), Content_Encoding="gzip") + bomb)
    elif path == "/announced":
        send(head(Content_Length=10**12))
        send(bytes(65536))
    elif path == "/endless":
        send(head(Connection="close"))
        for _ in range(100000):
            send(bytes(65536))
    elif path == "/endless-chunks":
        send(head(Transfer_Encoding="chunked"))
        for _ in range(100000):
            send(b"10000\r\n" + bytes(65536) + b"\r\n")
    elif path == "/drip":
        send(head(Content_Length=1000))
        while True:
            send(b" ")
            time.sleep(0.2)
    elif path == "/drip-head":
        send(b"HTTP/1.1 200 OK\r\n")
        while True:
            send(b"X-More: yes\r\n")
            time.sleep(0.2)
    elif path == "/huge-head":
        send(b"HTTP/1.1 200 OK\r\n" + b"X-More: " + b"a" * (64 * 1024 * 1024) + b"\r\n\r\n")
    elif path == "/redirect":
        send(head("302 Found", Location=f"https://127.0.0.1:{FOREIGN_PORT}/stolen", Content_Length=0))
    elif path == "/half":
        send(head(Content_Length=1000) + b"{\"half\":")
    elif path == "/garbage":
        send(b"\x00\x01\x02 what is this\r\n\r\n")
    elif path == "/silent":
        time.sleep(60)
    return False


def serve(connection, context, count):
    with connection:
        try:
            with context.wrap_socket(connection, server_side=True) as tls:
                count[0] += 1
                is_first = True
                while True:
                    request = b""
                    while b"\r\n\r\n" not in request:
                        more = tls.recv(65536)
                        if not more:
                            return
                        request += more
                    if not answer(tls, request.split(b" ")[1].decode(), is_first):
                        return
                    is_first = False
        except (OSError, ssl.SSLError):
            pass


def listen(name, count):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(f"{FOLDER}/{name}.pem", f"{FOLDER}/{name}.key")
    context.load_verify_locations(f"{FOLDER}/ours.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    context.num_tickets = 0
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, context, count), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


make_authority("ours")
make_authority("theirs")
make_certificate("ours", "server")
make_certificate("ours", "device", "clientAuth")
make_certificate("theirs", "foreign")
FOREIGN_COUNT = [0]
FOREIGN_PORT = listen("foreign", FOREIGN_COUNT)
print(listen("server", [0]), FOREIGN_PORT, flush=True)
for line in sys.stdin:
    print(FOREIGN_COUNT[0], flush=True)
