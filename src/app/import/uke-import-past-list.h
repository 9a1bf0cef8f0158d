/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_PAST_LIST (uke_import_past_list_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportPastList, uke_import_past_list, UKE, IMPORT_PAST_LIST, AdwBin)

/**
 * UkeImportPastList:
 *
 * The imports so far, newest first: who, when, how many, and what can still be done about them.
 *
 * Signals:
 * `go-on (UkeRecord *run)`: somebody wants to go on with a run that was stopped.
 */
void uke_import_past_list_load (UkeImportPastList *self, UkeClinic *clinic);

G_END_DECLS
