/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-codes.h"
#include "model/uke-record.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Combo rows over records and codes. The first entry, where there is one, stands for none. */
void uke_record_choice_fill (AdwComboRow *row,
                             const char *none,
                             GListModel *records,
                             char *(*dup_name) (UkeRecord *record),
                             unsigned active_field,
                             const UkeId *selected);
const UkeId *uke_record_choice_get (AdwComboRow *row);

void
uke_code_choice_fill (AdwComboRow *row, UkeCodes codes, const char *none, const char *selected);
const char *uke_code_choice_get (AdwComboRow *row);

void uke_language_choice_fill (AdwComboRow *row, const char *selected);
void uke_text_choice_fill (AdwComboRow *row,
                           const char *none,
                           const char *const *texts,
                           const char *selected);

G_END_DECLS
