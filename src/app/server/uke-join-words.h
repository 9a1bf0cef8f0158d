/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is said when a desk cannot join. */
char *uke_join_words_for_error (const GError *error, unsigned n_tries_left);
gboolean uke_join_words_is_of_code (const GError *error);

G_END_DECLS
