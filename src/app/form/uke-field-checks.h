/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <glib.h>

G_BEGIN_DECLS

/* How the fields of the patient's form are read; each is a UkeFieldCheck. */
gboolean uke_check_number (const char *text, UkeDate today, char **out_note);
gboolean uke_check_birth (const char *text, UkeDate today, char **out_note);
gboolean uke_check_past_date (const char *text, UkeDate today, char **out_note);
gboolean uke_check_coming_date (const char *text, UkeDate today, char **out_note);
gboolean uke_check_kana (const char *text, UkeDate today, char **out_note);
gboolean uke_check_phone (const char *text, UkeDate today, char **out_note);
gboolean uke_check_email (const char *text, UkeDate today, char **out_note);
gboolean uke_check_postal_code (const char *text, UkeDate today, char **out_note);

G_END_DECLS
