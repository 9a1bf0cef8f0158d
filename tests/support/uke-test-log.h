/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For programs in which a server answers wrongly: what is refused of it is a warning in the log,
 * and here what is expected. Warnings of other parts end the program as everywhere. */
void uke_test_log_begin (void);
void uke_test_log_clear (void);
/* What was logged about answers since the last clear, one a line; the caller's. */
char *uke_test_log_dup (void);
gboolean uke_test_log_has (const char *text);

G_END_DECLS
