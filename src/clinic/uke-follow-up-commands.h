/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-command.h"
#include "model/uke-call-outcome.h"

G_BEGIN_DECLS

/** UKE_FOLLOW_UP_CLAIM_US: a claim lapses when nobody records anything for this long, and does not
 * renew it. */
#define UKE_FOLLOW_UP_CLAIM_US (INT64_C (15) * 60 * 1000000)

/**
 * UkeCallReport:
 * @follow_up: the task as it was seen
 * @outcome: how the call ended
 * @phone_id: the number used, or none
 * @note: (nullable): a remark without clinical content
 * @started_at_us: when the call began, 0: now
 * @ended_at_us: when it ended, 0: now
 * @appointment_id: for "booked": the booking made through this call, or none
 * @call_back_at_us: for "later": the promised time, 0: the default of the outcome
 * @removal_reason: (nullable): for "other": deceased moved other; required there
 * @consent_all: for "no contact": TRUE refuses every channel, FALSE the telephone only
 *
 * What the caller says about one call. Owned by the caller, copied by the command.
 */
typedef struct {
  UkeRecord *follow_up;
  UkeCallOutcome outcome;
  UkeId phone_id;
  const char *note;
  int64_t started_at_us;
  int64_t ended_at_us;
  UkeId appointment_id;
  int64_t call_back_at_us;
  const char *removal_reason;
  gboolean consent_all;
} UkeCallReport;

UkeCommand *uke_command_create_follow_up (UkeDraft *follow_up);
UkeCommand *uke_command_edit_follow_up (UkeDraft *follow_up);
UkeCommand *uke_command_record_outcome (const UkeCallReport *report);
UkeCommand *uke_command_snooze_follow_up (UkeRecord *follow_up, int64_t not_before_us);
UkeCommand *uke_command_claim_follow_up (UkeRecord *follow_up);
UkeCommand *uke_command_release_follow_up (UkeRecord *follow_up);
UkeCommand *uke_command_reopen_follow_up (UkeRecord *follow_up);
UkeCommand *uke_command_cancel_follow_up (UkeRecord *follow_up, const char *reason);
UkeCommand *uke_command_call_back_in (UkeRecord *follow_up);

G_END_DECLS
