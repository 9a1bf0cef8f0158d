/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

GPtrArray *uke_patient_rows_list_same_name (UkeDb *db,
                                            UkeRecord *patient,
                                            int64_t after,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
