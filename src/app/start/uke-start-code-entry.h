/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_START_CODE_ENTRY (uke_start_code_entry_get_type ())
G_DECLARE_FINAL_TYPE (UkeStartCodeEntry, uke_start_code_entry, UKE, START_CODE_ENTRY, AdwBin)

/**
 * UkeStartCodeKind:
 * @UKE_START_CODE_CONFIRM: the code is typed back once after it was shown
 * @UKE_START_CODE_OPEN: the code opens the clinic
 */
typedef enum {
  UKE_START_CODE_CONFIRM,
  UKE_START_CODE_OPEN,
} UkeStartCodeKind;

/**
 * UkeStartCodeEntry:
 *
 * Four lines to type a recovery code into. Each is ticked off as it is right, and a line that is
 * not says which of its groups to look at.
 *
 * Signals: `submitted` (code as typed), `back`.
 */
GtkWidget *uke_start_code_entry_new (UkeStartCodeKind kind);
void uke_start_code_entry_set_problem (UkeStartCodeEntry *self, const char *sentence);
void uke_start_code_entry_set_busy (UkeStartCodeEntry *self, gboolean is_busy);

G_END_DECLS
