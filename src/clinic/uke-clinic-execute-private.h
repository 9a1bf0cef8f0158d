/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-commit-private.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-note.h"
#include "db/uke-db.h"

G_BEGIN_DECLS

gboolean uke_clinic_check_sitting (UkeClinic *self, GTask *task);
void uke_clinic_written_cb (GObject *source, GAsyncResult *result, gpointer user_data);
UkeReceipt *uke_clinic_take_done (UkeClinic *self, UkeDone *done);
gboolean uke_note_append (UkeDb *db,
                          const UkeNote *note,
                          const UkeSitting *sitting,
                          int64_t now_us,
                          UkeAuditResult result,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_note_write (UkeDb *db,
                         const UkeNote *note,
                         const UkeSitting *sitting,
                         int64_t now_us,
                         UkeAuditResult result,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
