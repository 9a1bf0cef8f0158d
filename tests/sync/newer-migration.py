#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""newer-migration.py MIGRATIONS FOLDER SOURCE: the migration after the newest, as a version after this one would
bring it; as a source file, which registers it beside the others."""
import os
import subprocess
import sys

migrations, folder, source = sys.argv[1:]
number = max(int(name[:4]) for name in os.listdir(migrations) if name.endswith(".sql")) + 1
kinds = {"sqlite": ("TEXT", "BLOB", "INTEGER", " STRICT"), "pg": ('TEXT COLLATE "C"', "BYTEA", "BIGINT", "")}
os.makedirs(os.path.join(folder, "migrations"), exist_ok=True)
files = ""
for engine, (text, blob, integer, ending) in kinds.items():
    name = f"migrations/{number:04}-nickname.{engine}.sql"
    files += f"    <file>{name}</file>\n"
    with open(os.path.join(folder, name), "w", encoding="ascii") as file:
        file.write(f"ALTER TABLE patient ADD COLUMN nickname {text};\n"
                   f"CREATE TABLE locker (id {blob} NOT NULL PRIMARY KEY, label {text}, patient_id {blob}, "
                   f"cver {integer} NOT NULL, rver {integer} NOT NULL, fv {blob} NOT NULL, del_seq {integer}, "
                   f"ext {blob}){ending};\n")
with open(os.path.join(folder, "newer.gresource.xml"), "w", encoding="ascii") as file:
    file.write('<gresources>\n  <gresource prefix="/org/uketsuke/Uketsuke/store">\n' + files
               + "  </gresource>\n</gresources>\n")
subprocess.run(["glib-compile-resources", "--generate-source", "--sourcedir", folder, "--target", source, "--c-name",
                "uke_newer", os.path.join(folder, "newer.gresource.xml")], check=True)
