/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the server's programs say to an administrator about an error of any layer. */

char *ukes_words_for_error (const GError *error);
const char *ukes_words_for_log (const GError *error);

G_END_DECLS
