/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"
#include "clinic/uke-clinic-error.h"
#include "clinic/uke-command.h"
#include "clinic/uke-sitting.h"
#include "db/uke-db.h"
#include "model/uke-draft.h"

G_BEGIN_DECLS

/**
 * UkeWork:
 *
 * What a command has in its hands on the writer thread, inside its transaction: it reads what is
 * true now, judges, and puts drafts; nothing is written before it returns TRUE. What it put is
 * seen by its own later reads of that record. Lives on the writer thread for one command.
 */
UkeDb *uke_work_get_db (UkeWork *self);
int64_t uke_work_get_now_us (UkeWork *self);
UkeZone *uke_work_get_zone (UkeWork *self);
const UkeSitting *uke_work_get_sitting (UkeWork *self);
const UkeId *uke_work_get_staff_id (UkeWork *self);
const UkeId *uke_work_get_clinic_id (UkeWork *self);
gboolean uke_work_accepts_warnings (UkeWork *self);
const GArray *uke_work_get_held (UkeWork *self);
UkeId uke_work_new_id (UkeWork *self);
UkeId uke_work_id_from_text (const char *kind, const char *text);

UkeRecord *uke_work_read (UkeWork *self, const UkeEntity *entity, const UkeId *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
UkeRecord *uke_work_find (UkeWork *self, const UkeEntity *entity, const UkeId *id, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_work_read_by (UkeWork *self,
                             const UkeEntity *entity,
                             unsigned field,
                             const UkeId *id,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
int64_t uke_work_get_setting_int (UkeWork *self, const char *key, int64_t fallback);

void uke_work_put (UkeWork *self, UkeDraft *draft);
UkeDraft *uke_work_edit (UkeWork *self, UkeRecord *current);
UkeDraft *uke_work_find_put (UkeWork *self, const UkeId *id);
void uke_work_remove (UkeWork *self, UkeRecord *record);
void uke_work_revive (UkeWork *self, UkeRecord *record);
void uke_work_set_subject (UkeWork *self, const UkeId *subject_id, const UkeId *patient_id);
void uke_work_set_cannot_undo (UkeWork *self);

gboolean
uke_work_check_action (UkeWork *self, UkeAction action, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_work_check_action_in (UkeWork *self,
                                   UkeAction action,
                                   const UkeActionContext *context,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_work_check_draft (UkeWork *self, UkeDraft *draft, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_work_check_seen (UkeWork *self, UkeDraft *draft, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_work_get_warnings (UkeWork *self);
gboolean uke_work_check_warnings (UkeWork *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_work_fail_changed (UkeWork *self,
                                GError **error,
                                UkeClinicError code,
                                UkeRecord *current,
                                unsigned field);
gboolean uke_work_fail (GError **error,
                        UkeClinicError code,
                        const UkeEntity *entity,
                        int field,
                        const UkeId *record_id);

G_END_DECLS
