/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UkeFieldCheck:
 * @text: what was typed; never empty
 * @today: the clinic's day
 * @out_note: (out): how it was understood, or a sentence saying what is wrong; NULL for nothing
 *
 * Returns: whether it can be kept
 */
typedef gboolean (*UkeFieldCheck) (const char *text, UkeDate today, char **out_note);

#define UKE_TYPE_CHECKED_ROW (uke_checked_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (UkeCheckedRow, uke_checked_row, UKE, CHECKED_ROW, AdwEntryRow)

/**
 * UkeCheckedRow:
 *
 * An entry that says beside the text how it understands what is being typed, or what is wrong with
 * it.
 */
struct _UkeCheckedRowClass {
  AdwEntryRowClass parent_class;
};

void uke_checked_row_set_check (UkeCheckedRow *self, UkeFieldCheck check, UkeDate today);
char *uke_checked_row_dup_problem (UkeCheckedRow *self);

G_END_DECLS
