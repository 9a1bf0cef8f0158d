/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-step.h"

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_RUN_STEP (uke_import_run_step_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportRunStep, uke_import_run_step, UKE, IMPORT_RUN_STEP, UkeImportStep)

/**
 * UkeImportRunStep:
 *
 * The last step: row by row what would happen, then the import with its progress, then what became
 * of every row.
 */

G_END_DECLS
