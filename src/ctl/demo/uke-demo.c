/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-demo"

#include "ctl/demo/uke-demo.h"

#include "clinic/uke-patient-commands.h"
#include "clinic/uke-set-up-commands.h"
#include "clinic/uke-work.h"
#include "ctl/demo/uke-demo-bookings.h"
#include "ctl/demo/uke-demo-calls.h"
#include "ctl/demo/uke-demo-clinic.h"
#include "ctl/demo/uke-demo-people.h"

/* Records go in by change-sets of this many, as an import's do (decision 13). */
enum { BATCH = 400 };

typedef struct {
  UkeCtl *ctl;
  const UkeDemoOptions *options;
  UkeZone *zone;
  int64_t now_us;
  GRand *rand;
  UkeDemoClinic clinic;
  GArray *patient_ids; /* (element-type UkeId) */
  GPtrArray *batch;    /* (element-type UkeDraft) */
  UkeId household_id;
  unsigned household;
  UkeDemoCounts counts;
} Demo;

static void
batch_free (gpointer data)
{
  g_ptr_array_unref (data);
}

static gboolean
put_batch (UkeWork *work, gpointer data, GError **error)
{
  GPtrArray *drafts = data;

  for (unsigned i = 0; i < drafts->len; i++)
    uke_work_put (work, uke_draft_copy (g_ptr_array_index (drafts, i)));
  uke_work_set_cannot_undo (work);
  return TRUE;
}

static gboolean
flush (Demo *demo, GError **error)
{
  g_autoptr (UkeReceipt) receipt = NULL;
  UkeCommand *command;

  if (demo->batch->len == 0)
    return TRUE;
  command = uke_command_new (UKE_INTENT_DEMO, UKE_ACTION_SET_UP_CLINIC, put_batch, demo->batch,
                             batch_free);
  uke_command_set_accepts_warnings (command, TRUE);
  demo->batch = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  receipt = uke_ctl_execute (demo->ctl, command, error);
  return receipt != NULL;
}

static UkeDraft *
add (Demo *demo, const UkeEntity *entity)
{
  UkeId id = uke_demo_id (demo->rand, demo->now_us);
  UkeDraft *draft = uke_draft_new_with_id (entity, &id);

  g_ptr_array_add (demo->batch, draft);
  return draft;
}

static void
add_phone (Demo *demo,
           const UkeId *patient_id,
           const UkeDemoPerson *person,
           const char *number,
           const char *label,
           int order)
{
  UkeDraft *draft = add (demo, &UKE_ENTITY_PATIENT_PHONE);
  gboolean is_mobile = g_str_equal (label, "mobile");

  uke_draft_set_id (draft, UKE_PATIENT_PHONE_PATIENT_ID, patient_id);
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_NUMBER, number);
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_LABEL, label);
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_OWNER, is_mobile ? "self" : "family");
  uke_draft_set_int (draft, UKE_PATIENT_PHONE_PREFERENCE, order);
  if (is_mobile && person->best_hours != NULL)
    uke_draft_set_text (draft, UKE_PATIENT_PHONE_BEST_HOURS, person->best_hours);
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_VOICEMAIL,
                      person->is_voicemail_refused ? "no" : "unknown");
}

static void
add_contacts (Demo *demo, const UkeId *patient_id, const UkeDemoPerson *person)
{
  UkeDraft *address = add (demo, &UKE_ENTITY_PATIENT_ADDRESS);
  int order = 1;

  uke_draft_set_id (address, UKE_PATIENT_ADDRESS_PATIENT_ID, patient_id);
  uke_draft_set_text (address, UKE_PATIENT_ADDRESS_LABEL, "home");
  uke_draft_set_text (address, UKE_PATIENT_ADDRESS_POSTAL_CODE, person->postal_code);
  uke_draft_set_text (address, UKE_PATIENT_ADDRESS_ADDRESS, person->address);
  if (person->mobile[0] != '\0')
    add_phone (demo, patient_id, person, person->mobile, "mobile", order++);
  if (person->home_phone[0] != '\0')
    add_phone (demo, patient_id, person, person->home_phone, "home", order);
  if (person->email[0] != '\0') {
    UkeDraft *email = add (demo, &UKE_ENTITY_PATIENT_EMAIL);

    uke_draft_set_id (email, UKE_PATIENT_EMAIL_PATIENT_ID, patient_id);
    uke_draft_set_text (email, UKE_PATIENT_EMAIL_ADDRESS, person->email);
    uke_draft_set_int (email, UKE_PATIENT_EMAIL_PREFERENCE, 1);
  }
}

static void
add_consent (Demo *demo,
             const UkeId *patient_id,
             const char *purpose,
             const char *channel,
             const char *state)
{
  UkeDraft *draft = uke_consent_draft_new (NULL, patient_id, purpose, channel, state);

  uke_draft_set_text (draft, UKE_CONSENT_ROUTE, "paper");
  uke_draft_set_int (draft, UKE_CONSENT_DECIDED_AT_US,
                     demo->now_us - 30 * 86400 * (int64_t)G_USEC_PER_SEC);
  g_ptr_array_add (demo->batch, draft);
}

static void
add_extras (Demo *demo, const UkeId *patient_id, const UkeDemoPerson *person)
{
  add_consent (demo, patient_id, "appointment", "phone", "granted");
  if (person->mobile[0] != '\0')
    add_consent (demo, patient_id, "appointment", "sms", "granted");
  if (person->email[0] != '\0' && person->news_consent != 0)
    add_consent (demo, patient_id, "news", "email",
                 person->news_consent == 1 ? "granted" : "refused");
  for (unsigned i = 0; i < G_N_ELEMENTS (person->tags) && person->tags[i] != NULL; i++) {
    UkeDraft *tag = add (demo, &UKE_ENTITY_PATIENT_TAG);

    uke_draft_set_id (tag, UKE_PATIENT_TAG_PATIENT_ID, patient_id);
    uke_draft_set_text (tag, UKE_PATIENT_TAG_TAG, person->tags[i]);
  }
}

static const UkeId *
household_of (Demo *demo, const UkeDemoPerson *person)
{
  UkeDraft *draft;

  if (person->household == 0)
    return NULL;
  if (person->household != demo->household) {
    draft = add (demo, &UKE_ENTITY_HOUSEHOLD);
    uke_draft_set_text (draft, UKE_HOUSEHOLD_NAME, person->family_name);
    demo->household = person->household;
    demo->household_id = *uke_draft_get_id (draft);
  }
  return &demo->household_id;
}

static const char *
stage_of (unsigned visits, UkeDate last, UkeDate today)
{
  if (visits == 0)
    return "consult_booked";
  if (today - last > 183)
    return "dormant";
  return visits == 1 ? "consulted" : visits < 4 ? "in_treatment" : "repeater";
}

static void
set_history (Demo *demo,
             UkeDraft *draft,
             const UkeDemoPerson *person,
             const UkeDemoVisits *visits,
             gboolean is_new)
{
  UkeDate today = demo->options->today, first = person->first_visit_date, last;
  unsigned n;

  if (is_new) {
    uke_draft_set_text (draft, UKE_PATIENT_STAGE, "consult_booked");
    return;
  }
  n = visits->n_visits + 1 + (unsigned)((today - first) / 210);
  last = visits->last_visit_date != UKE_DATE_NONE
             ? visits->last_visit_date
             : MAX (first, today - 190 - (int)(person->index % 900));
  uke_draft_set_date (draft, UKE_PATIENT_FIRST_VISIT_DATE, MIN (first, last));
  uke_draft_set_date (draft, UKE_PATIENT_LAST_VISIT_DATE, last);
  uke_draft_set_int (draft, UKE_PATIENT_VISIT_COUNT, n);
  uke_draft_set_int (draft, UKE_PATIENT_TOTAL_AMOUNT_YEN, n * (2000 + person->index % 17 * 900));
  uke_draft_set_text (draft, UKE_PATIENT_STAGE, stage_of (n, last, today));
}

static void
add_patient (Demo *demo, const UkeDemoPerson *person, const UkeDemoVisits *visits, gboolean is_new)
{
  const UkeId *household_id = household_of (demo, person);
  UkeDraft *draft = add (demo, &UKE_ENTITY_PATIENT);
  UkeId id = *uke_draft_get_id (draft);
  g_autofree char *number = g_strdup_printf ("%04u", person->index + 101);

  uke_draft_set_text (draft, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, person->family_name);
  uke_draft_set_text (draft, UKE_PATIENT_GIVEN_NAME, person->given_name);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_KANA, person->family_kana);
  uke_draft_set_text (draft, UKE_PATIENT_GIVEN_KANA, person->given_kana);
  uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, person->birth_date);
  uke_draft_set_text (draft, UKE_PATIENT_SEX, person->is_female ? "female" : "male");
  uke_draft_set_text (draft, UKE_PATIENT_SOURCE, person->source);
  if (person->alert != NULL)
    uke_draft_set_text (draft, UKE_PATIENT_ALERT, person->alert);
  if (household_id != NULL) {
    uke_draft_set_id (draft, UKE_PATIENT_HOUSEHOLD_ID, household_id);
    uke_draft_set_text (draft, UKE_PATIENT_RELATION, person->relation);
  }
  set_history (demo, draft, person, visits, is_new);
  add_contacts (demo, &id, person);
  add_extras (demo, &id, person);
  g_array_append_val (demo->patient_ids, id);
  demo->counts.n_patients++;
}

static gboolean
add_people (Demo *demo, GArray *visits, GError **error)
{
  g_autoptr (UkeDemoPeople) people
      = uke_demo_people_new (demo->options->seed, demo->options->today);
  unsigned first_new = uke_demo_bookings_first_new_patient (demo->options->n_patients);

  for (unsigned i = 0; i < demo->options->n_patients; i++) {
    const UkeDemoPerson *person = uke_demo_people_next (people);

    add_patient (demo, person, &g_array_index (visits, UkeDemoVisits, i), i >= first_new);
    if (demo->batch->len >= BATCH && !flush (demo, error))
      return FALSE;
  }
  return flush (demo, error);
}

/* When the status was reached: around the planned times, as far as the day has come. */
static void
set_times (Demo *demo, UkeDraft *draft, const UkeDemoBooking *booking)
{
  static const unsigned fields[] = { UKE_APPOINTMENT_ARRIVED_AT_US, UKE_APPOINTMENT_IN_ROOM_AT_US,
                                     UKE_APPOINTMENT_PAYING_AT_US, UKE_APPOINTMENT_DONE_AT_US };
  int minutes[]
      = { booking->start_min - 8, booking->start_min + 1, booking->start_min + booking->length_min,
          booking->start_min + booking->length_min + 6 };
  int reached = (int)booking->status - (int)UKE_STATUS_ARRIVED;

  if (booking->status > UKE_STATUS_DONE)
    return;
  for (int i = 0; i <= reached && i < 4; i++) {
    int64_t at_us = uke_zone_at (demo->zone, booking->date, minutes[i]);

    uke_draft_set_int (draft, fields[i],
                       MIN (at_us, demo->now_us - (4 - i) * 60 * (int64_t)G_USEC_PER_SEC));
  }
}

static void
add_appointment (Demo *demo, const UkeDemoBooking *booking)
{
  UkeDraft *draft = add (demo, &UKE_ENTITY_APPOINTMENT);

  uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID, &demo->clinic.clinic_id);
  uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID,
                    &g_array_index (demo->patient_ids, UkeId, booking->patient));
  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID,
                    &g_array_index (demo->clinic.provider_ids, UkeId, booking->provider));
  uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID,
                    &g_array_index (demo->clinic.chair_ids, UkeId, booking->provider));
  uke_draft_set_id (draft, UKE_APPOINTMENT_MENU_ID,
                    &g_array_index (demo->clinic.menu_ids, UkeId, booking->menu));
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US,
                     uke_zone_at (demo->zone, booking->date, booking->start_min));
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, booking->length_min);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (booking->status));
  uke_draft_set_int (draft, UKE_APPOINTMENT_IS_FIRST_VISIT, booking->is_first_visit);
  uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, booking->is_web ? "web" : "phone");
  if (booking->status == UKE_STATUS_CANCELLED) {
    uke_draft_set_text (draft, UKE_APPOINTMENT_CANCELLED_BY, "patient");
    uke_draft_set_text (draft, UKE_APPOINTMENT_CANCEL_REASON, "都合がつかなくなった");
  }
  set_times (demo, draft, booking);
  demo->counts.n_appointments++;
}

static gboolean
add_appointments (Demo *demo, GArray *bookings, GError **error)
{
  for (unsigned i = 0; i < bookings->len; i++) {
    add_appointment (demo, &g_array_index (bookings, UkeDemoBooking, i));
    if (demo->batch->len >= BATCH / 2 && !flush (demo, error))
      return FALSE;
  }
  return flush (demo, error);
}

static gboolean
add_drafts (Demo *demo, GPtrArray *drafts, GError **error)
{
  for (unsigned i = 0; i < drafts->len; i++)
    g_ptr_array_add (demo->batch, uke_draft_copy (g_ptr_array_index (drafts, i)));
  return flush (demo, error);
}

static gboolean
fill (Demo *demo, GError **error)
{
  UkeDemoMoment now = { demo->options->today, demo->options->now_min };
  UkeRecord *director = uke_clinic_get_sitting_staff (demo->ctl->clinic);
  g_autoptr (GPtrArray) set_up
      = uke_demo_clinic_set_up (&demo->clinic, uke_clinic_get_clinic_id (demo->ctl->clinic),
                                uke_record_get_id (director), demo->rand, demo->now_us, now.today);
  g_autoptr (GArray) bookings = uke_demo_bookings_plan (demo->rand, now, demo->options->n_patients);
  g_autoptr (GArray) visits = uke_demo_bookings_visits (bookings, now, demo->options->n_patients);
  g_autoptr (GPtrArray) calls = NULL;

  if (!add_drafts (demo, set_up, error) || !add_people (demo, visits, error)
      || !add_appointments (demo, bookings, error))
    return FALSE;
  calls = uke_demo_calls_make (demo->rand, &demo->clinic, now, demo->zone, demo->patient_ids);
  demo->counts.n_follow_ups = calls->len;
  return add_drafts (demo, calls, error);
}

/**
 * uke_demo_fill:
 * @ctl: a run whose clinic is open and new
 * @options: how large, which seed, which day
 * @out_counts: (out): what was made
 * @error: return location
 *
 * Fills a new clinic with invented staff, patients, bookings and calls, through the same gate as
 * everything else: each batch is a command with its change-set and audit entries.
 *
 * Returns: whether it was filled
 * Errors: those of the clinic's commands
 * Thread: main
 */
gboolean
uke_demo_fill (UkeCtl *ctl,
               const UkeDemoOptions *options,
               UkeDemoCounts *out_counts,
               GError **error)
{
  Demo demo = { .ctl = ctl, .options = options, .zone = uke_clinic_get_zone (ctl->clinic) };
  gboolean is_filled;

  demo.now_us = uke_zone_at (demo.zone, options->today, options->now_min);
  demo.rand = g_rand_new_with_seed (options->seed + 1);
  demo.patient_ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  demo.batch = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  is_filled = fill (&demo, error);
  *out_counts = demo.counts;
  uke_demo_clinic_clear (&demo.clinic);
  g_rand_free (demo.rand);
  g_array_unref (demo.patient_ids);
  g_ptr_array_unref (demo.batch);
  return is_filled;
}
