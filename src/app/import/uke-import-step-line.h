/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-step.h"

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_STEP_LINE (uke_import_step_line_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportStepLine, uke_import_step_line, UKE, IMPORT_STEP_LINE, AdwBin)

/**
 * UkeImportStepLine:
 *
 * The steps of an import in a line: those behind with a tick, the one at the front, those to come.
 */
void uke_import_step_line_show (UkeImportStepLine *self,
                                GPtrArray *steps /* (element-type UkeImportStep) */,
                                UkeImportStep *front,
                                gboolean is_over);

G_END_DECLS
