/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-followup-claim.h"

#include "app/sync/uke-unsent.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-follow-up-commands.h"

#include <glib/gi18n.h>

/* A claim is renewed when so much of it has gone by (sync.md 2.10). */
#define RENEW_AFTER_US (INT64_C (5) * 60 * G_USEC_PER_SEC)

static const UkeId *
get_holder (UkeFollowUpItem *item)
{
  return uke_record_get_id_value (item->follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
}

/* 0 and less: nobody is on it just now, whoever may take care of it. */
static int64_t
get_left_us (UkeClinic *clinic, UkeFollowUpItem *item)
{
  return uke_record_get_time_us (item->follow_up, UKE_FOLLOW_UP_CLAIMED_UNTIL_US)
         - uke_clock_now_us (uke_clinic_get_clock (clinic));
}

/**
 * uke_followup_claim_is_mine:
 * @clinic: the clinic
 * @item: a task
 *
 * Returns: whether it is assigned to whoever sits here, on it just now or not
 * Errors: none
 * Thread: main
 */
gboolean
uke_followup_claim_is_mine (UkeClinic *clinic, UkeFollowUpItem *item)
{
  UkeRecord *staff = uke_clinic_get_sitting_staff (clinic);

  return staff != NULL && uke_id_equal (get_holder (item), uke_record_get_id (staff));
}

/**
 * uke_followup_claim_is_others:
 * @clinic: the clinic
 * @item: a task
 *
 * Returns: whether somebody else is on it, and their claim has not run out
 * Errors: none
 * Thread: main
 */
gboolean
uke_followup_claim_is_others (UkeClinic *clinic, UkeFollowUpItem *item)
{
  return !uke_id_is_none (get_holder (item)) && !uke_followup_claim_is_mine (clinic, item)
         && get_left_us (clinic, item) > 0;
}

/* Only who is on it now, or takes care of it, can be taken for granted too early. */
static gboolean
is_unsent (UkeFollowUpItem *item)
{
  return item->is_claim_unsent && !uke_id_is_none (get_holder (item))
         && item->section != UKE_FOLLOW_UP_SECTION_DONE;
}

static unsigned
get_patience_ms (UkeClinic *clinic, UkeFollowUpItem *item)
{
  return uke_unsent_get_patience_ms (item->unsent_since_us,
                                     uke_clock_now_us (uke_clinic_get_clock (clinic)));
}

/**
 * uke_followup_claim_is_tentative:
 * @clinic: the clinic
 * @item: a task
 *
 * Returns: whether nobody but this desk knows that somebody is on it, so that another may still
 * take it; what is on its way for less than a moment is not told
 * Errors: none
 * Thread: main
 * Source: sync.md 2.10, 2.18
 */
gboolean
uke_followup_claim_is_tentative (UkeClinic *clinic, UkeFollowUpItem *item)
{
  return is_unsent (item) && get_patience_ms (clinic, item) == 0;
}

/**
 * uke_followup_claim_get_patience_ms:
 * @clinic: the clinic
 * @queue: its queue
 *
 * Returns: in how many milliseconds a claim is tentative unless it is confirmed until then; 0 for
 * none
 * Errors: none
 * Thread: main
 */
unsigned
uke_followup_claim_get_patience_ms (UkeClinic *clinic, const UkeFollowUpList *queue)
{
  for (unsigned i = 0; i < queue->items->len; i++)
    if (is_unsent (queue->items->pdata[i]))
      return get_patience_ms (clinic, queue->items->pdata[i]);
  return 0;
}

static void
take (UkePage *page, UkeFollowUpItem *item)
{
  if (uke_clinic_may (uke_page_get_clinic (page), UKE_ACTION_FOLLOW_UP_CLAIM))
    uke_perform (GTK_WIDGET (page), uke_command_claim_follow_up (item->follow_up), NULL);
}

/**
 * uke_followup_claim_take:
 * @page: where the task was opened
 * @item: a task that may be called
 *
 * Says to all desks that whoever sits here is on it; or says here that somebody else is.
 *
 * Errors: none
 * Thread: main
 */
void
uke_followup_claim_take (UkePage *page, UkeFollowUpItem *item)
{
  UkeClinic *clinic = uke_page_get_clinic (page);

  if (uke_followup_claim_is_others (clinic, item)) {
    UkeRecord *staff = uke_clinic_lookup (clinic, &UKE_ENTITY_STAFF, get_holder (item));
    g_autofree char *sentence = g_strdup_printf (
        _ ("%s is on this call"),
        staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : "—");

    uke_window_say (uke_page_get_window (page), sentence);
  } else if (!uke_followup_claim_is_mine (clinic, item) || get_left_us (clinic, item) <= 0) {
    take (page, item);
  }
}

/**
 * uke_followup_claim_renew:
 * @page: where the task is open
 * @item: the task
 *
 * Whoever has a call open is on it, however long it takes: to be called every minute.
 *
 * Errors: none
 * Thread: main
 */
void
uke_followup_claim_renew (UkePage *page, UkeFollowUpItem *item)
{
  UkeClinic *clinic = uke_page_get_clinic (page);
  int64_t left_us = get_left_us (clinic, item);

  if (uke_followup_claim_is_mine (clinic, item) && left_us > 0
      && left_us <= UKE_FOLLOW_UP_CLAIM_US - RENEW_AFTER_US)
    take (page, item);
}
