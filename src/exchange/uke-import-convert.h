/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"
#include "clinic/uke-import-commands.h"
#include "exchange/uke-import-mapping.h"

G_BEGIN_DECLS

UkeImportRow *uke_import_convert (const UkeImportMapping *mapping,
                                  const UkeCsvRow *row,
                                  const UkeZone *zone,
                                  int64_t now_us,
                                  const char **out_code);

G_END_DECLS
