/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-import-commands.h"
#include "exchange/uke-import-run.h"
#include "exchange/uke-import-survey.h"

G_BEGIN_DECLS

/**
 * UkeImportVerdict:
 * @text: (owned): what to say of a column or row
 * @icon: icon name
 * @css_class: uk-ok uk-warn uk-err uk-secondary
 *
 * A judgement as it is shown: icon, word and colour together.
 */
typedef struct {
  char *text;
  const char *icon;
  const char *css_class;
} UkeImportVerdict;

void uke_import_verdict_clear (UkeImportVerdict *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkeImportVerdict, uke_import_verdict_clear)

const char *uke_import_words_kind (const char *kind);
const char *uke_import_words_title (const char *kind);
const char *uke_import_words_target (UkeImportTarget target);
const char *uke_import_words_outcome (UkeImportOutcome outcome);
const char *uke_import_words_outcome_icon (UkeImportOutcome outcome);
const char *uke_import_words_outcome_class (UkeImportOutcome outcome);
const char *uke_import_words_separator (char separator);
void uke_import_words_judge_column (const UkeImportColumn *column,
                                    UkeImportTarget target,
                                    gboolean is_decided,
                                    UkeImportVerdict *out_verdict);
char *uke_import_words_samples (const UkeImportColumn *column);
char *uke_import_words_unknown (GPtrArray *unknown);

G_END_DECLS
