/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-step.h"

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_DUPLICATES_STEP (uke_import_duplicates_step_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportDuplicatesStep,
                      uke_import_duplicates_step,
                      UKE,
                      IMPORT_DUPLICATES_STEP,
                      UkeImportStep)

/**
 * UkeImportDuplicatesStep:
 *
 * The rows of a patient list that may be patients who are there already, and what becomes of each:
 * the same person, another one, or to be looked at later. Nothing is written here; the run does
 * what was decided. The step stands in the line only where there are such rows.
 */

G_END_DECLS
