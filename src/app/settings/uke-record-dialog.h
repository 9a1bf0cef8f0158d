/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/settings/uke-record-form.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

GtkWindow *uke_record_dialog_present (GtkWidget *widget,
                                      UkeClinic *clinic,
                                      const UkeRecordForm *form,
                                      int64_t order);

G_END_DECLS
