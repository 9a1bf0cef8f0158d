/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-step.h"

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_COLUMNS_STEP (uke_import_columns_step_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportColumnsStep,
                      uke_import_columns_step,
                      UKE,
                      IMPORT_COLUMNS_STEP,
                      UkeImportStep)

/**
 * UkeImportColumnsStep:
 *
 * The second step: which column holds what, and at the right what would become of the rows.
 */

G_END_DECLS
