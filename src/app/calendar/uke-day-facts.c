/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-day-facts.h"

#include "app/sync/uke-unsent.h"

#include <glib/gi18n.h>

#define MINUTE_US (60 * G_USEC_PER_SEC)
#define MARGIN_MIN 60
#define USUAL_FIRST_MIN (9 * 60)
#define USUAL_LAST_MIN (18 * 60)

/**
 * A time as a person reads it.
 * @zone: the clinic's
 * @time_us: UTC microseconds
 *
 * Returns: (transfer full): 9:30, without a leading zero.
 * Thread: any
 * Source: design.md 9
 */
char *
uke_day_facts_time (const UkeZone *zone, int64_t time_us)
{
  int minute = uke_zone_minute_of (zone, time_us);

  return g_strdup_printf ("%d:%02d", minute / 60, minute % 60);
}

/**
 * How long somebody who is here has been waiting.
 * @card: the booking
 * @now_us: UTC microseconds
 *
 * Returns: whole minutes; 0 for everybody else.
 * Thread: any
 */
unsigned
uke_day_facts_waiting_min (const UkeDayCard *card, int64_t now_us)
{
  if (card->status != UKE_STATUS_ARRIVED || card->arrived_at_us == 0
      || now_us <= card->arrived_at_us)
    return 0;
  return (unsigned)((now_us - card->arrived_at_us) / MINUTE_US);
}

/**
 * The word of a booking's state, with the minutes that count.
 * @card: the booking
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): e.g. 来院 11分.
 * Thread: main
 * Source: design.md 5
 */
char *
uke_day_facts_word (const UkeDayCard *card, int64_t now_us)
{
  const char *word = uke_status_short_word (card->status);

  if (card->status == UKE_STATUS_ARRIVED && card->arrived_at_us != 0)
    return g_strdup_printf (C_ ("status and minutes", "%s %u min"), word,
                            uke_day_facts_waiting_min (card, now_us));
  return g_strdup (word);
}

/**
 * Whether a booking shows that the server does not know all of it.
 * @day: its day
 * @card: the booking
 * @now_us: UTC microseconds
 *
 * What is on its way for less than a second shows nothing: it would only flicker.
 *
 * Returns: whether
 * Thread: any
 * Source: product.md 4.1 no. 27
 */
gboolean
uke_day_facts_is_unsent (const UkeDay *day, const UkeDayCard *card, int64_t now_us)
{
  return card->is_unsent && uke_unsent_get_patience_ms (day->unsent_since_us, now_us) == 0;
}

/**
 * Whether nobody but this desk knows of a booking's time, so that another may still get it.
 * @day: its day
 * @card: the booking
 * @holds: (nullable): a booking within a lease gets its place in any case
 * @now_us: UTC microseconds
 *
 * Returns: whether
 * Thread: main
 * Source: sync.md 2.10, 2.18
 */
gboolean
uke_day_facts_is_unconfirmed (const UkeDay *day,
                              const UkeDayCard *card,
                              UkeHolds *holds,
                              int64_t now_us)
{
  return card->is_unconfirmed && uke_day_facts_is_unsent (day, card, now_us)
         && (holds == NULL || !uke_holds_is_certain (holds, &card->appointment_id));
}

/* The one fact worth knowing, most urgent first. */
static char *
make_fact (const UkeDayCard *card, const UkeZone *zone, gboolean is_unconfirmed, gboolean is_unsent)
{
  if (card->needs_new_time)
    return g_strdup (_ ("Needs a new time"));
  if (card->status == UKE_STATUS_IN_ROOM && card->in_room_at_us != 0) {
    g_autofree char *in = uke_day_facts_time (zone, card->in_room_at_us);
    g_autofree char *until
        = uke_day_facts_time (zone, card->starts_at_us + card->length_min * (int64_t)MINUTE_US);
    return g_strdup_printf (_ ("In %s, until %s"), in, until);
  }
  if (card->is_provisional)
    return g_strdup (_ ("Provisional"));
  if (is_unsent && !is_unconfirmed)
    return g_strdup (_ ("Not sent yet"));
  return *card->note != '\0' ? g_strdup (card->note) : NULL;
}

/* How the booking came, unless there is something to heed first. */
static const char *
choose_glyph (const UkeDayCard *card)
{
  static const struct {
    const char *channel;
    const char *icon;
  } GLYPHS[] = { { "phone", "call-start-symbolic" },
                 { "web", "computer-symbolic" },
                 { "line", "user-available-symbolic" } };

  if (card->has_alert)
    return "dialog-information-symbolic";
  for (guint i = 0; i < G_N_ELEMENTS (GLYPHS); i++) {
    if (g_str_equal (GLYPHS[i].channel, card->channel))
      return GLYPHS[i].icon;
  }
  return NULL;
}

static char *
make_label (const UkeDayCard *card,
            const UkeBlockFacts *facts,
            const char *column,
            int start_min,
            gboolean is_unsent)
{
  int end_min = start_min + card->length_min;
  const char *name = *card->kana != '\0' ? card->kana : facts->name;
  g_autofree char *label = g_strdup_printf (
      C_ ("accessible name of a booking", "%d:%02d to %d:%02d, %s, %s, %s, %s"), start_min / 60,
      start_min % 60, end_min / 60, end_min % 60, name, facts->word, facts->menu, column);

  if (facts->is_unconfirmed)
    return g_strdup_printf ("%s、%s", label, C_ ("booking", "Tentative"));
  return is_unsent ? g_strdup_printf ("%s、%s", label, _ ("Not sent yet"))
                   : g_steal_pointer (&label);
}

static void
add_card (UkeGridColumn *column,
          const UkeDay *day,
          const UkeDayCard *card,
          const UkeDayFilter *filter,
          const UkeZone *zone,
          int64_t now_us)
{
  int start_min = uke_zone_minute_of (zone, card->starts_at_us);
  gboolean is_unsent = uke_day_facts_is_unsent (day, card, now_us);
  gboolean is_unconfirmed = uke_day_facts_is_unconfirmed (day, card, filter->holds, now_us);
  UkeBlockFacts facts = {
    .appointment_id = card->appointment_id,
    .status = card->status,
    .name = *card->given_name != '\0'
                ? g_strdup_printf ("%s %s", card->family_name, card->given_name)
                : g_strdup (card->family_name),
    .family_name = g_strdup (card->family_name),
    .word = uke_day_facts_word (card, now_us),
    .menu = g_strdup (*card->menu_name != '\0' ? card->menu_name : _ ("No menu yet")),
    .fact = make_fact (card, zone, is_unconfirmed, is_unsent),
    .glyph = is_unconfirmed ? UKE_DAY_FACTS_TENTATIVE_ICON
                            : (is_unsent ? UKE_UNSENT_ICON : choose_glyph (card)),
    .is_new = card->is_first_visit,
    .is_double = card->needs_new_time,
    .is_unconfirmed = is_unconfirmed,
  };
  facts.label = make_label (card, &facts, column->title, start_min, is_unsent);
  /* There is no third line on most of them: that the time is not sure stands in the second. */
  if (is_unconfirmed) {
    g_free (facts.word);
    facts.word = g_strdup (C_ ("booking", "Tentative"));
  }
  UkeGridEntry entry = { .start_min = start_min,
                         .length_min = card->length_min,
                         .takes_slot = uke_status_takes_slot (card->status),
                         .facts = facts };
  g_array_append_val (column->entries, entry);
}

/**
 * Whether a resource is a column of this kind of view.
 * @resource: the resource
 * @kind: "provider" or "chair"
 *
 * Returns: whether; chairs, rooms and equipment stand together.
 * Thread: any
 */
gboolean
uke_day_facts_is_of_kind (UkeRecord *resource, const char *kind)
{
  gboolean is_provider
      = g_str_equal (uke_record_get_code (resource, UKE_RESOURCE_KIND), "provider");

  return g_str_equal (kind, "provider") ? is_provider : !is_provider;
}

/* When a provider comes and goes is worth more than a bare hatch. */
static void
add_off (UkeGridColumn *column, const UkeDayPlan *plan)
{
  unsigned n = uke_day_plan_get_n_segments (plan);

  for (unsigned i = 0; i < n; i++) {
    const UkeDaySegment *segment = uke_day_plan_get_segment (plan, i);
    g_autofree char *reason = NULL;
    if (segment->kind == UKE_DAY_OPEN)
      continue;
    if (segment->kind == UKE_DAY_LUNCH)
      reason = g_strdup (_ ("Lunch break"));
    else if (segment->kind == UKE_DAY_AWAY)
      reason = segment->reason != NULL ? g_strdup_printf (_ ("Away (%s)"), segment->reason)
                                       : g_strdup (_ ("Away"));
    else if (segment->reason != NULL)
      reason = g_strdup (segment->reason);
    uke_grid_column_add_off (column, segment->from_min, segment->to_min, reason);
  }
}

static const char *
text_or_empty (UkeRecord *record, unsigned field)
{
  const char *text = uke_record_get_text (record, field);

  return text != NULL ? text : "";
}

static UkeGridColumn *
make_column (const UkeDayColumn *day_column, gboolean has_hours)
{
  UkeRecord *resource = day_column->resource;
  UkeGridColumn *column = uke_grid_column_new ();

  column->resource_id = *uke_record_get_id (resource);
  column->title = g_strdup (text_or_empty (resource, UKE_RESOURCE_NAME));
  column->place = g_strdup (text_or_empty (resource, UKE_RESOURCE_PLACE));
  column->count = day_column->n_bookings;
  column->fill_percent = has_hours ? day_column->fill_percent : UKE_GRID_FILL_UNKNOWN;
  column->capacity = (int)MAX (uke_record_get_int (resource, UKE_RESOURCE_CAPACITY), 1);
  column->label
      = has_hours
            ? g_strdup_printf (C_ ("accessible name of a column", "%s, %u bookings, %d%% full"),
                               column->title, column->count, column->fill_percent)
            : g_strdup_printf (C_ ("accessible name of a column", "%s, %u bookings, hours not set"),
                               column->title, column->count);
  add_off (column, day_column->plan);
  return column;
}

static void
fill_column (UkeGridColumn *column,
             const UkeDay *day,
             const UkeDayFilter *filter,
             const UkeZone *zone,
             int64_t now_us)
{
  gboolean is_provider = g_str_equal (filter->kind, "provider");

  for (guint i = 0; i < day->cards->len; i++) {
    const UkeDayCard *card = g_ptr_array_index (day->cards, i);
    const UkeId *id = is_provider ? &card->provider_id : &card->chair_id;
    if (uke_id_equal (id, &column->resource_id)
        && filter->shows_status (card->status, filter->data))
      add_card (column, day, card, filter, zone, now_us);
  }
}

static void
add_hold (UkeGridColumn *column,
          const UkeWireHold *hold,
          int64_t day_us,
          const char *reason,
          gboolean is_own)
{
  const int64_t length_us = 24 * 60 * (int64_t)MINUTE_US;

  if (uke_id_equal (&hold->resource_id, &column->resource_id) && hold->from_us < day_us + length_us
      && hold->to_us > day_us)
    uke_grid_column_add_kept (
        column, (int)((MAX (hold->from_us, day_us) - day_us) / (int64_t)MINUTE_US),
        (int)((MIN (hold->to_us, day_us + length_us) - day_us) / (int64_t)MINUTE_US), reason,
        is_own);
}

/* What another desk keeps now: whoever looks knows that somebody is being served there. And what
 * this one has leased: there it may promise a time while the server is not reached. */
static void
add_kept (UkeGridColumn *column, const UkeDay *day, UkeHolds *holds, const UkeZone *zone)
{
  const int64_t from_us = uke_zone_at (zone, day->date, 0);
  const int64_t to_us = uke_zone_at (zone, day->date + 1, 0);
  g_autoptr (GArray) others = holds != NULL ? uke_holds_list_others (holds, from_us, to_us) : NULL;
  const UkeLeaseBook *leases = holds != NULL ? uke_holds_get_leases (holds) : NULL;

  for (guint i = 0; others != NULL && i < others->len; i++) {
    const UkeWireHold *hold = &g_array_index (others, UkeWireHold, i);
    g_autofree char *reason = g_strdup_printf (
        uke_lease_book_is_lease (hold) ? _ ("Reserved: %s") : _ ("Held: %s"), hold->name);

    add_hold (column, hold, from_us, reason, FALSE);
  }
  for (unsigned i = 0; leases != NULL && i < uke_lease_book_get_n (leases); i++) {
    const UkeLease *lease = uke_lease_book_get (leases, i);

    if (lease->uses->len == 0 && !lease->is_missing)
      add_hold (column, &lease->hold, from_us, _ ("Reserved for this desk"), TRUE);
  }
}

/* Bookings that nobody has taken yet must not fall out of sight. */
static UkeGridColumn *
make_unassigned (const UkeDayFilter *filter)
{
  UkeGridColumn *column = uke_grid_column_new ();

  column->title = g_strdup (g_str_equal (filter->kind, "provider") ? _ ("No provider yet")
                                                                   : _ ("No place yet"));
  column->fill_percent = UKE_GRID_FILL_NONE;
  column->place = g_strdup ("");
  column->label = g_strdup (column->title);
  column->capacity = G_MAXINT;
  return column;
}

/**
 * Makes the columns of a day with their bookings.
 * @day: the day
 * @filter: what is wanted
 * @zone: the clinic's
 * @now_us: UTC microseconds, for waiting times
 *
 * Resources that do not work on the day and have no bookings are left out.
 *
 * Returns: (transfer full) (element-type UkeGridColumn): the columns; the array frees nothing.
 * Thread: main
 */
GPtrArray *
uke_day_facts_columns (const UkeDay *day,
                       const UkeDayFilter *filter,
                       const UkeZone *zone,
                       int64_t now_us)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < day->columns->len; i++) {
    const UkeDayColumn *day_column = g_ptr_array_index (day->columns, i);
    if (!uke_day_facts_is_of_kind (day_column->resource, filter->kind)
        || !filter->shows_group (
            uke_record_get_text (day_column->resource, UKE_RESOURCE_GROUP_NAME), filter->data))
      continue;
    UkeGridColumn *column = make_column (day_column, day->has_hours);
    fill_column (column, day, filter, zone, now_us);
    add_kept (column, day, filter->holds, zone);
    if (!day_column->is_working && column->entries->len == 0)
      uke_grid_column_free (column);
    else
      g_ptr_array_add (columns, column);
  }

  UkeGridColumn *unassigned = make_unassigned (filter);
  fill_column (unassigned, day, filter, zone, now_us);
  unassigned->count = unassigned->entries->len;
  if (unassigned->entries->len > 0)
    g_ptr_array_add (columns, unassigned);
  else
    uke_grid_column_free (unassigned);
  return columns;
}

/**
 * From when to when somebody works or is booked.
 * @day: the day
 * @zone: the clinic's
 * @out_first_min: minute of the day, on a half hour
 * @out_last_min: minute of the day, on a half hour
 *
 * Thread: any
 */
void
uke_day_facts_hours (const UkeDay *day, const UkeZone *zone, int *out_first_min, int *out_last_min)
{
  int first = UKE_DAY_END_MIN;
  int last = 0;

  for (guint i = 0; day->has_hours && i < day->columns->len; i++) {
    const UkeDayColumn *column = g_ptr_array_index (day->columns, i);
    for (unsigned s = 0; s < uke_day_plan_get_n_segments (column->plan); s++) {
      const UkeDaySegment *segment = uke_day_plan_get_segment (column->plan, s);
      if (segment->kind != UKE_DAY_OPEN)
        continue;
      first = MIN (first, segment->from_min);
      last = MAX (last, segment->to_min);
    }
  }
  for (guint i = 0; i < day->cards->len; i++) {
    const UkeDayCard *card = g_ptr_array_index (day->cards, i);
    int start = uke_zone_minute_of (zone, card->starts_at_us);
    first = MIN (first, start);
    last = MAX (last, start + card->length_min);
  }
  if (first >= last) {
    first = USUAL_FIRST_MIN;
    last = USUAL_LAST_MIN;
  }
  *out_first_min = uke_day_floor (first, 30);
  *out_last_min = MIN (uke_day_floor (last + 29, 30), UKE_DAY_END_MIN);
}

/**
 * Which part of the day can be shown: its hours with a margin, for who comes early or stays late.
 * @day: the day
 * @zone: the clinic's
 * @out_first_min: minute of the day, on a half hour
 * @out_last_min: minute of the day, on a half hour
 *
 * Thread: any
 */
void
uke_day_facts_range (const UkeDay *day, const UkeZone *zone, int *out_first_min, int *out_last_min)
{
  int first, last;

  uke_day_facts_hours (day, zone, &first, &last);
  *out_first_min = MAX (first - MARGIN_MIN, 0);
  *out_last_min = MIN (last + MARGIN_MIN, UKE_DAY_END_MIN);
}
