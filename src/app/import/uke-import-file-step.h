/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-step.h"

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_FILE_STEP (uke_import_file_step_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportFileStep, uke_import_file_step, UKE, IMPORT_FILE_STEP, UkeImportStep)

/**
 * UkeImportFileStep:
 *
 * The first step: what the list holds, which file, in which encoding; below, the imports so far.
 */
void uke_import_file_step_choose (UkeImportFileStep *self);

G_END_DECLS
