#!/usr/bin/env python3
# SPDX-FileCopyrightText: Uketsuke contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls and words that have no place here, each with the reason and what to use instead."""
import fnmatch
import re

from lintlib import blank, line_of, run

EVERYWHERE = ["src/*", "tests/*"]
SOURCES = ["src/*"]
# Below the app and the programs' main files nothing prints or logs above debug.
LIBRARIES = ["src/base/*", "src/model/*", "src/feed/*", "src/db/*", "src/vault/*", "src/store/*",
             "src/clinic/*", "src/words/*", "src/exchange/*", "src/pki/*", "src/server/*"]

# (where, call, why)
CALLS = [
    (EVERYWHERE, "strcpy strcat strncpy strncat sprintf vsprintf gets stpcpy", "no bound: g_strlcpy, g_snprintf, GString"),
    (EVERYWHERE, "strtok", "keeps hidden state: g_strsplit"),
    (EVERYWHERE, "atoi atol atoll atof", "cannot say that it is no number: g_ascii_string_to_signed"),
    (EVERYWHERE, "alloca g_alloca g_newa", "the stack is not for data: g_autofree"),
    (EVERYWHERE, "system popen g_spawn_command_line_sync g_spawn_command_line_async", "a shell reads data as commands: GSubprocess"),
    (EVERYWHERE, "sleep usleep nanosleep g_usleep", "waiting blindly: wait for the thing itself"),
    (EVERYWHERE, "tmpnam tempnam mktemp", "a race: g_file_open_tmp, g_dir_make_tmp"),
    (SOURCES, "rand srand random srandom drand48 g_random_int g_random_int_range g_random_double", "hidden state: getrandom, libsodium, or a seed that is passed in"),
    (EVERYWHERE, "ctime asctime localtime gmtime mktime", "hidden state and the machine's zone: UkeDate, GDateTime with the clinic's zone"),
    (LIBRARIES, "g_print g_printerr printf fprintf puts perror", "libraries do not print"),
    (LIBRARIES, "g_warning g_message g_info g_log", "return or log, never both; below the app only g_debug"),
    (SOURCES, "g_task_run_in_thread g_task_run_in_thread_sync", "one writer thread, few readers: src/db"),
    (SOURCES, "gtk_label_set_markup pango_parse_markup gtk_widget_set_tooltip_markup", "text of people is not markup: attributes"),
    (SOURCES, "gtk_window_set_default_icon gtk_css_provider_load_from_data", "style stands in data/*.css"),
    (SOURCES, "setenv putenv g_setenv", "not safe once threads run"),
    (SOURCES, "json_object_get_string_member json_parser_new", "jansson, strict and bounded, reads JSON here"),
    (SOURCES, "secret_password_lookup secret_password_lookup_sync secret_password_store", "cannot tell a locked keyring from an empty one: secret_service_search"),
    (SOURCES, "EVP_md5 EVP_sha1", "SHA-256 or better"),
]
# (where, expression, why)
WORDS = [
    (EVERYWHERE, r"\bgoto\b", "cleanup is g_auto*"),
    (EVERYWHERE, r"\bG_GNUC_UNUSED\b|__attribute__\s*\(\(\s*unused", "a parameter that nobody uses need not be named so; a variable should go"),
    (EVERYWHERE, r"\b(TRUE|FALSE)\s*[!=]=|[!=]=\s*TRUE\b|==\s*FALSE\b", "a truth value is not compared"),
    (SOURCES, r"\bG_GNUC_(BEGIN|END)_IGNORE_DEPRECATIONS\b", "use what is not deprecated"),
    (SOURCES, r"^(?!G_)\w.*\b\w+_get_default \(void\)", "the application object owns the services"),
    (LIBRARIES, r"\bg_settings_new\b", "settings are handed down"),
    (["src/model/*", "src/feed/*", "src/store/*", "src/clinic/*", "src/exchange/*", "src/app/*", "src/words/*"],
     r"\b(g_get_real_time|g_date_time_new_now\w*|time) \(", "time comes from the injected clock"),
]
# (path, call): why it may stand there is said beside the call.
ALLOWED = [
    ("src/base/uke-clock*.c", "*"),
    ("src/*/main.c", "g_setenv"),
    ("src/server/ukes-command*.c", "*printf"),
    ("src/vault/uke-vault-files.c", "g_task_run_in_thread"),
    ("src/vault/uke-data-dir.c", "g_task_run_in_thread"),
    ("src/app/notify/uke-desktop-notifier.c", "g_task_run_in_thread"),
    ("src/exchange/uke-csv-file.c", "g_task_run_in_thread"),
    ("src/exchange/uke-import-*.c", "g_task_run_in_thread"),
    ("src/app/uke-renderer.c", "g_setenv"),
    ("tests/*", "g_random_int"),
]


def is_allowed(path, call):
    return any(fnmatch.fnmatch(path, where) and fnmatch.fnmatch(call, what) for where, what in ALLOWED)


def rules():
    for where, calls, why in CALLS:
        names = "|".join(calls.split())
        yield where, re.compile(rf"(?<![\w>.])({names})\s*\("), why
    for where, expression, why in WORDS:
        yield where, re.compile(expression, re.MULTILINE), why


def check(tree):
    table = list(rules())
    for path in tree.paths("src/*.c", "src/*.h", "tests/*.c", "tests/*.h"):
        code = blank(tree.text(path))
        for where, expression, why in table:
            if not any(fnmatch.fnmatch(path, pattern) for pattern in where):
                continue
            for match in expression.finditer(code):
                call = match.group(0).split("(")[0].strip()
                if not is_allowed(path, call):
                    yield f"{path}:{line_of(code, match.start())}: {call}: {why}"


run(check, bad={
    "a copy without a bound": {"src/base/uke-a.c": "strcpy (a, b);\n"},
    "a blind wait in a test": {"tests/base/test-a.c": "g_usleep (1000);\n"},
    "a print in a library": {"src/store/uke-a.c": 'g_print ("x");\n'},
    "markup made of data": {"src/app/uke-a.c": "gtk_label_set_markup (l, t);\n"},
    "goto": {"src/ctl/uke-a.c": "  goto out;\n"},
    "a rule that reads the clock": {"src/model/uke-a.c": "int64_t now = g_get_real_time ();\n"},
    "a truth value compared": {"src/db/uke-a.c": "if (done == TRUE)\n"},
}, good={
    "src/base/uke-a.c": "/* never strcpy () */ g_strlcpy (a, \"sleep (1)\", 3);\nuke_task_sleep (a);\n",
    "src/base/uke-clock.c": "return g_get_real_time ();\n",
})
