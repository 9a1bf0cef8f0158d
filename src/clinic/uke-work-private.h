/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-work.h"

G_BEGIN_DECLS

struct _UkeWork {
  UkeDb *db;                 /* the writer's connection */
  int64_t now_us;            /* one time for the whole command */
  UkeZone *zone;             /* (owned) */
  const UkeSitting *sitting; /* whose command it is */
  UkeId clinic_id;           /* the place this desk works for */
  UkeActionContext context;  /* reason and second person that were given */
  gboolean accepts_warnings;
  const GArray *held;  /* (nullable) (element-type UkeWireHold): what other desks keep */
  GPtrArray *drafts;   /* (owned) (element-type UkeDraft): in the order they were put */
  GHashTable *by_id;   /* (owned): UkeId of the draft to the draft */
  GPtrArray *removed;  /* (owned) (element-type UkeRecord) */
  GPtrArray *revived;  /* (owned) (element-type UkeRecord): deleted ones that come back */
  GPtrArray *warnings; /* (owned) (element-type UkeWarning) */
  UkeId subject_id;
  UkeId patient_id;
  UkeId context_id; /* the booking or follow-up that was the occasion, or none */
  gboolean can_undo;
};

UkeWork *uke_work_new (UkeDb *db,
                       int64_t now_us,
                       UkeZone *zone,
                       const UkeSitting *sitting,
                       const UkeId *clinic_id);
void uke_work_free (UkeWork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWork, uke_work_free)

G_END_DECLS
