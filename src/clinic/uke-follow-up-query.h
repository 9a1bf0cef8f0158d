/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "model/uke-call-back-plan.h"
#include "model/uke-follow-up-rank.h"

G_BEGIN_DECLS

#define UKE_TYPE_FOLLOW_UP_ITEM (uke_follow_up_item_get_type ())
G_DECLARE_FINAL_TYPE (UkeFollowUpItem, uke_follow_up_item, UKE, FOLLOW_UP_ITEM, GObject)

/**
 * UkeFollowUpItem:
 * @follow_up: (owned): the task
 * @patient: (owned): whom to call
 * @phones: (owned) (element-type UkeRecord): by preference, bad ones last
 * @attempts: (owned) (element-type UkeRecord): calls of this task, newest first
 * @rank: score 0-100 and why
 * @section: in which part of the list it stands
 * @may_call: calls are not refused (consent for the telephone)
 * @n_household_due: others of the household with an open task
 * @next_appointment_us: their next booking, 0 where there is none
 * @is_called_today: a call was recorded today
 * @is_claim_unsent: who is on it, as it stands here, is not at the clinic's server yet
 * @unsent_since_us: when the oldest change was made that the server has not seen; 0 for none
 *
 * One row of the queue. Immutable; the fields may be read directly.
 */
struct _UkeFollowUpItem {
  GObject parent_instance;
  UkeRecord *follow_up;
  UkeRecord *patient;
  GPtrArray *phones;
  GPtrArray *attempts;
  UkeFollowUpRank rank;
  UkeFollowUpSection section;
  gboolean may_call;
  unsigned n_household_due;
  int64_t next_appointment_us;
  gboolean is_called_today;
  gboolean is_claim_unsent;
  int64_t unsent_since_us;
};

/**
 * UkeFollowUpProgress:
 * @staff_id: who, none for the whole team
 * @n_called: calls today
 * @n_reached: calls in which the patient or family was reached
 * @n_booked: calls that ended in a booking
 * @n_unanswered: calls that nobody answered
 * @n_handed_over: calls that were handed to the doctor
 * @first_us: when the first of them began
 */
typedef struct {
  UkeId staff_id;
  unsigned n_called;
  unsigned n_reached;
  unsigned n_booked;
  unsigned n_unanswered;
  unsigned n_handed_over;
  int64_t first_us;
} UkeFollowUpProgress;

/**
 * UkeFollowUpFilter:
 * @staff_id: (nullable): only tasks assigned to them or to nobody
 * @reason: (nullable): only this reason
 * @include_closed_today: tasks that were closed today stay visible
 */
typedef struct {
  const UkeId *staff_id;
  const char *reason;
  gboolean include_closed_today;
} UkeFollowUpFilter;

/**
 * UkeFollowUpList:
 * @items: (owned) (element-type UkeFollowUpItem): by section, then by rank
 * @progress: (owned) (element-type UkeFollowUpProgress): the team first, then each caller of today
 * @n_by_section: how many items each section has, indexed by UkeFollowUpSection
 * @next_call_back_us: the soonest promised call-back time from now on, 0 where there is none
 *
 * The queue as it was when it was read. Immutable; counted atomically.
 */
typedef struct {
  GPtrArray *items;
  GArray *progress;
  unsigned n_by_section[UKE_N_FOLLOW_UP_SECTIONS + 1];
  int64_t next_call_back_us;
} UkeFollowUpList;

#define UKE_TYPE_FOLLOW_UP_LIST (uke_follow_up_list_get_type ())
GType uke_follow_up_list_get_type (void);
UkeFollowUpList *uke_follow_up_list_ref (UkeFollowUpList *self);
void uke_follow_up_list_unref (UkeFollowUpList *self);
const UkeFollowUpProgress *uke_follow_up_list_find_progress (const UkeFollowUpList *self,
                                                             const UkeId *staff_id);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeFollowUpList, uke_follow_up_list_unref)

void uke_clinic_load_follow_ups_async (UkeClinic *self,
                                       const UkeFollowUpFilter *filter /* (nullable) */,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
UkeFollowUpList *uke_clinic_load_follow_ups_finish (UkeClinic *self,
                                                    GAsyncResult *result,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type UkeCallBack): the promises to ring back that are open, in no order. */
void uke_clinic_load_call_backs_async (UkeClinic *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GArray *uke_clinic_load_call_backs_finish (UkeClinic *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): the active script for a reason. */
void uke_clinic_load_call_script_async (UkeClinic *self,
                                        const char *reason,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
UkeRecord *uke_clinic_load_call_script_finish (UkeClinic *self,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
