/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-demo"

#include "ctl/demo/uke-demo-calls.h"

/* How many calls of the demo's day are still open, already done, and planned for later. */
enum { N_OPEN = 18, N_DONE = 14, N_LATER = 41 };

typedef struct {
  const char *reason;
  const char *note;
  unsigned provider;
  unsigned menu;
} CallKind;

/* clang-format off */
static const CallKind kinds[] = {
  { "aftercare", "インプラント施術の3日後。翌日のメールは未開封", 1, 3 },
  { "recall", "定期検診から6か月半。案内3回に返事なし", 2, 9 },
  { "no_show", "昨日 無断キャンセル。次の予約なし", 0, 1 },
  { "annual", "前回の人間ドックから14か月・未予約", 4, 13 },
  { "aftercare", "ホワイトニング 1週間後の確認", 3, 11 },
  { "callback", "「あとでかけ直してほしい」と着信", 0, 0 },
  { "broken", "取消のあと次の予約なし", 2, 8 },
  { "undeliverable", "前日のメールが届かず", 5, 16 },
  { "lead", "カウンセリング後 返事待ち 7日", 5, 17 },
  { "dormant", "最終来院から半年以上", 2, 9 },
  { "complaint", "待ち時間についてのご意見・お返事の約束", 0, 0 },
  { "manual", "紹介状の返書が届いた連絡", 4, 12 },
};
static const char *const best_hours[] = { "any 10:00-12:00", "any 10:30-12:00", "any 09:00-12:00", "any 11:00-12:00",
                                          "any 14:00-17:00", "any 18:00-20:00", NULL };
static const char *const done_outcomes[] = { "booked", "booked", "booked", "talked", "no_answer", "talked", "booked" };
/* clang-format on */

typedef struct {
  GRand *rand;
  const UkeDemoClinic *clinic;
  UkeDemoMoment now;
  UkeZone *zone;
  GArray *patient_ids; /* (element-type UkeId) */
  GPtrArray *drafts;   /* (element-type UkeDraft) */
  GHashTable *called;  /* (element-type guint): one call a patient */
} Calls;

static int64_t
at (Calls *calls, int days, int minute)
{
  return uke_zone_at (calls->zone, calls->now.today + days, minute);
}

static const UkeId *
draw_patient (Calls *calls)
{
  unsigned n = uke_demo_bookings_first_new_patient (calls->patient_ids->len);
  unsigned index = (unsigned)g_rand_int_range (calls->rand, 0, (int)MAX (n, 1));

  while (g_hash_table_size (calls->called) < n
         && !g_hash_table_add (calls->called, GUINT_TO_POINTER (index)))
    index = (index + 1) % n;
  return &g_array_index (calls->patient_ids, UkeId, index);
}

static const UkeId *
caller (Calls *calls, unsigned index)
{
  return &g_array_index (calls->clinic->staff_ids, UkeId, index % 3);
}

static UkeDraft *
add_call (Calls *calls, unsigned index, int64_t due_at_us, UkeId *out_id)
{
  const CallKind *kind = &kinds[index % G_N_ELEMENTS (kinds)];
  UkeId id = uke_demo_id (calls->rand, at (calls, -1, 600));
  UkeDraft *draft = uke_draft_new_with_id (&UKE_ENTITY_FOLLOW_UP, &id);
  const char *hours = best_hours[g_rand_int_range (calls->rand, 0, G_N_ELEMENTS (best_hours))];

  uke_draft_set_id (draft, UKE_FOLLOW_UP_CLINIC_ID, &calls->clinic->clinic_id);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, draw_patient (calls));
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, kind->reason);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON_NOTE, kind->note);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, "open");
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, due_at_us);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_BEST_HOURS, hours);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_ATTEMPTS, 0);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_MAX_ATTEMPTS, 3);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_PROVIDER_ID,
                    &g_array_index (calls->clinic->provider_ids, UkeId, kind->provider));
  uke_draft_set_id (draft, UKE_FOLLOW_UP_MENU_ID,
                    &g_array_index (calls->clinic->menu_ids, UkeId, kind->menu));
  g_ptr_array_add (calls->drafts, draft);
  *out_id = id;
  return draft;
}

static void
add_attempt (Calls *calls,
             UkeDraft *call,
             const UkeId *call_id,
             const char *outcome,
             int64_t started_at_us,
             unsigned staff)
{
  UkeId id = uke_demo_id (calls->rand, started_at_us);
  UkeDraft *draft = uke_draft_new_with_id (&UKE_ENTITY_CALL_ATTEMPT, &id);

  uke_draft_set_id (draft, UKE_CALL_ATTEMPT_FOLLOW_UP_ID, call_id);
  uke_draft_set_id (draft, UKE_CALL_ATTEMPT_PATIENT_ID,
                    uke_draft_get_id_value (call, UKE_FOLLOW_UP_PATIENT_ID));
  uke_draft_set_text (draft, UKE_CALL_ATTEMPT_OUTCOME, outcome);
  uke_draft_set_int (draft, UKE_CALL_ATTEMPT_STARTED_AT_US, started_at_us);
  uke_draft_set_int (draft, UKE_CALL_ATTEMPT_ENDED_AT_US, started_at_us + 95 * G_USEC_PER_SEC);
  uke_draft_set_id (draft, UKE_CALL_ATTEMPT_STAFF_ID, caller (calls, staff));
  g_ptr_array_add (calls->drafts, draft);
  uke_draft_set_int (call, UKE_FOLLOW_UP_ATTEMPTS,
                     uke_draft_get_int (call, UKE_FOLLOW_UP_ATTEMPTS) + 1);
  uke_draft_set_text (call, UKE_FOLLOW_UP_LAST_OUTCOME, outcome);
  uke_draft_set_int (call, UKE_FOLLOW_UP_LAST_ATTEMPT_US, started_at_us);
}

static void
add_open_call (Calls *calls, unsigned index)
{
  int64_t due_at_us = index < 3 ? at (calls, -1, 1020) : at (calls, 0, 960 + (int)(index % 3) * 60);
  UkeId id;
  UkeDraft *call = add_call (calls, index, due_at_us, &id);

  if (g_str_equal (uke_draft_get_text (call, UKE_FOLLOW_UP_REASON), "callback"))
    uke_draft_set_int (call, UKE_FOLLOW_UP_CALL_BACK_AT_US, at (calls, 0, 690));
  if (index % 3 == 0)
    add_attempt (calls, call, &id, "no_answer", at (calls, 0, 555 + (int)index), index);
  else if (index % 7 == 1)
    add_attempt (calls, call, &id, "no_answer", at (calls, -2, 900), index);
}

static void
add_done_call (Calls *calls, unsigned index)
{
  const char *outcome = done_outcomes[index % G_N_ELEMENTS (done_outcomes)];
  int64_t called_at_us = at (calls, 0, MAX (545, calls->now.now_min - 100 + (int)index * 6));
  UkeId id;
  UkeDraft *call = add_call (calls, index + 5, at (calls, 0, 1020), &id);

  add_attempt (calls, call, &id, outcome, called_at_us, index);
  if (g_str_equal (outcome, "no_answer")) {
    uke_draft_set_int (call, UKE_FOLLOW_UP_NOT_BEFORE_US, at (calls, 1, 840));
    uke_draft_set_int (call, UKE_FOLLOW_UP_DUE_AT_US, at (calls, 1, 1020));
  } else {
    uke_draft_set_text (call, UKE_FOLLOW_UP_STATE, "done");
    uke_draft_set_int (call, UKE_FOLLOW_UP_CLOSED_AT_US, called_at_us + 95 * G_USEC_PER_SEC);
  }
}

/**
 * uke_demo_calls_make:
 * @rand: where the randomness comes from
 * @clinic: the demo's ids
 * @now: the demo's present
 * @zone: the clinic's zone
 * @patient_ids: (element-type UkeId): the patients, those without a visit last
 *
 * Makes the calls of the demo's day: some overdue, some done by the team this morning, some planned
 * for later days.
 *
 * Returns: (transfer full) (element-type UkeDraft): new follow-ups, each before its attempts
 * Thread: any one
 */
GPtrArray *
uke_demo_calls_make (GRand *rand,
                     const UkeDemoClinic *clinic,
                     UkeDemoMoment now,
                     UkeZone *zone,
                     GArray *patient_ids)
{
  g_autoptr (GHashTable) called = g_hash_table_new (NULL, NULL);
  Calls calls
      = { rand,  clinic,      now,
          zone,  patient_ids, g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free),
          called };

  for (unsigned i = 0; i < N_OPEN; i++)
    add_open_call (&calls, i);
  for (unsigned i = 0; i < N_DONE; i++)
    add_done_call (&calls, i);
  for (unsigned i = 0; i < N_LATER; i++) {
    UkeId id;

    add_call (&calls, i + 3, at (&calls, 1 + (int)(i % 9), 1020), &id);
  }
  return calls.drafts;
}
