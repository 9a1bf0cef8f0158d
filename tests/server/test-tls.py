#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad certificates and old protocols against nginx and the server (security.md T-TLS, A15): twenty certificates by
four versions of TLS, and exactly one of the eighty reaches a handler."""
import os
import socket
import ssl
import subprocess
import warnings

from serverlib import Server, openssl, run_cases, until

VERSIONS = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2,
            "1.3": ssl.TLSVersion.TLSv1_3}
# Old versions are asked for on purpose.
warnings.simplefilter("ignore", DeprecationWarning)
server = Server().start()
device = server.device()
revoked = server.device("受付 2")
server.command("revoke", str(revoked.dev))
folder = device.folder
CA = (server.path("ca.pem"), server.path("ca.key"))


def write(name, text):
    with open(os.path.join(folder, name), "w", encoding="ascii") as file:
        file.write(text)


def make(name, authority=CA, subject="/CN=device 2", start=None, days="365", extensions=None, key=("ec", "P-256"),
         digest="sha256", serial="1"):
    """A certificate by openssl's own authority command, which lets every date and extension be said."""
    if key[0] == "ec":
        openssl(folder, "ecparam", "-name", {"P-256": "prime256v1", "P-384": "secp384r1"}[key[1]], "-genkey", "-noout",
                "-out", f"{name}.key")
    else:
        openssl(folder, "genrsa", "-out", f"{name}.key", key[1])
    openssl(folder, "req", "-new", "-key", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
    if extensions is None:
        extensions = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n"
    write(f"{name}.ext", extensions)
    if start is None:
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", authority[0], "-CAkey", authority[1], "-set_serial",
                serial, "-days", days, f"-{digest}", "-extfile", f"{name}.ext", "-out", f"{name}.pem")
        return name
    write("index.txt", "")
    write("serial", "10\n")
    write("ca.cnf", "[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\npolicy=p\n"
                    "unique_subject=no\n[p]\ncommonName=supplied\n")
    openssl(folder, "ca", "-batch", "-config", "ca.cnf", "-cert", authority[0], "-keyfile", authority[1], "-md", digest,
            "-startdate", start[0], "-enddate", start[1], "-extfile", f"{name}.ext", "-in", f"{name}.csr", "-notext",
            "-out", f"{name}.pem")
    return name


def make_authority(name, subject):
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", subject, "-keyout", f"{name}.key", "-out", f"{name}.pem")
    return os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}.key")


def own_subject():
    text = openssl(folder, "x509", "-in", CA[0], "-noout", "-subject", "-nameopt", "RFC2253,utf8").decode().strip()
    return "/" + text.removeprefix("subject=").replace(",", "/")


def certificates():
    """Name, certificate and key of each of the twenty."""
    other = make_authority("other", "/CN=Another clinic")
    same_name = make_authority("samename", own_subject())
    leaf = "basicConstraints=critical,CA:FALSE\n"
    made = [
        make("unknown"),  # everything right but that nobody enrolled it
        make("expired", start=("20240101000000Z", "20250101000000Z")),
        make("notyet", start=("20400101000000Z", "20410101000000Z")),
        make("otherca", other),
        make("samenameca", same_name),
        make("serverauth", extensions=leaf + "extendedKeyUsage=serverAuth\n"),
        make("emailonly", extensions=leaf + "extendedKeyUsage=emailProtection\n"),
        make("caleaf", extensions="basicConstraints=critical,CA:TRUE\nextendedKeyUsage=clientAuth\n"),
        make("nopurpose", extensions=leaf),
        make("sha1", digest="sha1"),
        make("rsa1024", key=("rsa", "1024")),
        make("rsa2048", key=("rsa", "2048")),
        make("p384", key=("ec", "P-384")),
        make("critical", extensions=leaf + "1.2.3.4.5=critical,ASN1:NULL\nextendedKeyUsage=clientAuth\n"),
        make("withname", extensions=leaf + "extendedKeyUsage=clientAuth\nsubjectAltName=DNS:localhost\n"),
    ]
    pairs = [(name, f"{name}.pem", f"{name}.key") for name in made]
    # Issued by a certificate of the clinic's that is no authority.
    under = make("under", (os.path.join(folder, "unknown.pem"), os.path.join(folder, "unknown.key")))
    with open(os.path.join(folder, "under.pem"), "a", encoding="ascii") as chain, \
            open(os.path.join(folder, "unknown.pem"), encoding="ascii") as parent:
        chain.write(parent.read())
    pairs.append((under, "under.pem", "under.key"))
    openssl(folder, "req", "-x509", "-new", "-key", "key.pem", "-days", "30", "-subj", "/CN=device 2", "-out", "self.pem")
    pairs.append(("selfsigned", "self.pem", "key.pem"))
    pairs.append(("revoked", revoked.path("device.pem"), revoked.path("key.pem")))
    pairs.append(("none", None, None))
    pairs.append(("enrolled", "device.pem", "key.pem"))
    return pairs


def attempt(certificate, key, version):
    """The status that a request got, or None when nothing answered. SECLEVEL 0: what is refused is refused by the
    other side, not by this one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    if certificate is not None:
        context.load_cert_chain(os.path.join(folder, certificate), os.path.join(folder, key))
    try:
        with socket.create_connection(server.desks, timeout=15) as plain, \
                context.wrap_socket(plain, server_hostname="localhost") as tls:
            tls.sendall(b"GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = tls.recv(65536)
    except OSError:
        return None
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else None


def test_twenty_by_four():
    """Of twenty certificates by four versions exactly one pair is answered by a handler: TLS 1.3 and the one enrolled."""
    pairs = certificates()
    assert len(pairs) == 20, len(pairs)
    before = server.handled()
    accepted = []
    for name, certificate, key in pairs:
        for version, number in VERSIONS.items():
            status = attempt(certificate, key, number)
            if status == 200:
                accepted.append((name, version))
            if version != "1.3":
                assert status is None, (name, version, status)
            else:
                assert status in (None, 200, 400, 403), (name, version, status)
    assert accepted == [("enrolled", "1.3")], accepted
    assert server.handled() - before == 1, (before, server.metrics())


def test_register_decides():
    """What the clinic's own authority signed is still refused when it is not in the register, or was shut out."""
    for name, code in (("unknown", "device_unknown"), ("revoked", "device_revoked")):
        files = {"unknown": ("unknown.pem", "unknown.key"),
                 "revoked": (revoked.path("device.pem"), revoked.path("key.pem"))}[name]
        status, body = device.ask("GET", "/v1/health", certificate=files[0], key=files[1])
        assert (status, body["error"]) == (403, code), (name, status, body)


def test_server_certificate_rotates():
    """A new server certificate is taken up by the running proxy; a desk that trusts the authority notices nothing."""
    serial = lambda: ssl.get_server_certificate(server.desks)
    before = serial()
    folder_of_server = server.folder
    server.stop()
    with open(os.path.join(folder_of_server, "server.ini"), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(folder_of_server, "server.ini"), "w", encoding="utf-8") as file:
        file.write(text.replace("hosts=localhost;", "hosts=localhost;newname.example;"))
    server.start()
    after = until(lambda: serial() if serial() != before else None, "the new certificate")
    subject = openssl(folder, "x509", "-noout", "-ext", "subjectAltName", text=after.encode()).decode()
    assert "newname.example" in subject, subject
    assert device.ask("GET", "/v1/health")[0] == 200


def test_openssl_finds_tls_1_3_alone():
    """Another program's handshake: 1.3 with a suite of the high-security set, nothing below; enrolment too."""
    for door in (server.desks, server.enrol):
        address = f"{door[0]}:{door[1]}"
        for flag, is_good in (("-tls1_3", True), ("-tls1_2", False), ("-tls1_1", False), ("-tls1", False)):
            done = subprocess.run(["openssl", "s_client", "-connect", address, flag, "-cipher", "ALL:@SECLEVEL=0",
                                   "-CAfile", server.path("ca.pem"), "-verify_return_error", "-brief"],
                                  input=b"", capture_output=True, timeout=30)
            text = (done.stdout + done.stderr).decode(errors="replace")
            assert ("Protocol version: TLSv1.3" in text) == is_good, (door, flag, text)
            assert not is_good or "Verification: OK" in text, text


try:
    run_cases([test_twenty_by_four, test_register_decides, test_server_certificate_rotates,
               test_openssl_finds_tls_1_3_alone])
finally:
    server.__exit__()
