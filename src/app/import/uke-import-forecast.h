/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/import/uke-import-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_IMPORT_FORECAST (uke_import_forecast_get_type ())
G_DECLARE_FINAL_TYPE (UkeImportForecast, uke_import_forecast, UKE, IMPORT_FORECAST, AdwBin)

/**
 * UkeImportForecast:
 *
 * What would become of the rows: a figure for each outcome and a bar of them all, while the dry run
 * goes on and after it.
 */
void uke_import_forecast_set_session (UkeImportForecast *self, UkeImportSession *session);

G_END_DECLS
