/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/conflicts/uke-conflict-words.h"

#include "app/booking/uke-booking-slots.h"
#include "app/widgets/uke-device-words.h"
#include "app/widgets/uke-history-words.h"
#include "app/widgets/uke-person-text.h"
#include "app/widgets/uke-value-words.h"
#include "base/uke-era.h"
#include "clinic/uke-clinic.h"

#include <glib/gi18n.h>

/* What cards say. Never "conflict", "merge" or "sync": people booked, changed and cancelled things.
 */

/* The words of one kind of card: in the list, above the story, and on the two choices. */
static const struct {
  const char *title;
  const char *statement;
  const char *choices[UKE_CONFLICT_N_SIDES];
} KINDS[] = {
  [UKE_CONFLICT_SLOT] = { N_ ("Two bookings in one place"),
                          N_ ("There are two bookings in one place"),
                          { N_ ("Keep in this place"), N_ ("Keep in this place") } },
  [UKE_CONFLICT_VALUES] = { N_ ("Two versions of one entry"),
                            N_ ("Two people entered different things"),
                            { N_ ("Keep this"), N_ ("Use this one") } },
  [UKE_CONFLICT_MOVE] = { N_ ("One booking, two new times"),
                          N_ ("Two people moved the same booking"),
                          { N_ ("Keep this time"), N_ ("Use this time") } },
  [UKE_CONFLICT_CANCEL] = { N_ ("Cancelled and changed at once"),
                            N_ ("A booking was cancelled while somebody changed it"),
                            { N_ ("Keep it as it is"), N_ ("Use this one") } },
  [UKE_CONFLICT_STATUS] = { N_ ("Two statuses of one booking"),
                            N_ ("Two people set different statuses"),
                            { N_ ("Keep this status"), N_ ("Use this status") } },
  [UKE_CONFLICT_CONSENT] = { N_ ("Consent had been withdrawn"),
                             N_ ("Consent was recorded after it had been withdrawn"),
                             { N_ ("Leave it refused"), N_ ("Ask again") } },
  [UKE_CONFLICT_DELETED] = { N_ ("Taken away and changed at once"),
                             N_ ("One took it away, the other changed it"),
                             { N_ ("Keep it"), N_ ("Take it away") } },
  [UKE_CONFLICT_CLAIM] = { N_ ("Two people on one call"),
                           N_ ("Two people took the same call"),
                           { N_ ("Leave it there"), N_ ("I take it over") } },
  [UKE_CONFLICT_MISSING] = { N_ ("No record for this change"),
                             N_ ("Something was changed that is not there"),
                             { N_ ("This was not done"), NULL } },
  [UKE_CONFLICT_MEMO] = { N_ ("Both remarks were kept"),
                          N_ ("Both remarks were kept"),
                          { N_ ("Kept"), N_ ("Kept as well") } },
  [UKE_CONFLICT_DENIED] = { N_ ("Not done: no permission"),
                            N_ ("A change was not made: its author may not do that"),
                            { N_ ("This was not done"), NULL } },
  [UKE_CONFLICT_NUMBER] = { N_ ("Two patients with one number"),
                            N_ ("Another patient has the same number"),
                            { N_ ("Give the next free number"), N_ ("Use the number typed") } },
  [UKE_CONFLICT_ISSUED] = { N_ ("A patient number was given"),
                            N_ ("A patient number was given"),
                            { N_ ("The number"), N_ ("The provisional one") } },
  [UKE_CONFLICT_PERSON]
  = { N_ ("Registered at two desks?"),
      N_ ("Two desks may have registered the same person"),
      { N_ ("Two people: keep both"), N_ ("The same person: make them one") } },
};

/**
 * uke_conflict_words_icon:
 * @conflict: a card
 * @out_css_class: (out): the colour that goes with it
 *
 * Returns: (transfer none): an icon's name
 * Thread: any
 */
const char *
uke_conflict_words_icon (const UkeConflict *conflict, const char **out_css_class)
{
  if (!conflict->is_open) {
    *out_css_class = "ok";
    return "emblem-default-symbolic";
  }
  if (conflict->kind == UKE_CONFLICT_SLOT) {
    *out_css_class = "err";
    return "action-unavailable-symbolic";
  }
  *out_css_class = "warn";
  return "dialog-warning-symbolic";
}

static const UkeField *
get_first_field (const UkeConflict *conflict)
{
  for (unsigned i = 0; i < conflict->values->len; i++) {
    const UkeConflictValue *value = conflict->values->pdata[i];

    if (uke_history_field_word (value->field) != NULL)
      return value->field;
  }
  return NULL;
}

static const char *
get_decided_title (const UkeConflict *conflict)
{
  if (conflict->is_settled)
    return _ ("Turned round by hand");
  if (conflict->kind == UKE_CONFLICT_STATUS || conflict->kind == UKE_CONFLICT_CANCEL)
    return _ ("The later status was kept");
  if (conflict->kind == UKE_CONFLICT_VALUES)
    return _ ("One of two entries was kept");
  return _ (KINDS[conflict->kind].title);
}

/**
 * uke_conflict_words_title:
 * @conflict: a card
 *
 * Returns: (transfer full): what happened, in a few words
 * Thread: main
 */
char *
uke_conflict_words_title (const UkeConflict *conflict)
{
  const UkeField *field = get_first_field (conflict);

  if (!conflict->is_open)
    return g_strdup (get_decided_title (conflict));
  if (conflict->kind == UKE_CONFLICT_VALUES && field != NULL)
    return g_strdup_printf (C_ ("two versions of a field", "Two versions: %s"),
                            uke_history_field_word (field));
  return g_strdup (_ (KINDS[conflict->kind].title));
}

/**
 * uke_conflict_words_statement:
 * @conflict: a card
 *
 * Returns: (transfer full): what happened, as the headline of its story
 * Thread: main
 */
char *
uke_conflict_words_statement (const UkeConflict *conflict)
{
  if (!conflict->is_open)
    return uke_conflict_words_title (conflict);
  return g_strdup (_ (KINDS[conflict->kind].statement));
}

static UkeDate
get_today (UkeClinic *clinic)
{
  return uke_zone_date_of (uke_clinic_get_zone (clinic),
                           uke_clock_now_us (uke_clinic_get_clock (clinic)));
}

/**
 * uke_conflict_words_when:
 * @clinic: an open clinic
 * @at_us: a time
 *
 * Returns: (transfer full): the time today, the day otherwise
 * Thread: main
 */
char *
uke_conflict_words_when (UkeClinic *clinic, int64_t at_us)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  UkeDate date = uke_zone_date_of (zone, at_us);

  return date == get_today (clinic) ? uke_booking_slots_time (zone, at_us)
                                    : uke_era_format_short (date);
}

static const char *
get_resource_name (UkeClinic *clinic, const UkeId *id)
{
  UkeRecord *resource = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, id);

  return resource != NULL ? uke_record_get_text (resource, UKE_RESOURCE_NAME) : NULL;
}

/* 森本・チェア3, or that nobody has it yet. */
static char *
dup_place (UkeClinic *clinic, const UkeId *provider_id, const UkeId *chair_id)
{
  const char *provider = get_resource_name (clinic, provider_id);
  const char *chair = get_resource_name (clinic, chair_id);

  if (provider == NULL && chair == NULL)
    return g_strdup (_ ("No provider yet"));
  return provider != NULL && chair != NULL ? g_strdup_printf ("%s・%s", provider, chair)
                                           : g_strdup (provider != NULL ? provider : chair);
}

static char *
dup_slot (UkeClinic *clinic, UkeRecord *booking, gboolean is_long)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  int64_t start_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
  int64_t end_us
      = start_us + uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN) * 60 * G_USEC_PER_SEC;
  g_autofree char *day = uke_era_format_short (uke_zone_date_of (zone, start_us));
  g_autofree char *from = uke_booking_slots_time (zone, start_us);
  g_autofree char *to = uke_booking_slots_time (zone, end_us);
  g_autofree char *place
      = dup_place (clinic, uke_record_get_id_value (booking, UKE_APPOINTMENT_PROVIDER_ID),
                   uke_record_get_id_value (booking, UKE_APPOINTMENT_CHAIR_ID));

  return is_long ? g_strdup_printf ("%s %s–%s・%s", day, from, to, place)
                 : g_strdup_printf ("%s %s %s", day, from, place);
}

/**
 * uke_conflict_words_booking:
 * @appointment: a booking
 * @clinic: whose
 *
 * Returns: (transfer full): number of the patient aside, what it is: menu and length
 * Thread: main
 */
char *
uke_conflict_words_booking (UkeRecord *appointment, UkeClinic *clinic)
{
  UkeRecord *menu = uke_clinic_lookup (
      clinic, &UKE_ENTITY_MENU, uke_record_get_id_value (appointment, UKE_APPOINTMENT_MENU_ID));
  int length = (int)uke_record_get_int (appointment, UKE_APPOINTMENT_LENGTH_MIN);

  return g_strdup_printf (
      _ ("%s %d min"), menu != NULL ? uke_record_get_text (menu, UKE_MENU_NAME) : _ ("No menu yet"),
      length);
}

/**
 * uke_conflict_words_patient:
 * @patient: (nullable): a patient
 *
 * Returns: (transfer full): name and number
 * Thread: main
 */
char *
uke_conflict_words_patient (UkeRecord *patient)
{
  g_autofree char *name = NULL;
  const char *number;

  if (patient == NULL)
    return g_strdup (_ ("A patient who is not registered here"));
  name = uke_person_text_name (patient);
  number = uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER);
  return number != NULL ? g_strdup_printf (_ ("%s (No.%s)"), name, number)
                        : g_steal_pointer (&name);
}

/**
 * uke_conflict_words_honorific:
 * @patient: (nullable): a patient
 *
 * Returns: (transfer full): the name as it stands in sentences
 * Thread: main
 */
char *
uke_conflict_words_honorific (UkeRecord *patient)
{
  g_autofree char *name = NULL;

  if (patient == NULL)
    return g_strdup (_ ("the patient"));
  name = uke_person_text_name (patient);
  return g_strdup_printf (C_ ("name in a sentence", "%s"), name);
}

/**
 * uke_conflict_words_about:
 * @conflict: a card
 * @clinic: whose
 *
 * Returns: (transfer full): the second line of its row: whom or which place it is about
 * Thread: main
 */
char *
uke_conflict_words_about (const UkeConflict *conflict, UkeClinic *clinic)
{
  g_autofree char *patient = NULL;
  g_autofree char *slot = NULL;

  if (conflict->kind == UKE_CONFLICT_SLOT && conflict->record != NULL)
    return dup_slot (clinic, conflict->record, FALSE);
  if (conflict->entity != &UKE_ENTITY_APPOINTMENT || conflict->record == NULL)
    return uke_conflict_words_patient (conflict->patient);
  /* The time has to fit beside the name; the number stands in the story. */
  patient = conflict->patient != NULL ? uke_person_text_name (conflict->patient)
                                      : uke_conflict_words_patient (NULL);
  slot = dup_slot (clinic, conflict->record, FALSE);
  return g_strdup_printf ("%s　%s", patient, slot);
}

static const char *
get_staff_name (UkeClinic *clinic, const UkeId *staff_id)
{
  UkeRecord *staff = uke_clinic_lookup (clinic, &UKE_ENTITY_STAFF, staff_id);

  return staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : NULL;
}

/**
 * uke_conflict_words_author:
 * @side: a side of a card
 * @clinic: whose
 *
 * Returns: (transfer full): where, who, when; "" when nothing is known
 * Thread: main
 */
char *
uke_conflict_words_author (const UkeConflictSide *side, UkeClinic *clinic)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *name = get_staff_name (clinic, &side->staff_id);
  char *desk = uke_device_words_desk (clinic, side->dev, side->device);

  if (desk != NULL)
    g_ptr_array_add (parts, desk);
  if (name != NULL)
    g_ptr_array_add (parts, g_strdup (name));
  if (side->at_us != 0)
    g_ptr_array_add (parts, uke_conflict_words_when (clinic, side->at_us));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv ("・", (char **)parts->pdata);
}

/* Who, by the desk, and by the name where both sat at the same one. */
static char *
dup_short_author (const UkeConflictSide *side, UkeClinic *clinic)
{
  const char *name = get_staff_name (clinic, &side->staff_id);
  char *desk = uke_device_words_desk (clinic, side->dev, side->device);

  return desk != NULL ? desk : g_strdup (name != NULL ? name : _ ("Somebody"));
}

/**
 * uke_conflict_words_who:
 * @conflict: a card
 * @clinic: whose
 *
 * Returns: (transfer full): the third line of its row: who met whom
 * Thread: main
 */
char *
uke_conflict_words_who (const UkeConflict *conflict, UkeClinic *clinic)
{
  const UkeConflictSide *stands = &conflict->sides[UKE_CONFLICT_STANDS];
  const UkeConflictSide *other = &conflict->sides[UKE_CONFLICT_OTHER];
  g_autofree char *first = dup_short_author (stands, clinic);
  g_autofree char *second = dup_short_author (other, clinic);

  if (stands->seq == 0)
    return g_strdup_printf (C_ ("who changed something", "By %s"), second);
  if (other->seq == 0)
    return g_strdup_printf (C_ ("who changed something", "By %s"), first);
  if (conflict->kind == UKE_CONFLICT_SLOT)
    return g_strdup_printf (_ ("Booked at %s and %s"), first, second);
  return g_strdup_printf (_ ("%s and %s"), first, second);
}

/* The stretch in which the later desk heard nothing, if there was one. */
static char *
dup_cut (const UkeConflictStory *story, UkeClinic *clinic)
{
  for (unsigned i = 0; i < story->events->len; i++) {
    const UkeConflictEvent *event = &g_array_index (story->events, UkeConflictEvent, i);
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;

    if (event->kind != UKE_CONFLICT_EVENT_CUT)
      continue;
    from = uke_conflict_words_when (clinic, event->at_us);
    to = uke_conflict_words_when (clinic, story->conflict->decided_at_us);
    return g_strdup_printf (_ ("One desk was offline from %s to %s."), from, to);
  }
  return NULL;
}

/* The patient whom it met. */
static char *
dup_holder (const UkeConflict *conflict)
{
  UkeRecord *holder = conflict->sides[UKE_CONFLICT_STANDS].patient;
  g_autofree char *name = NULL;

  if (holder == NULL || conflict->kind == UKE_CONFLICT_SLOT)
    return NULL;
  name = uke_conflict_words_patient (holder);
  return g_strdup_printf (conflict->kind == UKE_CONFLICT_NUMBER
                              ? _ ("The number is that of %s.")
                              : _ ("%s was registered shortly before."),
                          name);
}

/* Whom and which place it is about is no sentence, and ends like one only before another. */
static char *
dup_subject (const UkeConflict *conflict, UkeClinic *clinic, gboolean is_before_another)
{
  gboolean is_booking = conflict->entity == &UKE_ENTITY_APPOINTMENT && conflict->record != NULL;
  g_autofree char *patient = NULL;
  g_autofree char *slot = NULL;

  if (!is_booking && conflict->patient == NULL)
    return g_strdup (_ ("It is not known here whose record it was."));
  if (!is_booking || conflict->kind != UKE_CONFLICT_SLOT)
    patient = uke_conflict_words_patient (conflict->patient);
  if (is_booking)
    slot = dup_slot (clinic, conflict->record, TRUE);
  return g_strdup_printf ("%s%s%s%s", patient != NULL ? patient : "",
                          patient != NULL && slot != NULL ? "・" : "", slot != NULL ? slot : "",
                          is_before_another ? "。" : "");
}

/**
 * uke_conflict_words_sentence:
 * @story: a story
 * @clinic: whose
 *
 * Returns: (transfer full): when and where, below the headline
 * Thread: main
 */
char *
uke_conflict_words_sentence (const UkeConflictStory *story, UkeClinic *clinic)
{
  const UkeConflict *conflict = story->conflict;
  g_autofree char *cut = dup_cut (story, clinic);
  g_autofree char *holder = dup_holder (conflict);
  g_autofree char *subject = dup_subject (conflict, clinic, holder != NULL || cut != NULL);

  return g_strdup_printf ("%s%s%s", subject, holder != NULL ? holder : "", cut != NULL ? cut : "");
}

/**
 * uke_conflict_words_choice:
 * @conflict: a card
 * @side: one of the choices
 *
 * Returns: (transfer none) (nullable): what choosing it means; NULL where there is no such choice
 * Thread: main
 */
const char *
uke_conflict_words_choice (const UkeConflict *conflict, UkeConflictSides side)
{
  const char *word = KINDS[conflict->kind].choices[side];

  return word != NULL ? _ (word) : NULL;
}

/**
 * uke_conflict_words_settle:
 * @conflict: a card
 *
 * Returns: (transfer none): what the button says that settles it
 * Thread: main
 */
const char *
uke_conflict_words_settle (const UkeConflict *conflict)
{
  return uke_conflict_words_is_told (conflict) ? _ ("I have seen it") : _ ("Settle it like this");
}

/**
 * uke_conflict_words_is_told:
 * @conflict: a card
 *
 * Returns: whether there is nothing to choose: it is told what was not done, and that is all
 * Thread: any
 */
gboolean
uke_conflict_words_is_told (const UkeConflict *conflict)
{
  return KINDS[conflict->kind].choices[UKE_CONFLICT_OTHER] == NULL;
}

/**
 * uke_conflict_words_is_fixed:
 * @conflict: a card
 *
 * Returns: whether nothing about it can be turned round any more: both were kept, a number was
 * given, or somebody has chosen already Thread: any
 */
gboolean
uke_conflict_words_is_fixed (const UkeConflict *conflict)
{
  return !conflict->is_open
         && (conflict->is_settled || conflict->kind == UKE_CONFLICT_MEMO
             || conflict->kind == UKE_CONFLICT_ISSUED);
}

/**
 * uke_conflict_words_field:
 * @value: a value of a card
 *
 * Returns: (transfer full) (nullable): what people call its field
 * Thread: main
 */
char *
uke_conflict_words_field (const UkeConflictValue *value)
{
  return g_strdup (uke_history_field_word (value->field));
}

/**
 * uke_conflict_words_value:
 * @conflict: a card
 * @value: one of its values
 * @side: whose
 * @clinic: whose card
 *
 * Returns: (transfer full): what that side wrote
 * Thread: main
 */
char *
uke_conflict_words_value (const UkeConflict *conflict,
                          const UkeConflictValue *value,
                          UkeConflictSides side,
                          UkeClinic *clinic)
{
  return uke_value_words (conflict->entity, value->field, &value->values[side], clinic);
}

static char *
dup_wrote (const UkeConflictStory *story, const UkeConflictEvent *event, UkeClinic *clinic)
{
  const UkeConflictSide *side = &story->conflict->sides[event->side];
  g_autofree char *desk = dup_short_author (side, clinic);
  g_autofree char *name
      = side->patient != NULL ? uke_conflict_words_honorific (side->patient) : NULL;
  const char *staff = get_staff_name (clinic, &side->staff_id);

  if (name != NULL)
    return g_strdup_printf ("%s %s", desk, name);
  return staff != NULL ? g_strdup_printf ("%s %s", desk, staff) : g_steal_pointer (&desk);
}

/**
 * uke_conflict_words_event:
 * @story: a story
 * @event: one of its events
 * @clinic: whose
 *
 * Returns: (transfer full): what happened then
 * Thread: main
 */
char *
uke_conflict_words_event (const UkeConflictStory *story,
                          const UkeConflictEvent *event,
                          UkeClinic *clinic)
{
  const char *name;

  switch (event->kind) {
  case UKE_CONFLICT_EVENT_CUT:
    return g_strdup (_ ("Last connected"));
  case UKE_CONFLICT_EVENT_WROTE:
    return dup_wrote (story, event, clinic);
  case UKE_CONFLICT_EVENT_FOUND:
    return g_strdup (story->conflict->kind == UKE_CONFLICT_SLOT     ? _ ("Overlap found")
                     : story->conflict->kind == UKE_CONFLICT_ISSUED ? _ ("Number given")
                                                                    : _ ("Difference found"));
  case UKE_CONFLICT_EVENT_HANDED:
    name = get_staff_name (clinic, &event->staff_id);
    return g_strdup_printf (_ ("Handed to %s"), name != NULL ? name : _ ("Somebody"));
  }
  return NULL;
}

/**
 * uke_conflict_words_way:
 * @slot: a proposed place
 *
 * Returns: (transfer full): why it is proposed
 * Thread: main
 */
char *
uke_conflict_words_way (const UkeConflictSlot *slot)
{
  switch (slot->way) {
  case UKE_CONFLICT_WAY_SAME_DAY:
    return g_strdup (_ ("Same day, same provider"));
  case UKE_CONFLICT_WAY_SAME_TIME:
    return g_strdup (_ ("Same time, another provider"));
  case UKE_CONFLICT_WAY_NEXT_WEEK:
    return g_strdup_printf (
        g_dngettext (NULL, "%u week later, same time", "%u weeks later, same time", slot->weeks),
        slot->weeks);
  case UKE_CONFLICT_WAY_NEXT_FREE:
    return g_strdup (_ ("Same provider, next free"));
  }
  return NULL;
}

/**
 * uke_conflict_words_done:
 * @conflict: a card that was settled
 *
 * Returns: (transfer full): the sentence of the toast
 * Thread: main
 */
char *
uke_conflict_words_done (const UkeConflict *conflict)
{
  g_autofree char *title = uke_conflict_words_title (conflict);

  return g_strdup_printf (_ ("Settled: %s"), title);
}
