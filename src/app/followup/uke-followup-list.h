/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** UkeFollowupPart: which part of the queue is listed. */
typedef enum {
  UKE_FOLLOWUP_PART_TODAY,   /* what is to be called, then what was called */
  UKE_FOLLOWUP_PART_PLANNED, /* another day */
  UKE_FOLLOWUP_PART_DONE,    /* called or closed today */
} UkeFollowupPart;

#define UKE_TYPE_FOLLOWUP_LIST (uke_followup_list_get_type ())
G_DECLARE_FINAL_TYPE (UkeFollowupList, uke_followup_list, UKE, FOLLOWUP_LIST, AdwBin)

/**
 * UkeFollowupList:
 *
 * The queue as a table: by priority, by reason or one's own calls, narrowed to one reason, in
 * groups with their counts. A row that has the focus keeps it when the queue is read again. Emits
 * `opened (UkeFollowUpItem *item)` when somebody opens a row.
 */
void uke_followup_list_show (UkeFollowupList *self,
                             UkeClinic *clinic,
                             UkeFollowUpList *queue,
                             UkeFollowupPart part);
GPtrArray *uke_followup_list_get_items (UkeFollowupList *self);
void uke_followup_list_select (UkeFollowupList *self, const UkeId *id);
UkeFollowUpItem *uke_followup_list_get_beside (UkeFollowupList *self, int step);
void uke_followup_list_focus (UkeFollowupList *self);

G_END_DECLS
