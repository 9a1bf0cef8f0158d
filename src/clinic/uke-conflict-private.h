/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-conflict-query.h"
#include "store/uke-conflict-store.h"

G_BEGIN_DECLS

/** Whether a card asks about two patients: who was there first, and the record it is on. */
static inline gboolean
uke_conflict_kind_is_of_two_patients (UkeConflictKind kind)
{
  return kind == UKE_CONFLICT_NUMBER || kind == UKE_CONFLICT_PERSON;
}

UkeConflict *uke_conflict_read (UkeDb *db,
                                UkeZone *zone,
                                int64_t now_us,
                                const UkeConflictRow *rows,
                                unsigned n_rows,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeConflict *uke_conflict_read_one (UkeDb *db,
                                    UkeZone *zone,
                                    int64_t now_us,
                                    const UkeId *change_set_id,
                                    const UkeId *record_id,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

UkeConflictStory *uke_conflict_tell (UkeDb *db,
                                     UkeZone *zone,
                                     int64_t now_us,
                                     const UkeId *clinic_id,
                                     UkeConflict *conflict,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
