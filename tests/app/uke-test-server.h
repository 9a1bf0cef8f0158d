/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** The other side of an enrolment (tests/sync/enrol-server.py), on loopback. */
typedef struct _UkeTestServer UkeTestServer;

UkeTestServer *uke_test_server_new (const char *root);
void uke_test_server_free (UkeTestServer *self);

/** HOST:PORT. */
const char *uke_test_server_get_address (UkeTestServer *self);

/** Gives an order, and returns the answer, to be freed. */
char *uke_test_server_order (UkeTestServer *self, const char *order);

/** Gives an order that is answered by "done". */
void uke_test_server_tell (UkeTestServer *self, const char *order);
