/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_START_STATEMENT (uke_start_statement_get_type ())
G_DECLARE_FINAL_TYPE (UkeStartStatement, uke_start_statement, UKE, START_STATEMENT, AdwBin)

/**
 * UkeStartStatement:
 *
 * A card that says what is the case, what helps, and offers it.
 *
 * Signals: `chosen` (name of the button).
 */
GtkWidget *uke_start_statement_new (const char *icon, const char *title, const char *sentence);
void uke_start_statement_set_good (UkeStartStatement *self);
void uke_start_statement_set_help (UkeStartStatement *self, const char *help);
void uke_start_statement_set_detail (UkeStartStatement *self, const char *detail);
void uke_start_statement_add_button (UkeStartStatement *self,
                                     const char *name,
                                     const char *label,
                                     gboolean is_suggested);

G_END_DECLS
