#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's half of doc/enrolment.md, written from the page alone, with the openssl program as the authority.

Listens on loopback in the folder that is given and prints "PORT". Each line on its standard input is an order:
"code 12345678" sets the code that is good, "accept" and "refuse" are what the administrator says, "impostor" puts
another authority behind the same door, "stranger" a server of another kind, "words FILE" answers with the six words as
this side has them. It ends when its standard input does.
"""
import hashlib
import json
import secrets
import socket
import ssl
import subprocess
import sys
import threading

FOLDER = sys.argv[1]
STATE = {"code": None, "tries": 5, "verdict": "waiting", "impostor": False, "stranger": False}
ENROLMENTS = {}


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], cwd=FOLDER, check=True, input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext",
            "keyUsage=critical,keyCertSign,cRLSign", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN=server of {name}",
            "-keyout", f"{name}-server.key", "-out", f"{name}-server.csr")
    with open(f"{FOLDER}/{name}-server.ext", "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n")
    openssl("x509", "-req", "-in", f"{name}-server.csr", "-CA", f"{name}.pem", "-CAkey", f"{name}.key", "-days", "30",
            "-CAcreateserial", "-extfile", f"{name}-server.ext", "-out", f"{name}-server.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(f"{FOLDER}/{name}-server.pem", f"{FOLDER}/{name}-server.key")
    return context


def issue(csr):
    with open(f"{FOLDER}/device.ext", "w", encoding="ascii") as file:
        file.write("extendedKeyUsage=clientAuth\nbasicConstraints=critical,CA:FALSE\n"
                   "keyUsage=critical,digitalSignature\n")
    return openssl("x509", "-req", "-CA", "ours.pem", "-CAkey", "ours.key", "-days", "30", "-CAcreateserial",
                   "-extfile", "device.ext", data=csr.encode()).decode()


def six_words(ca_pem, nonce, csr_pem):
    ca = hashlib.sha256(openssl("x509", "-outform", "DER", data=ca_pem.encode())).digest()
    csr = hashlib.sha256(openssl("req", "-outform", "DER", data=csr_pem.encode())).digest()
    digest = hashlib.sha256(b"uketsuke enrolment words 1\0" + ca + nonce + csr).digest()
    with open(sys.argv[2], encoding="utf-8") as file:
        words = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    bits = int.from_bytes(digest, "big")
    return [words[bits >> 256 - 11 * (i + 1) & 2047] for i in range(6)]


def begin(body):
    if STATE["code"] is None or STATE["tries"] == 0:
        return 403, {"error": "no_code", "message": ""}
    if body["code"] != STATE["code"]:
        STATE["tries"] -= 1
        return 403, {"error": "wrong_code", "message": "", "tries_left": STATE["tries"]}
    with open(f"{FOLDER}/ours.pem", encoding="ascii") as file:
        ca = file.read()
    name = secrets.token_hex(16)
    nonce = secrets.token_bytes(32)
    ENROLMENTS[name] = body["csr"]
    STATE["words"] = six_words(ca, nonce, body["csr"])
    STATE["code"] = None
    return 202, {"id": name, "nonce": nonce.hex(), "ca": ca, "expires_at_us": 1795482600000000}


def go_on(name, body):
    if name not in ENROLMENTS:
        return 404, {"error": "not_found", "message": ""}
    if STATE["verdict"] == "refuse":
        return 403, {"error": "refused", "message": ""}
    if STATE["verdict"] != "accept" or body.get("confirmed") is not True:
        return 202, {"state": "waiting"}
    with open(f"{FOLDER}/ours.pem", encoding="ascii") as file:
        ca = file.read()
    return 200, {"dev": 7, "certificate": issue(ENROLMENTS[name]), "ca": ca, "signing_key": "ab" * 32}


def serve(connection, context):
    with connection:
        try:
            with context.wrap_socket(connection, server_side=True) as tls:
                request = b""
                while b"\r\n\r\n" not in request:
                    request += tls.recv(65536) or exit_thread()
                head, _, body = request.partition(b"\r\n\r\n")
                length = [int(line.split(b":")[1]) for line in head.split(b"\r\n")
                          if line.lower().startswith(b"content-length:")][0]
                while len(body) < length:
                    body += tls.recv(65536) or exit_thread()
                path = head.split(b" ")[1].decode()
                if STATE["stranger"]:
                    tls.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>")
                    return
                status, answer = (begin(json.loads(body)) if path == "/v1/enrol"
                                  else go_on(path.rsplit("/", 1)[1], json.loads(body)))
                text = json.dumps(answer).encode()
                tls.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
                            .encode() + text)
        except OSError:
            pass


def exit_thread():
    raise OSError("the other side is gone")


def accept(listener, contexts):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, contexts[STATE["impostor"]]), daemon=True).start()


CONTEXTS = {False: make_authority("ours"), True: make_authority("theirs")}
LISTENER = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=accept, args=(LISTENER, CONTEXTS), daemon=True).start()
print(LISTENER.getsockname()[1], flush=True)
for line in sys.stdin:
    order = line.split()
    if order[0] == "code":
        STATE.update(code=order[1], tries=5, verdict="waiting")
    elif order[0] in ("accept", "refuse"):
        STATE["verdict"] = order[0]
    elif order[0] in ("impostor", "stranger"):
        STATE[order[0]] = True
    print(" ".join(STATE["words"]) if order[0] == "words" else "done", flush=True)
