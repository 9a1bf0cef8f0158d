/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-self-test.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What stands between the person and the clinic, each with a card of its own. */

UkeDbSelfTest uke_start_test_self (void);
GtkWidget *uke_start_trouble_new (const GError *error, const char *detail);
GtkWidget *uke_start_trouble_new_self_test (UkeDbSelfTest result);
GtkWidget *uke_start_trouble_new_no_database (const char *detail);

G_END_DECLS
