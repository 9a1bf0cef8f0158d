/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Of a number that others are counted on from. */
#define UKE_NUMBER_MAX_DIGITS 15

char *uke_number_key (const char *patient_number);
gboolean uke_number_equal (const char *a, const char *b);
int uke_number_compare (const char *a, const char *b);

char *uke_number_new_provisional (uint32_t dev, int64_t n);
gboolean uke_number_is_provisional (const char *number);
gboolean uke_number_is_provisional_of (const char *number, uint32_t dev);

G_END_DECLS
