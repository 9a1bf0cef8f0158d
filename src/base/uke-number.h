/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *uke_number_key (const char *patient_number);
gboolean uke_number_equal (const char *a, const char *b);
int uke_number_compare (const char *a, const char *b);

G_END_DECLS
